"""The formation habituelle of a pole: who is proposed for every case, until it is changed."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cellules.models import Habitue
from cellules.services.convocations import titles_of
from cellules.services.dates_retenues import tell_newcomers
from pole.echeances import hold_dates
from pole.enums import FONCTIONS_PILOTAGE
from pole.models import Personne, Pole


@transaction.atomic
def regler_formation(pole: Pole, personnes: Iterable[Personne], *, by: Personne) -> None:
    """Make these people the formation habituelle. What is already prepared or sent stays.

    Those who join are asked to keep the dates that are already published. Whoever does not work in the pole
    is left out. Raises PermissionDenied.
    """
    if not by.portee.holds(pole.pk, *FONCTIONS_PILOTAGE):
        raise PermissionDenied
    # A year that is being published tells those who join, or this does.
    hold_dates(pole.pk)
    wanted = {one.pk for one in personnes}
    kept = wanted & set(titles_of(pole, wanted))
    before = set(Habitue.objects.filter(pole=pole).values_list("personne", flat=True))
    Habitue.objects.filter(pole=pole).exclude(personne__in=kept).delete()
    rows = [Habitue(pole=pole, personne_id=pk) for pk in kept]
    Habitue.objects.bulk_create(rows, ignore_conflicts=True)
    tell_newcomers(pole, kept - before)
