"""What an honest person posts to each address, so that the post does what it is for.

Forged fields only prove something when they ride on a post that is accepted: an address of the matrix whose
own page is not enough to write has a line here.
"""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cellules.models import Convocation, EtatInscription, Inscription, Reunion, Seance
from cellules.services import convocations
from cellules.services.abonnements import abonner
from cellules.services.seances import PLACE_LIBRE_APRES
from pole.services.calendrier import load_national_calendar
from saisines.models import DemandeAcces, Orientation, PointEtape, ProjetDeReponse, Reponse, Saisine
from saisines.services import demandes_acces, precisions, rapprochements, urgences
from tests.factories.pole import EcoleFactory
from tests.saisines.documents import pdf
from tests.securite.monde import AUTEURE, COLLEGUE, COORDO, DIRECTRICE, IEN, MEMBRE, Monde

# A Thursday of class in the three zones, without any meeting of the world.
JEUDI = "2027-03-11"
# They write nothing by themselves: a search, a session, a page of the demonstration, a step of an invitation
# (tests of their own below and in test_enumeration).
N_ECRIVENT_PAS = {
    "connexion_demonstration",
    "pole:changer",
    "pole:invitation",
    "pole:invitation_compte",
    "pole:invitation_code",
    "pole:invitation_accepter",
    "saisines:recherche",
    # Nothing without the link that a new address received: tests/pole/test_adresses.py.
    "confirmer_adresse",
}


def today() -> datetime.date:
    return timezone.localdate()


def in_days(days: int) -> str:
    return (today() + datetime.timedelta(days=days)).isoformat()


@dataclass(frozen=True)
class Honnete:
    """`data` replaces what the page shows; `avant` puts the world in the state where the act makes sense;
    `page` is the address whose page shows the form, for one that only takes its post.
    """

    data: Callable[[Monde], dict[str, Any]] = lambda monde: {}
    avant: Callable[[Monde], Any] = lambda monde: None
    page: str = ""


def case(monde: Monde, nom: str) -> Saisine:
    """A row of its own: what the act changes in memory must not outlive it."""
    return Saisine.objects.get(pk=monde[nom].pk)


def ask_something(monde: Monde) -> None:
    precisions.demander(
        case(monde, "transmise"), by=monde.gens[COORDO], questions=["Depuis quand ?"], pour_le=today()
    )


def alert_somebody(monde: Monde) -> None:
    urgences.open_alert(case(monde, "transmise"), by=monde.gens[DIRECTRICE])


def one_absence(monde: Monde) -> dict[str, Any]:
    return {"personne": str(monde.gens[COORDO].pk), "du": in_days(30), "au": in_days(31), "suppleant": ""}


def school_without_director(monde: Monde) -> None:
    EcoleFactory(pole=monde.ici, mail="ce.0990099z@exemple.test")


def complete_draft(monde: Monde) -> None:
    """Everything that sending asks for."""
    saisine = case(monde, "brouillon")
    saisine.niveau = "ce1"
    saisine.save()
    saisine.motifs.add(monde["motif"])
    saisine.eleve.naissance = "2018-03-02"
    saisine.eleve.save()
    saisine.essais.update(type="apc", effet="non")
    answers = {
        "essais": {"essais_comment": "lignes"},
        "famille": {"parents_informes": "oui"},
        "pieces": {"urgence_motif": "non"},
    }
    for etape in saisine.etapes.filter(code__in=answers):
        etape.contenu = etape.contenu | answers[etape.code]
        etape.save()


def one_mission(monde: Monde) -> dict[str, Any]:
    rows = {
        f"missions-{rang}-{name}": "" for rang in range(4) for name in ("personne", "mission", "echeance")
    }
    return rows | {
        "missions-0-personne": str(monde.gens[MEMBRE].pk),
        "missions-0-mission": "Observer",
        "missions-0-echeance": in_days(5),
    }


def first_step(monde: Monde) -> dict[str, Any]:
    stored = case(monde, "brouillon").etapes.filter(code="qui").values_list("version", flat=True)
    identity = {"prenom": "Lou", "nom": "Zqxautre", "naissance": "2018-03-02", "niveau": "ce2"}
    return identity | {"version": next(iter(stored), 0)}


def stand_in(monde: Monde) -> dict[str, Any]:
    return {"personne": str(monde.gens[MEMBRE].pk), "du": in_days(1), "au": in_days(8), "jours": ["1"]}


def new_director(monde: Monde) -> dict[str, Any]:
    return {"a_partir_du": in_days(1), "successeur": str(monde.gens[COLLEGUE].pk), "adresse": ""}


def one_message(monde: Monde) -> dict[str, Any]:
    return {"texte": "Zqxtexte", "lecteurs": [str(monde.gens[DIRECTRICE].pk)], "jeton": str(uuid.uuid4())}


def received(monde: Monde) -> dict[str, Any]:
    facts = {"nature": "G", "canal": "papier", "recue_le": today().isoformat(), "auteur": "autre"}
    author = {"auteur_nom": "Zqxauteur", "auteur_fonction": "enseignant"}
    return facts | author | {"ecole": str(monde.ecole.pk), "jeton": str(uuid.uuid4())}


def calendar(monde: Monde) -> None:
    load_national_calendar()


class Document:
    """A file that may be posted again and again: a stream would be empty the second time."""

    name, content_type = "document.pdf", "application/pdf"

    def read(self) -> bytes:
        return pdf()


def no_way_out(monde: Monde) -> None:
    """The same way out is given once."""
    Orientation.objects.filter(saisine=monde["transmise"]).update(finie_le=timezone.now())


def way_out_without_mission(monde: Monde) -> None:
    Orientation.objects.filter(pk=monde["suite"].pk).update(sollicitation=None)


def linked(monde: Monde) -> None:
    rapprochements.relier(case(monde, "transmise"), by=monde.gens[COORDO], avec=case(monde, "voisine"))


def accepted(monde: Monde) -> None:
    row = DemandeAcces.objects.get(pk=monde["demande"].pk)
    demandes_acces.accepter(row, by=monde.gens[COORDO], jusqu_au=today())


def on_the_agenda(monde: Monde) -> None:
    Saisine.objects.filter(pk=monde["transmise"].pk).update(etat="inscrite")


def subscribed(monde: Monde) -> None:
    abonner(monde.ici, by=monde.gens[COORDO])


def slipped(monde: Monde) -> None:
    """Invited for an hour that is no more that of the agenda."""
    letters = Convocation.objects.filter(pk=monde["convocation"].pk)
    letters.update(titre="ecole", annonce_apres=60, annonce_jusqua=75)
    Reunion.objects.filter(pk=monde["réunion"].pk).update(heure=datetime.time(14))


def one_prepared(monde: Monde) -> None:
    convocations.convier(monde["inscription"], monde.gens[MEMBRE], by=monde.gens[COORDO])


def represented(monde: Monde) -> None:
    letters = Convocation.objects.filter(pk=monde["convocation"].pk)
    letters.update(reponse="represente", representant=monde.gens[MEMBRE])


def day_of_the_meeting(monde: Monde) -> None:
    Reunion.objects.filter(pk=monde["réunion"].pk).update(date=today(), date_limite=today())
    on_the_agenda(monde)


def not_open_yet(monde: Monde) -> None:
    day_of_the_meeting(monde)
    Seance.objects.filter(reunion=monde["réunion"].pk).delete()


def free_place(monde: Monde) -> None:
    """Somebody else took the notes, and has gone."""
    gone = {"preneur": monde.gens[IEN], "preneur_vu_le": timezone.now() - 2 * PLACE_LIBRE_APRES}
    Seance.objects.filter(reunion=monde["réunion"].pk).update(**gone)


def carried_over(monde: Monde) -> None:
    """The séance was closed without a word of the case: its school does not know yet."""
    Seance.objects.filter(reunion=monde["réunion"].pk).update(
        close_le=timezone.now(), close_par=monde.gens[COORDO]
    )
    Inscription.objects.filter(pk=monde["inscription"].pk).update(etat=EtatInscription.REPORTEE)
    Saisine.objects.filter(pk=monde["transmise"].pk).update(etat="inscrite")


def without_discussion(monde: Monde) -> None:
    Inscription.objects.filter(pk=monde["inscription"].pk).update(sans_debat=True)


def just_answered(monde: Monde) -> None:
    """The school has said nothing yet of its answer."""
    Saisine.objects.filter(pk=monde["transmise"].pk).update(etat="repondue")
    rows = Reponse.objects.filter(saisine=monde["transmise"])
    rows.update(accueil="", accueil_par=None, accueil_le=None)
    PointEtape.objects.filter(reponse__in=rows).delete()


def reread_answer(monde: Monde) -> None:
    who = monde.gens[COORDO]
    ProjetDeReponse.objects.filter(saisine=monde["transmise"]).update(
        interlocuteur=who, relu_par=who, relu_le=timezone.now()
    )


def ticked_answer(monde: Monde) -> dict[str, Any]:
    projet = ProjetDeReponse.objects.get(saisine=monde["transmise"])
    return {"projet": [f"{projet.pk}:{projet.version}"]}


HONNETES = {
    "pole:membre_terminer": Honnete(lambda monde: {"dernier_jour": in_days(3)}),
    "pole:membre_nouvelle_adresse": Honnete(lambda monde: {"nouvelle": "prenom.nom@exemple.test"}),
    "pole:membre_suppleance": Honnete(stand_in),
    "pole:ecoles_inviter": Honnete(avant=school_without_director),
    "pole:ecole_enseignants": Honnete(lambda monde: {"adresses": "nouvelle@exemple.test"}),
    "pole:ecole_direction": Honnete(new_director),
    "pole:reference": Honnete(lambda monde: {"nom": "Zqxnom"}),
    "pole:calendrier": Honnete(
        lambda monde: {"debut_toussaint": "2026-10-15", "reprise_toussaint": "2026-11-05"}, calendar
    ),
    "cellules:proposer": Honnete(avant=calendar),
    "cellules:ajouter": Honnete(lambda monde: {"date": JEUDI, "confirme": JEUDI}, calendar),
    "cellules:modifier": Honnete(lambda monde: {"date": JEUDI, "confirme": JEUDI}, calendar),
    "pole:absences": Honnete(one_absence),
    "cellules:arreter_abonnement": Honnete(avant=subscribed),
    "cellules:ordre_du_jour": Honnete(
        lambda monde: {f"minutes-{monde['inscription'].pk}": "40"},
    ),
    "cellules:convier": Honnete(lambda monde: {"personnes": [str(monde.gens[MEMBRE].pk)]}),
    "cellules:formation": Honnete(lambda monde: {"personnes": [str(monde.gens[MEMBRE].pk)]}),
    "cellules:relire_convocations": Honnete(avant=one_prepared),
    "cellules:prevenir_horaires": Honnete(avant=slipped),
    "cellules:representer": Honnete(avant=represented),
    "cellules:ouvrir_seance": Honnete(avant=not_open_yet),
    "cellules:plume": Honnete(lambda monde: {"prendre": "1"}, free_place),
    "cellules:sans_debat": Honnete(avant=without_discussion),
    "cellules:situation": Honnete(lambda monde: {"interlocuteur": str(monde.gens[MEMBRE].pk)}),
    "cellules:cloture": Honnete(avant=day_of_the_meeting),
    "cellules:prevenir_reports": Honnete(avant=carried_over),
    "cellules:ajouter_situation": Honnete(
        lambda monde: {"saisine": str(monde["reçue"].pk), "lettre": "Zqxtext", "raison": "Zqxraison"}
    ),
    "saisines:demander_acces": Honnete(
        lambda monde: {"reference": "2627-ZQX-001", "raison": "Zqxraison", "jeton": str(uuid.uuid4())}
    ),
    "saisines:demande_acces": Honnete(lambda monde: {"reponse": "oui", "jusqu_au": in_days(5)}),
    "saisines:demande_acces_refermer": Honnete(avant=accepted),
    "saisines:acces": Honnete(
        lambda monde: {"personne": str(monde.gens[MEMBRE].pk), "raison": "Connaît la famille"}
    ),
    "saisines:urgence_prendre": Honnete(avant=alert_somebody),
    "saisines:preciser": Honnete(lambda monde: {"reponse_1": "Depuis lundi."}, ask_something),
    "saisines:confier": Honnete(one_mission),
    "saisines:reponses": Honnete(ticked_answer, reread_answer),
    "saisines:accueillir": Honnete(lambda monde: {"accueil": "saisit"}, just_answered),
    "saisines:faire_le_point": Honnete(lambda monde: {"effet": "oui"}, just_answered),
    "saisines:sans_action": Honnete(
        lambda monde: {"raison": "rased", "autre_piste": "Appelez le service concerné."}
    ),
    "saisines:dialogue": Honnete(one_message),
    "saisines:messages_lus": Honnete(lambda monde: {"messages": [str(monde["message"].pk)]}),
    "saisines:pieces": Honnete(lambda monde: {"type": "ppre", "fichier": Document()}),
    "saisines:trier": Honnete(
        lambda monde: {"decision": "partenaire", "lettre": "Zqxtext", "pour_le": in_days(5)}, no_way_out
    ),
    "saisines:trier_ensemble": Honnete(
        lambda monde: {
            "saisine": [monde["transmise"].reference],
            "decision": "partenaire",
            "lettre": "Zqxtext",
            "pour_le": in_days(5),
        },
        no_way_out,
    ),
    "saisines:delier": Honnete(avant=linked),
    "saisines:desinscrire": Honnete(avant=on_the_agenda),
    "saisines:finir_orientation": Honnete(avant=way_out_without_mission),
    "saisines:transferer": Honnete(
        lambda monde: {"ecole": str(monde.ecole_voisine.pk), "parents_informes_le": today().isoformat()}
    ),
    "saisines:ecrire_a_deux": Honnete(lambda monde: {"personne": str(monde.gens[AUTEURE].pk)}),
    "saisines:modifier": Honnete(first_step),
    "saisines:enregistrer": Honnete(first_step, page="saisines:modifier"),
    "saisines:recue": Honnete(received),
    "saisines:corriger_reception": Honnete(lambda monde: {"canal": "telephone"}),
    "saisines:transmettre": Honnete(lambda monde: {"declaration": "on"}, complete_draft),
}
