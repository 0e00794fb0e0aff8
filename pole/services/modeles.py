"""Rules that a pole starts with: the common ones, and those of the three demonstration circonscriptions.

Each setting comes from the pole's own document; what a document does not say keeps the common
rule. No person is named. Mail addresses keep the official form under a reserved name: nothing sent to them
can arrive anywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from pole.enums import QuiSaisit
from pole.models import Pole
from pole.models.circonscription import default_cadence
from pole.services.referentiels import COMMUN, seed_references
from pole.uai import cle_uai

# S3-08: what a school may try first, in no order, never an obligation.
AVANT_DE_SAISIR = (
    "En parler avec un collègue ou en conseil des maîtres",
    "Rencontrer les parents, écouter ce qu’ils observent",
    "Observer l’élève à plusieurs moments et noter ce qui l’aide",
    "Adapter une consigne, un support, une place, puis regarder l’effet",
    "Mettre en place un PPRE",
    "Demander l’aide du RASED",
    "Réunir une équipe éducative",
)


@dataclass(frozen=True, slots=True)
class Modele:
    """A way to run a pole: `reglages` are its rules, `identite` the circonscription of the demonstration."""

    nom: str
    reglages: Mapping[str, Any]
    identite: Mapping[str, str] = field(default_factory=dict)


MODELES: Mapping[str, Modele] = {
    COMMUN: Modele(
        nom="Règles communes",
        reglages={
            "label": "pôle ressource",
            "mot_reunion": "cellule de veille",
            "qui_saisit": QuiSaisit.RELU,
            "cadence": default_cadence(),
            "plenieres": 2,
            "delai_limite_jours": 6,
            "avant_de_saisir": list(AVANT_DE_SAISIR),
        },
    ),
    "ecully": Modele(
        nom="Écully – Lyon La Duchère",
        reglages={
            "label": "pôle ressources",  # S1-03
            "mot_reunion": "cellule de veille",  # S1-19
            "cadence": {"1": 1, "2": 1, "3": 1, "4": 1, "5": 2},  # S1-23
            "plenieres": 2,  # S1-20
        },
        identite={
            "nom": "Écully – Lyon La Duchère",
            "code": "ECULLY",
            "academie": "Lyon",
            "zone": "A",
            "uai": "0690273X",
            "adresse": "5 avenue Édouard Payen\n69130 Écully",
            "telephone": "04 78 33 42 12",
            "boite_fonctionnelle": "ce.0690273x@ac-lyon.example",
        },
    ),
    "grenoble4": Modele(
        nom="Grenoble 4",
        reglages={
            "mot_reunion": "réunion du pôle ressource",
            "qui_saisit": QuiSaisit.DIRECTION,  # S2-01, S2-15
            "cadence": default_cadence(),  # S2-16
            "plenieres": 0,
            "delai_limite_jours": 6,  # S2-18
        },
        identite={
            "nom": "Grenoble 4",
            "code": "GRENOBLE4",
            "academie": "Grenoble",
            "zone": "A",
            "uai": "0389904" + cle_uai("0389904"),
            "boite_fonctionnelle": "ce.ien-g4@ac-grenoble.example",
        },
    ),
    "elbeuf": Modele(
        nom="Elbeuf",
        reglages={
            "mot_reunion": "réunion du pôle ressource",
            "qui_saisit": QuiSaisit.ENSEIGNANT,  # S3-12
        },
        identite={
            "nom": "Elbeuf",
            "code": "ELBEUF",
            "academie": "Normandie",
            "zone": "B",
            "uai": "0769907" + cle_uai("0769907"),
            "boite_fonctionnelle": "dsden76-cpc-elbeuf2@ac-normandie.example",  # S3-13
        },
    ),
}


@transaction.atomic
def apply_model(pole: Pole, modele: str) -> Pole:
    """Give a pole the rules and the reference lists of a model; its identity is not touched.

    The common rules first, then those that the model changes. Raises KeyError for an unknown model.
    """
    reglages = {**MODELES[COMMUN].reglages, **MODELES[modele].reglages}
    for name, value in reglages.items():
        # A copy: two poles must not share one list.
        setattr(pole, name, value.copy() if isinstance(value, dict | list) else value)
    pole.save(update_fields=list(reglages))
    seed_references(pole, modele=modele)
    return pole
