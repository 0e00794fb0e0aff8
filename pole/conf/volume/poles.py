"""One synthetic circonscription: schools, people, year. The same number gives the same circonscription."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from cellules.models import EtatReunion, Reunion
from pole.calendrier import annee_scolaire
from pole.conf.volume.ecriture import Ecriture
from pole.enums import Fonction, NatureEcole
from pole.models import Affectation, Ecole, Metier, Motif, Personne, Pole
from pole.models.circonscription import search_key
from pole.services.referentiels import COMMUN, metiers_of, motifs_of
from pole.uai import cle_uai

CODE = "GEN"
DOMAINE = "genere.example"
GRAINE = 20_14_107
ECOLES = 37
MEMBRES = 12
METIERS_DES_MEMBRES = ("psy_en", "psy_en", "cpc", "cpc", "espe_e", "espe_e", "espe_r", "erseh", "medecin_en")
PRENOMS = ("Ariel", "Blanche", "Cléo", "Dimitri", "Esther", "Farès", "Gwen", "Hugo", "Irina", "Joël")
NOMS = ("Abrevoir", "Bellemare", "Courtepaille", "Dunoyel", "Épinard", "Fontorbe", "Grandval", "Hautpré")
LIEUX = ("du Lavoir", "des Marronniers", "de la Fontaine", "du Pré", "des Lilas", "du Moulin", "de la Halle")
# Months of the year in which meetings are held, and the period of each.
REUNIONS = ((10, 1), (12, 2), (2, 3), (3, 4), (5, 5), (6, 5))


@dataclass
class Tirage:
    """Chance with a seed: one number gives one circonscription."""

    hasard: random.Random

    def uuid(self) -> UUID:
        return UUID(int=self.hasard.getrandbits(128), version=4)

    def un(self, choix):
        return self.hasard.choice(choix)


@dataclass
class PoleGenere:
    """What the saisines of a pole need."""

    numero: int
    id: UUID
    tirage: Tirage
    maintenant: datetime
    ecoles: list[tuple[UUID, UUID]] = field(default_factory=list)
    coordonnateur: UUID | None = None
    membres: list[UUID] = field(default_factory=list)
    motifs: list[UUID] = field(default_factory=list)
    # By school year: (meeting, deadline, date), in order.
    reunions: list[tuple[UUID, date, date]] = field(default_factory=list)


def uai(numero: int) -> str:
    """A valid code that belongs to nobody: departments 990 to 999 do not exist."""
    digits = f"{9_900_000 + numero:07d}"
    return digits + cle_uai(digits)


def add_pole(
    ecriture: Ecriture, numero: int, annees: int, maintenant: datetime, mot_de_passe: str
) -> PoleGenere:
    """Rows of a pole without its saisines."""
    tirage = Tirage(random.Random(f"{GRAINE}/{numero}"))  # noqa: S311 (not a secret)
    pole = PoleGenere(numero, tirage.uuid(), tirage, maintenant)
    ecriture.add(
        Pole,
        id=pole.id,
        nom=f"Circonscription {numero + 1}",
        code=f"{CODE}{numero}",
        uai=uai(numero),
        zone="ABC"[numero % 3],
        created_at=maintenant + timedelta(seconds=numero),
    )
    metiers = _add_references(ecriture, pole)
    personne = _Embauche(ecriture, pole, mot_de_passe)
    personne.hire("ien", Fonction.IEN)
    pole.coordonnateur = personne.hire("coordination", Fonction.COORDONNATEUR)
    personne.hire("secretariat", Fonction.SECRETARIAT)
    for rang in range(MEMBRES):
        metier = metiers[METIERS_DES_MEMBRES[rang % len(METIERS_DES_MEMBRES)]]
        pole.membres.append(personne.hire(f"membre{rang}", Fonction.MEMBRE, metier_id=metier))
    for rang in range(ECOLES):
        ecole = _add_school(ecriture, pole, rang)
        directeur = personne.hire(f"direction{rang}", Fonction.DIRECTEUR, ecole_id=ecole)
        pole.ecoles.append((ecole, directeur))
    _add_meetings(ecriture, pole, annees)
    return pole


def _add_references(ecriture: Ecriture, pole: PoleGenere) -> dict[str, UUID]:
    metiers = {}
    for rang, ligne in enumerate(metiers_of(COMMUN)):
        metiers[ligne.code] = ecriture.add(
            Metier,
            id=pole.tirage.uuid(),
            pole_id=pole.id,
            code=ligne.code,
            nom=ligne.nom,
            rang=rang,
            mission=ligne.mission,
            solliciter_quand=ligne.solliciter_quand,
            exterieur=ligne.exterieur,
            au_besoin=ligne.au_besoin,
        )
    for rang, ligne in enumerate(motifs_of(COMMUN)):
        motif = ecriture.add(
            Motif,
            id=pole.tirage.uuid(),
            pole_id=pole.id,
            code=ligne.code,
            nom=ligne.nom,
            rang=rang,
            natures=ligne.natures,
            urgence=str(ligne.urgence),
        )
        if "P" in ligne.natures:
            pole.motifs.append(motif)
    return metiers


@dataclass
class _Embauche:
    """People of a pole, each with one role since three years."""

    ecriture: Ecriture
    pole: PoleGenere
    mot_de_passe: str

    def hire(self, nom_court: str, fonction: Fonction, **role: Any) -> UUID:
        tirage, pole = self.pole.tirage, self.pole
        prenom, nom = tirage.un(PRENOMS), f"{tirage.un(NOMS)}-{tirage.un(NOMS)}"
        personne = self.ecriture.add(
            Personne,
            id=tirage.uuid(),
            email=f"{nom_court}.{pole.numero}@{DOMAINE}",
            password=self.mot_de_passe,
            prenom=prenom,
            nom=nom,
            nom_tri=search_key(nom, prenom)[:180],
            created_at=pole.maintenant,
        )
        self.ecriture.add(
            Affectation,
            id=tirage.uuid(),
            personne_id=personne,
            pole_id=pole.id,
            fonction=str(fonction),
            titre="titulaire",
            debut=pole.maintenant - timedelta(days=3 * 365),
            created_at=pole.maintenant,
            **role,
        )
        return personne


def _add_school(ecriture: Ecriture, pole: PoleGenere, rang: int) -> UUID:
    code = uai(2_000 + pole.numero * ECOLES + rang)
    nom, commune = f"École {pole.tirage.un(LIEUX)} {rang + 1}", f"Valbourg {pole.numero + 1}"
    return ecriture.add(
        Ecole,
        id=pole.tirage.uuid(),
        pole_id=pole.id,
        uai=code,
        nom=nom,
        nom_tri=search_key(nom, commune),
        nature=str(pole.tirage.un(tuple(NatureEcole))),
        commune=commune,
        mail=f"ce.{code.lower()}@{DOMAINE}",
        effectif=80 + pole.tirage.hasard.randrange(220),
    )


def _add_meetings(ecriture: Ecriture, pole: PoleGenere, annees: int) -> None:
    courante = annee_scolaire(pole.maintenant.date())
    for annee in range(courante - annees + 1, courante + 1):
        for mois, periode in REUNIONS:
            jour = date(annee if mois > 8 else annee + 1, mois, 8 + pole.numero % 7)
            limite = jour - timedelta(days=6)
            reunion = ecriture.add(
                Reunion,
                id=pole.tirage.uuid(),
                pole_id=pole.id,
                etat=str(EtatReunion.PUBLIEE),
                type="cellule",
                annee=annee,
                periode=periode,
                date=jour,
                date_limite=limite,
                reponse_avant=jour + timedelta(days=7),
                created_at=pole.maintenant,
            )
            pole.reunions.append((reunion, limite, jour))
