"""Loads the demonstration: people, places, meetings, stories, mails. Twice gives the same rows as once."""

import random
from datetime import timedelta

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from pole.conf.demonstration import distribution, histoires, seances
from pole.conf.demonstration.actes import ACTES
from pole.conf.demonstration.convocations import convene
from pole.conf.demonstration.horloge import Horloge
from pole.conf.demonstration.modele import Histoire
from pole.conf.demonstration.personnes import (
    Lieux,
    change_directors,
    invite_schools,
    name_friday_stand_in,
    open_accounts,
)
from pole.conf.demonstration.poles import open_poles, publish_meetings
from pole.conf.demonstration.structures import open_structures
from pole.conf.demonstration.theatre import Theatre, send_mails
from pole.dates import start_of
from pole.models import Affectation, Personne, Pole
from saisines.models import Alerte
from saisines.services import urgences

MOT_DE_PASSE = "saisir-ensemble-2027"
GRAINE = 2014_107


def require_demonstration() -> None:
    """Invented data never meets real data: raises CommandError anywhere but in the demonstration."""
    if not settings.DEMO:
        raise CommandError(
            "Réservé à la démonstration : ces réglages sont ceux d’une installation réelle. "
            "Pour essayer sur votre machine : make run."
        )


def password() -> str:
    """One password for every account of the demonstration; DEMO_MOT_DE_PASSE changes it."""
    return getattr(settings, "DEMO_MOT_DE_PASSE", "") or MOT_DE_PASSE


@transaction.atomic
def load() -> dict[str, int]:
    """Everything in one transaction: a worker that runs meanwhile sees all of it, or nothing.

    Returns how many stories were played by pole (0 when they were there already).
    """
    poles = open_poles()
    horloges = {nom: Horloge(pole) for nom, pole in poles.items()}
    annee = max(horloge.annee for horloge in horloges.values())
    lieux = Lieux.of(poles)
    mark = timezone.now()
    people = open_accounts(lieux, annee, password())
    change_directors(people, lieux, annee)
    invite_schools(people, lieux)
    _date_the_opening(poles, annee, mark)
    # Roles are read once per instance: these have none in memory yet.
    people = {nom: Personne.objects.get(pk=personne.pk) for nom, personne in people.items()}
    open_structures(poles, people)
    played = {}
    for nom, pole in poles.items():
        publish_meetings(nom, pole, horloges[nom], by=people[f"coordination.{nom}"])
        told = list(histoires.PAR_POLE[nom])
        if nom == "ecully":
            told += seances.stories(pole, horloges[nom])
        theatre = Theatre(pole, horloges[nom], people, lieux.ecoles, _numbers(nom, told), ACTES)
        played[pole.nom] = theatre.play(told)
    seances.date_the_answers(poles["ecully"])
    convene(poles["ecully"], people)
    # After the stories, so that each of their mails goes to one coordinator.
    name_friday_stand_in(people, annee)
    send_mails()
    for alerte in Alerte.objects.ouvertes():
        urgences.note_first_mail(alerte)
    return played


def _numbers(nom: str, told: list[Histoire]) -> dict[str, int]:
    """A number for each story, drawn once and for all: references do not tell their order."""
    drawn = random.Random(f"{GRAINE}/{nom}").sample(range(1, 1000), len(told))  # noqa: S311
    return dict(zip((histoire.cle for histoire in told), drawn, strict=True))


def _date_the_opening(poles: dict[str, Pole], annee: int, mark) -> None:
    """The accounts and roles of the demonstration are not of today: the poles opened last September."""
    for pole in poles.values():
        from_day = start_of(timezone.datetime(annee - 1, 9, 1).date(), pole.tz) + timedelta(hours=9)
        delta = from_day - mark
        Affectation.objects.filter(pole=pole, created_at__gte=mark).update(created_at=F("created_at") + delta)
    fresh = Personne.objects.filter(email__iendswith=distribution.DOMAINE, created_at__gte=mark)
    fresh.update(created_at=F("created_at") - timedelta(days=300))
