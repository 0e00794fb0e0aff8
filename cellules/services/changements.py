"""A meeting that moves or is cancelled after its letters have left: each convened person is told once."""

from datetime import date, time
from typing import NamedTuple

from django.db.models import F
from django.utils import timezone

from cellules.creneaux import announce
from cellules.models import Convie, Convocation, EtatConvocation, Reunion
from cellules.notifications import notify_cancelled, notify_moved
from cellules.services.acces_convocations import hold_cases, settle
from cellules.services.convocations import NO_ANSWER
from cellules.services.dates_retenues import convened_once, tell_kept_cancellation, tell_kept_change


class RendezVous(NamedTuple):
    """When and where: what a convened person notes."""

    date: date
    heure: time | None
    lieu: str


def rendez_vous(reunion: Reunion) -> RendezVous:
    return RendezVous(reunion.date, reunion.heure, reunion.lieu)


def tell_change(reunion: Reunion, *, before: RendezVous) -> None:
    """After a change: the accesses follow the new date, each letter that had left is told of it.

    Another day or another time asks the question again; another place leaves the answers. The caller has the
    right and the transaction.
    """
    now = rendez_vous(reunion)
    if now == before:
        return
    hold_cases(reunion.inscriptions.prevues())
    asked_again = NO_ANSWER if now[:2] != before[:2] else {}
    sent = _sent(reunion)
    Convocation.objects.filter(pk__in=[row.pk for row in sent]).update(
        sequence=F("sequence") + 1, **asked_again
    )
    settle(_convies(reunion))
    letters = _sent(reunion)
    announce(reunion, letters)
    for letter in letters:
        notify_moved(letter)
    tell_kept_change(reunion)


def tell_cancellation(reunion: Reunion) -> None:
    """Nobody comes: every letter ends, what they opened closes, and whoever had received one is told."""
    hold_cases(reunion.inscriptions.prevues())
    now = timezone.now()
    convies = list(_convies(reunion))
    Convie.objects.filter(pk__in=convies).update(etat=EtatConvocation.RETIREE, retiree_le=now)
    settle(convies)
    letters = _sent(reunion)
    know = set(convened_once(reunion)) - {letter.personne_id for letter in letters}
    live = Convocation.objects.filter(reunion=reunion).exclude(etat=EtatConvocation.RETIREE)
    live.update(etat=EtatConvocation.RETIREE, retiree_le=now, sequence=F("sequence") + 1)
    know |= {letter.personne_id for letter in letters if notify_cancelled(letter)}
    tell_kept_cancellation(reunion, besides=know)


def _sent(reunion: Reunion) -> list[Convocation]:
    letters = Convocation.objects.envoyees().filter(reunion=reunion).select_related("personne").order_by("pk")
    rows = list(letters)
    for letter in rows:
        letter.reunion = reunion
    return rows


def _convies(reunion: Reunion):
    return Convie.objects.actuels().filter(convocation__reunion=reunion).values_list("pk", flat=True)
