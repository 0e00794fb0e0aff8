"""The two speeds of the triage: an early answer or a discussion, and what stands outside both (R03)."""

from functools import cache

from django.db import models
from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When

from pole.enums import Urgence
from saisines.enums import Etat, Issue
from saisines.models import Orientation, Saisine, Sollicitation
from saisines.models.saisine import SaisineQuerySet


class Voie(models.TextChoices):
    """Where a case of the triage goes if nobody changes anything."""

    URGENT = "urgent", "Urgent, hors réunion"
    RAPIDE = "rapide", "Réponse rapide"
    REUNION = "reunion", "À discuter"
    PRECISER = "preciser", "À préciser"


@cache
def with_voie() -> SaisineQuerySet:
    """All cases with their `voie`, to be narrowed. An urgent one is outside; then what waits for the school;
    then what somebody has. A case that nobody was asked about goes to the meeting that it awaits.

    Resolved once for the process: each triage begins with it.
    """
    case = {"saisine": OuterRef("pk")}
    ways = Orientation.objects.filter(**case).en_cours().exclude(issue__in=(Issue.CELLULE, Issue.COMPLEMENT))
    missions = Sollicitation.objects.filter(**case).en_cours()
    return Saisine.objects.annotate(
        voie=Case(
            When(urgence__in=(Urgence.HAUTE, Urgence.IMMEDIATE), then=Value(Voie.URGENT)),
            When(etat=Etat.COMPLEMENT_DEMANDE, then=Value(Voie.PRECISER)),
            When(Q(Exists(ways)) | Q(Exists(missions)), then=Value(Voie.RAPIDE)),
            default=Value(Voie.REUNION),
            output_field=CharField(),
        )
    )
