"""« Retenez la date »: the published dates, without any case, to those who sit through the year's meetings.

A doctor needs three weeks. Whoever received a date is told when it changes, until their own letter does it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from cellules.models import Convocation, DateRetenue, Habitue, Reunion
from cellules.notifications import (
    is_to_come,
    notify_date_cancelled,
    notify_date_changed,
    notify_dates,
)
from pole.enums import FONCTIONS_EQUIPE, Fonction
from pole.models import Affectation, Personne, Pole


def told_of_dates(pole: Pole) -> list[Personne]:
    """The formation habituelle and the partners in office, each once. One query."""
    roles = Affectation.objects.filter(pole=pole).en_cours()
    staff = roles.filter(fonction__in=FONCTIONS_EQUIPE).values("personne")
    partners = roles.filter(fonction=Fonction.PARTENAIRE).values("personne")
    usual = Habitue.objects.filter(pole=pole).values("personne")
    people = Personne.objects.filter(is_active=True)
    return list(people.filter(Q(pk__in=usual) & Q(pk__in=staff) | Q(pk__in=partners)))


def ask_to_keep(pole: Pole, reunions: Sequence[Reunion]) -> int:
    """Send these meetings, just published, to whom they concern: one mail each. Returns how many people.

    A date that somebody already has, by such a mail or by their letter, is not sent to them again. The caller
    has the right and the transaction.
    """
    to_come = [one for one in reunions if one.date >= pole.today()]
    return _send(pole, to_come, told_of_dates(pole))


def _send(pole: Pole, reunions: Iterable[Reunion], personnes: Iterable[Personne]) -> int:
    to_come, people = list(reunions), {one.pk: one for one in personnes}
    know = _convened(to_come)
    wanted = [(one, pk) for one in to_come for pk in people if (one.pk, pk) not in know]
    rows = [DateRetenue(reunion=one, personne_id=pk) for one, pk in wanted]
    DateRetenue.objects.bulk_create(rows, ignore_conflicts=True)
    kept = DateRetenue.objects.filter(pk__in=[row.pk for row in rows]).select_related("reunion")
    dates: dict = defaultdict(list)
    for row in kept.order_by("reunion__date", "reunion"):
        row.reunion.pole = pole
        dates[row.personne_id].append(row)
    for pk, mine in dates.items():
        notify_dates(pole, people[pk], [row.reunion for row in mine], cle=str(mine[0].pk))
    return len(dates)


def tell_newcomers(pole: Pole, newcomers: Iterable[UUID]) -> int:
    """Send the dates published before them to those (identifiers) who join. Returns how many people."""
    among = set(newcomers)
    people = [one for one in told_of_dates(pole) if one.pk in among] if among else []
    to_come = Reunion.objects.publiees().tenues().filter(pole=pole, date__gte=pole.today())
    reunions = to_come if people else ()
    return _send(pole, reunions, people)


def _convened(reunions: Iterable[Reunion]) -> set[tuple[UUID, UUID]]:
    """(meeting, person) of those whose letter has left: they know the date. One query."""
    sent = Convocation.objects.envoyees().filter(reunion__in=[one.pk for one in reunions])
    return set(sent.values_list("reunion", "personne"))


def tell_kept_change(reunion: Reunion) -> None:
    """The date moved: whoever keeps it is told, unless a letter told them, or ended."""
    for person in _keepers(reunion, besides=convened_once(reunion)):
        notify_date_changed(reunion, person)


def tell_kept_cancellation(reunion: Reunion, *, besides: Iterable[UUID]) -> None:
    """No meeting any more: whoever keeps the date is told, except those who know (identifiers of people).

    The rows go: if the date is published again one day, it is news.
    """
    if is_to_come(reunion):
        for person in _keepers(reunion, besides=besides):
            notify_date_cancelled(reunion, person)
    DateRetenue.objects.filter(reunion=reunion).delete()


def convened_once(reunion: Reunion) -> Iterable[UUID]:
    """People to whom a letter of this meeting was sent, even ended since, unless the date came after it.

    Whoever joins the usual people once their letter has ended is sent the date, hence what becomes of it.
    """
    letters = Convocation.objects.filter(reunion=reunion, envoyee_le__isnull=False)
    since = DateRetenue.objects.filter(
        reunion=reunion, personne=OuterRef("personne"), annoncee_le__gt=OuterRef("envoyee_le")
    )
    return letters.exclude(Exists(since)).values_list("personne", flat=True)


def _keepers(reunion: Reunion, *, besides: Iterable[UUID]) -> list[Personne]:
    kept = DateRetenue.objects.filter(reunion=reunion, personne__is_active=True)
    rows = kept.exclude(personne__in=besides).select_related("personne").order_by("pk")
    return [row.personne for row in rows]
