"""The three circonscriptions: their rules, their schools by the official importer, two years of meetings."""

from datetime import date, time
from pathlib import Path

from cellules.models import Reunion, TypeReunion
from cellules.services.annee import proposer_annee, publier
from pole.annuaire import read_annuaire
from pole.calendrier import CalendrierInconnu
from pole.conf.demonstration.horloge import Horloge
from pole.models import Personne, Pole
from pole.services import annuaire
from pole.services.calendrier import load_national_calendar
from pole.services.modeles import MODELES, apply_model

ANNUAIRE = Path(annuaire.__file__).resolve().parents[1] / "data" / "annuaire-exemple.csv"
NOMS = ("ecully", "grenoble4", "elbeuf")

# Numbers that the regulator keeps for fiction: they reach nobody.
NUMEROS = {
    "ecully": [
        {"nom": "Bureau de l’IEN", "numero": "04 65 71 10 37"},
        {"nom": "Service social, conseil technique", "numero": "04 65 71 10 40"},
    ],
    "grenoble4": [
        {"nom": "Bureau de l’IEN", "numero": "04 65 71 20 02"},
        {"nom": "Service social, conseil technique", "numero": "04 65 71 20 09"},
    ],
    "elbeuf": [
        {"nom": "Bureau de l’IEN", "numero": "02 61 91 30 01"},
        {"nom": "Service social en faveur des élèves", "numero": "02 61 91 30 12"},
    ],
}
# Public pages that any school may read: official sites only.
RESSOURCES = [
    {
        "nom": "Scolariser un élève à besoins particuliers (Éduscol)",
        "adresse": "https://eduscol.education.fr/",
    },
    {"nom": "Cap école inclusive", "adresse": "https://www.reseau-canope.fr/cap-ecole-inclusive"},
]
LIEUX = {
    "ecully": ("Salle des conseils, école Jean Jaurès", time(9, 0)),
    "grenoble4": ("Salle de réunion de l’inspection", time(13, 30)),
    "elbeuf": ("École primaire Mouchel, salle des maîtres", time(16, 45)),
}


def open_poles() -> dict[str, Pole]:
    """The three poles with their rules, words and schools; what exists already is left as it is."""
    load_national_calendar()
    return {nom: _open_pole(nom) for nom in NOMS}


def _open_pole(nom: str) -> Pole:
    identite = dict(MODELES[nom].identite)
    existing = Pole.objects.filter(uai=identite["uai"]).first()
    if existing is not None:
        return existing
    pole = apply_model(
        Pole.objects.create(**identite, numeros_urgence=NUMEROS[nom], ressources=RESSOURCES), nom
    )
    lecture = read_annuaire(ANNUAIRE, nom=pole.nom)
    annuaire.apply(annuaire.compare(pole, lecture), by=None)
    return pole


def publish_meetings(nom: str, pole: Pole, horloge: Horloge, *, by: Personne) -> None:
    """Last year, for comparison, this year, and the next one when no deadline is left before the summer."""
    for annee in (horloge.annee - 1, horloge.annee, horloge.annee + 1):
        if Reunion.objects.du_pole(pole, annee).exists():
            continue
        if annee > horloge.annee and _has_deadline_ahead(pole, horloge.aujourdhui):
            continue
        try:
            proposer_annee(pole, annee, by=by, depuis=date(annee, 8, 1))
        except CalendrierInconnu:
            continue
        publier(pole, annee, by=by)
        lieu, heure = LIEUX[nom]
        Reunion.objects.du_pole(pole, annee).update(lieu=lieu, heure=heure)
        Reunion.objects.du_pole(pole, annee).filter(type=TypeReunion.PLENIERE).update(
            lieu="Salle polyvalente de la mairie", heure=time(14, 0)
        )


def _has_deadline_ahead(pole: Pole, jour: date) -> bool:
    return Reunion.objects.recevant_des_saisines().filter(pole=pole, date_limite__gte=jour).exists()
