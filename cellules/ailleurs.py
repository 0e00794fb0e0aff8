"""Days when people of a pole are also expected by another one: neither where nor what for is said."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from cellules.models import EtatReunion
from pole.enums import FONCTIONS_POLE, Fonction
from pole.models import Affectation, Pole

_FONCTIONS = (*FONCTIONS_POLE, Fonction.PARTENAIRE)


def expected_elsewhere(pole: Pole, jours: Collection[date]) -> dict[date, list[str]]:
    """Who, of this pole, serves another pole whose published meeting is on one of these days. One query.

    A date that another pole only proposes is its own business.
    """
    ours = Affectation.objects.en_cours().filter(pole=pole, fonction__in=_FONCTIONS, personne__is_active=True)
    elsewhere = Affectation.objects.en_cours().filter(
        fonction__in=_FONCTIONS,
        personne__in=ours.values("personne"),
        pole__reunions__date__in=jours,
        pole__reunions__etat=EtatReunion.PUBLIEE,
    )
    rows = elsewhere.exclude(pole=pole).order_by("personne__nom_tri")
    people: dict[date, dict] = defaultdict(dict)
    for jour, pk, prenom, nom in rows.values_list(
        "pole__reunions__date", "personne", "personne__prenom", "personne__nom"
    ):
        people[jour][pk] = f"{prenom} {nom}".strip()
    return {jour: list(found.values()) for jour, found in people.items()}


def in_words(people: list[str]) -> str:
    """« 2 personnes du pôle ont une réunion ailleurs ce jour-là : … »"""
    number = len(people)
    who = "personne du pôle a" if number == 1 else "personnes du pôle ont"
    return f"{number}\u00a0{who} une réunion ailleurs ce jour-là\u00a0: {', '.join(people)}."
