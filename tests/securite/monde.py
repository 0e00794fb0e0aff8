"""The world of the tests of trust: two circonscriptions, every relation to a case, canaries."""

import datetime
from dataclasses import dataclass, field

from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from cellules.models import EtatReunion, Reunion, TypeReunion
from partenaires.models import Contact, Secteur, Structure
from pole.enums import Fonction, Nature, QuiSaisit, Titre
from pole.models import (
    Absence,
    Affectation,
    Battement,
    Ecole,
    Envoi,
    Invitation,
    Metier,
    Motif,
    Personne,
    Pole,
)
from pole.models.invitations import fingerprint
from pole.services.envois import enqueue
from saisines.enums import Etat, Origine, Redacteur
from saisines.models import Orientation, Saisine
from saisines.services import acces, coauteurs, lecteurs, suites
from tests.clients import signed_in
from tests.factories.pole import (
    AffectationFactory,
    EcoleFactory,
    MetierFactory,
    MotifFactory,
    PersonneFactory,
    PoleFactory,
)
from tests.factories.saisines import SaisineFactory, SollicitationFactory
from tests.securite.agendas import write_agendas
from tests.securite.canaris import Voliere
from tests.securite.cercle import write_deports, write_notes, write_requests
from tests.securite.dossiers import LECTEURS, POLE_ICI, furnish
from tests.securite.messages import write_messages

ANONYME, DESACTIVEE = "anonyme", "compte désactivé"
DIRECTRICE, VOISINE = "directrice", "directrice voisine"
ANCIENNE, DIRECTRICE_AILLEURS = "ancienne directrice", "directrice ailleurs"
AUTEURE, COLLEGUE = "enseignante auteure", "collègue enseignante"
INVITEE = "enseignante invitée à écrire"
COORDO, SUPPLEANTE, COORDO_AILLEURS = "coordinatrice", "suppléante", "coordinatrice ailleurs"
IEN, IEN_AILLEURS = "IEN", "IEN ailleurs"
SECRETAIRE, PARTENAIRE = "secrétaire", "partenaire"
SOLLICITEE, MEMBRE, MISSION_FINIE = "membre sollicitée", "membre non sollicitée", "mission finie"
TECHNIQUE = "administratrice technique"

ICI = (
    DIRECTRICE,
    VOISINE,
    AUTEURE,
    COLLEGUE,
    INVITEE,
    COORDO,
    SUPPLEANTE,
    IEN,
    SECRETAIRE,
    SOLLICITEE,
    MEMBRE,
    MISSION_FINIE,
    PARTENAIRE,
)
AILLEURS = (DIRECTRICE_AILLEURS, COORDO_AILLEURS, IEN_AILLEURS)
SANS_FONCTION = (ANCIENNE, TECHNIQUE)
# Without a session, or with one that no longer counts.
DEHORS = (ANONYME, DESACTIVEE)
DEDANS = (*ICI, *AILLEURS, *SANS_FONCTION)
ROLES = (*DEHORS, *DEDANS)

DOSSIERS = (
    "transmise",
    "voisine",
    "ailleurs",
    "brouillon",
    "brouillon_enseignante",
    "enseignant",
    "confidente",
    "reçue",
    "saisie en cours",
)


@dataclass
class Monde:
    """Rows by the words that tests use, and one browser for each role."""

    ici: Pole
    la_bas: Pole
    ecole: Ecole
    ecole_voisine: Ecole
    ecole_ailleurs: Ecole
    voliere: Voliere
    gens: dict[str, Personne] = field(default_factory=dict)
    dossiers: dict[str, Saisine] = field(default_factory=dict)
    objets: dict[str, object] = field(default_factory=dict)
    navigateurs: dict[str, Client] = field(default_factory=dict)
    # What each relation has read in this world: the crawl is made once.
    pages: dict[str, dict[str, str]] = field(default_factory=dict)

    def client(self, role: str) -> Client:
        return self.navigateurs[role]

    def __getitem__(self, nom: str):
        """A case or another object by its word."""
        return self.dossiers.get(nom) or self.objets[nom]


def create_world(suite: str = "") -> Monde:
    """Build everything. The same words and canaries each time, each followed by `suite`."""
    voliere = Voliere(suite=suite)
    ici = _pole(voliere, POLE_ICI, qui_saisit=QuiSaisit.RELU)
    la_bas = _pole(voliere, "pole ailleurs")
    monde = Monde(
        ici=ici,
        la_bas=la_bas,
        ecole=_ecole(voliere, ici, POLE_ICI),
        ecole_voisine=_ecole(voliere, ici, POLE_ICI),
        ecole_ailleurs=_ecole(voliere, la_bas, "pole ailleurs"),
        voliere=voliere,
    )
    Battement.objects.create(le=timezone.now() + datetime.timedelta(hours=1))
    _people(monde)
    _objects(monde)
    _cases(monde)
    write_messages(monde)
    write_agendas(monde)
    _browsers(monde)
    return monde


def _pole(voliere: Voliere, lieu: str, **fields) -> Pole:
    texts = {name: voliere.pose(lieu, f"pole.pole.{name}") for name in ("nom", "adresse", "label")}
    texts |= {name: voliere.pose(lieu, f"pole.pole.{name}") for name in ("mot_reunion", "academie")}
    pole = PoleFactory(
        **texts,
        telephone=voliere.pose(lieu, "pole.pole.telephone"),
        boite_fonctionnelle=f"{voliere.pose(lieu, 'pole.pole.boite_fonctionnelle').lower()}@exemple.test",
        numeros_urgence=[{"nom": voliere.pose(lieu, "pole.pole.numeros_urgence"), "numero": "119"}],
        numeros_agents=[{"nom": voliere.pose(lieu, "pole.pole.numeros_agents"), "numero": "15"}],
        avant_de_saisir=[voliere.pose(lieu, "pole.pole.avant_de_saisir")],
        ressources=[{"nom": voliere.pose(lieu, "pole.pole.ressources"), "adresse": "https://exemple.test/"}],
        **fields,
    )
    for factory, model in ((MetierFactory, Metier), (MotifFactory, Motif)):
        factory(pole=pole, nom=voliere.pose(lieu, f"{model._meta.label_lower}.nom"))
    return pole


def _ecole(voliere: Voliere, pole: Pole, lieu: str) -> Ecole:
    names = ("nom", "adresse", "commune", "telephone")
    return EcoleFactory(
        pole=pole,
        mail=f"{voliere.pose(lieu, 'pole.ecole.mail').lower()}@exemple.test",
        code_postal="99100",
        **{name: voliere.pose(lieu, f"pole.ecole.{name}") for name in names},
    )


def _person(monde: Monde, role: str, pole: Pole | None, fonction=None, ecole=None, **fields) -> Personne:
    lieu = POLE_ICI if pole == monde.ici else "pole ailleurs"
    if pole is None or role == ANCIENNE:
        lieu = f"personne {role}"
    pose = monde.voliere.pose
    personne = PersonneFactory(
        email=f"{pose(lieu, 'pole.personne.email').lower()}@exemple.test",
        telephone=pose(lieu, "pole.personne.telephone"),
        prenom=pose(lieu, "pole.personne.prenom"),
        nom=pose(lieu, "pole.personne.nom"),
    )
    monde.gens[role] = personne
    if fonction:
        fields.setdefault("mission", pose(lieu, "pole.affectation.mission"))
        metier = fields.pop("metier", None)
        AffectationFactory(
            personne=personne, pole=pole, ecole=ecole, fonction=fonction, metier=metier, **fields
        )
    return personne


def _people(monde: Monde) -> None:
    ici, la_bas, ecole = monde.ici, monde.la_bas, monde.ecole
    metier = Metier.objects.get(pole=ici)
    _person(monde, DIRECTRICE, ici, Fonction.DIRECTEUR, ecole)
    _person(monde, VOISINE, ici, Fonction.DIRECTEUR, monde.ecole_voisine)
    _person(monde, ANCIENNE, ici, Fonction.DIRECTEUR, ecole, terminee=True)
    _person(monde, DIRECTRICE_AILLEURS, la_bas, Fonction.DIRECTEUR, monde.ecole_ailleurs)
    _person(monde, AUTEURE, ici, Fonction.ENSEIGNANT, ecole)
    _person(monde, COLLEGUE, ici, Fonction.ENSEIGNANT, ecole)
    _person(monde, INVITEE, ici, Fonction.ENSEIGNANT, ecole)
    coordinatrice = _person(monde, COORDO, ici, Fonction.COORDONNATEUR)
    supplee = Affectation.objects.get(personne=coordinatrice)
    _person(monde, SUPPLEANTE, ici, Fonction.COORDONNATEUR, titre=Titre.SUPPLEANCE, supplee=supplee)
    _person(monde, COORDO_AILLEURS, la_bas, Fonction.COORDONNATEUR)
    _person(monde, IEN, ici, Fonction.IEN)
    _person(monde, IEN_AILLEURS, la_bas, Fonction.IEN)
    _person(monde, SECRETAIRE, ici, Fonction.SECRETARIAT)
    for role in (SOLLICITEE, MEMBRE, MISSION_FINIE):
        _person(monde, role, ici, Fonction.MEMBRE, metier=metier)
    _person(monde, PARTENAIRE, ici, Fonction.PARTENAIRE)
    technique = _person(monde, TECHNIQUE, None)
    technique.is_superuser = True
    technique.save()
    _person(monde, DESACTIVEE, ici, Fonction.COORDONNATEUR)


def _objects(monde: Monde) -> None:
    """What a pole holds beside its cases, here and elsewhere."""
    for nom, pole, ecole, lieu in (
        ("", monde.ici, monde.ecole, POLE_ICI),
        (" ailleurs", monde.la_bas, monde.ecole_ailleurs, "pole ailleurs"),
    ):
        pose = monde.voliere.pose
        monde.objets |= {
            f"réunion{nom}": _reunion(pole, pose(lieu, "cellules.reunion.lieu")),
            f"proposition{nom}": _reunion(
                pole,
                pose(f"proposition{nom}", "cellules.reunion.lieu"),
                etat=EtatReunion.PROPOSEE,
                date=datetime.date(2027, 1, 14),
                date_limite=datetime.date(2027, 1, 8),
            ),
            f"motif{nom}": Motif.objects.get(pole=pole),
            f"rôle{nom}": Affectation.objects.filter(ecole=ecole, fonction=Fonction.DIRECTEUR)
            .en_cours()
            .get(),
            f"absence{nom}": Absence.objects.create(
                pole=pole,
                personne=monde.gens[IEN_AILLEURS if nom else IEN],
                debut=timezone.now() + datetime.timedelta(days=60),
                fin=timezone.now() + datetime.timedelta(days=61),
            ),
            f"invitation{nom}": _invitation(monde, pole, lieu, None),
            f"invitation école{nom}": _invitation(monde, pole, lieu, ecole),
        }
        structure = Structure.objects.create(
            pole=pole,
            secteur=Secteur.SANTE,
            mail=f"{pose(lieu, 'partenaires.structure.mail').lower()}@exemple.test",
            **{
                name: pose(lieu, f"partenaires.structure.{name}")
                for name in ("nom", "mission", "comment_solliciter", "telephone")
            },
        )
        monde.objets[f"structure{nom}"] = structure
    monde.objets |= {"pole": monde.ici, "pole ailleurs": monde.la_bas}
    monde.objets |= {"ecole": monde.ecole, "ecole ailleurs": monde.ecole_ailleurs}
    role = Affectation.objects.get(personne=monde.gens[PARTENAIRE])
    Contact.objects.create(structure=monde["structure"], affectation=role)
    monde.objets["rôle enseignante"] = Affectation.objects.get(personne=monde.gens[AUTEURE])


def _reunion(pole: Pole, lieu: str, **fields) -> Reunion:
    defaults = {
        "type": TypeReunion.CELLULE,
        "etat": EtatReunion.PUBLIEE,
        "annee": 2026,
        "periode": 3,
        "date": datetime.date(2027, 1, 21),
        "date_limite": datetime.date(2027, 1, 15),
    }
    return Reunion.objects.create(pole=pole, lieu=lieu, **defaults | fields)


def _invitation(monde: Monde, pole: Pole, lieu: str, ecole: Ecole | None) -> Invitation:
    lieu = f"invitation {lieu}"
    invitation = Invitation(
        pole=pole,
        ecole=ecole,
        fonction=Fonction.ENSEIGNANT if ecole else Fonction.MEMBRE,
        adresse=f"{monde.voliere.pose(lieu, 'pole.invitation.adresse').lower()}@exemple.test",
        mission=monde.voliere.pose(lieu, "pole.invitation.mission"),
        expire_le=timezone.now() + datetime.timedelta(days=10),
    )
    invitation.empreinte = fingerprint(invitation.jeton)
    invitation.save()
    return invitation


def _cases(monde: Monde) -> None:
    auteure, directrice = monde.gens[AUTEURE], monde.gens[DIRECTRICE]
    # Kind E: its author is none of the relations here, so that nobody may see it.
    ailleurs = PersonneFactory()
    shapes = {
        "transmise": {"ecole": monde.ecole, "auteur": auteure, "redacteur": Redacteur.ENSEIGNANT},
        "voisine": {"ecole": monde.ecole_voisine, "auteur": monde.gens[VOISINE]},
        "ailleurs": {"ecole": monde.ecole_ailleurs, "auteur": monde.gens[DIRECTRICE_AILLEURS]},
        "brouillon": {"ecole": monde.ecole, "auteur": directrice, "etat": Etat.BROUILLON},
        "brouillon_enseignante": {
            "ecole": monde.ecole,
            "auteur": auteure,
            "etat": Etat.BROUILLON,
            "redacteur": Redacteur.ENSEIGNANT,
        },
        "enseignant": {"ecole": monde.ecole, "auteur": ailleurs, "nature": Nature.ENSEIGNANT, "eleve": None},
        "confidente": {
            "ecole": monde.ecole,
            "auteur": monde.gens[COLLEGUE],
            "nature": Nature.ENSEIGNANT,
            "eleve": None,
            "redacteur": Redacteur.ENSEIGNANT,
        },
        "reçue": {"ecole": monde.ecole, "auteur": monde.gens[COORDO], "redacteur": Redacteur.BUREAU},
        "saisie en cours": {
            "ecole": monde.ecole,
            "auteur": monde.gens[COORDO],
            "etat": Etat.BROUILLON,
            "redacteur": Redacteur.BUREAU,
        },
    }
    for nom, fields in shapes.items():
        monde.dossiers[nom] = furnish(SaisineFactory(**fields), nom, monde.voliere)
    for nom, role in (("transmise", COORDO), ("ailleurs", COORDO_AILLEURS)):
        monde.dossiers[nom].responsable = monde.gens[role]
        monde.dossiers[nom].save()
    for nom in ("transmise", "ailleurs"):
        suffix = " ailleurs" if nom == "ailleurs" else ""
        monde.objets[f"pièce{suffix}"] = monde[nom].pieces.get()
        monde.objets[f"accord{suffix}"] = monde[nom].accords.get(type="partage")
    coauteurs.inviter(monde["brouillon"], by=directrice, personne=monde.gens[INVITEE].pk)
    monde.objets |= {"invitée": monde.gens[INVITEE], "invitée ailleurs": monde.gens[DIRECTRICE_AILLEURS]}
    lecteurs.choisir(monde["confidente"], by=monde.gens[COLLEGUE], personnes=[monde.gens[MEMBRE].pk])
    _named_accesses(monde)


def _named_accesses(monde: Monde) -> None:
    """One member called upon, one whose mission was withdrawn, one partner by an accepted request."""
    saisine, coordinatrice = monde["transmise"], monde.gens[COORDO]
    pour_le = timezone.localdate() + datetime.timedelta(days=7)
    for role in (SOLLICITEE, MISSION_FINIE):
        lieu = "transmise" if role == SOLLICITEE else "mission finie"
        sollicitation = suites.solliciter(
            saisine,
            by=coordinatrice,
            personne=monde.gens[role],
            mission=monde.voliere.pose(lieu, "saisines.sollicitation.mission", LECTEURS),
            echeance=pour_le,
        )
        sollicitation.compte_rendu = monde.voliere.pose(lieu, "saisines.sollicitation.compte_rendu", LECTEURS)
        sollicitation.save()
        monde.objets["mission" if role == SOLLICITEE else "mission finie"] = sollicitation
    suites.annuler(monde["mission finie"], by=coordinatrice)
    monde.objets["mission ailleurs"] = SollicitationFactory(
        saisine=monde["ailleurs"],
        personne=monde.gens[COORDO_AILLEURS],
        mission=monde.voliere.pose("ailleurs", "saisines.sollicitation.mission", LECTEURS),
    )
    for lieu, suffix in (("transmise", ""), ("ailleurs", " ailleurs")):
        monde.objets[f"suite{suffix}"] = Orientation.objects.create(
            saisine=monde[lieu],
            issue="rased",
            lettre=monde.voliere.pose(lieu, "saisines.orientation.lettre", LECTEURS),
            sollicitation=monde[f"mission{suffix}"],
            par=monde.gens[COORDO],
        )
    write_deports(monde)
    write_notes(monde)
    write_requests(monde)
    monde.objets["envoi"] = Envoi.objects.filter(pole=monde.ici).first()
    monde.objets["envoi ailleurs"] = enqueue(
        "saisines/sollicitation", pole=monde.la_bas, cle="essai", destinataire=monde.gens[COORDO_AILLEURS]
    )
    acces.grant(
        saisine,
        monde.gens[PARTENAIRE],
        origine=Origine.DEMANDE,
        origine_id=saisine.pk,
        debut=timezone.now() - datetime.timedelta(hours=1),
        fin=timezone.now() + datetime.timedelta(days=30),
    )


def _browsers(monde: Monde) -> None:
    """One browser each. The disabled account had signed in before."""
    monde.navigateurs[ANONYME] = Client(raise_request_exception=False)
    for role in ROLES:
        if role != ANONYME:
            client = signed_in(monde.gens[role])
            client.raise_request_exception = False
            monde.navigateurs[role] = client
    monde.gens[DESACTIVEE].is_active = False
    monde.gens[DESACTIVEE].save()
    assert Session.objects.count() == len(ROLES) - 1
