"""Scheduled jobs: each runs once per pole and slot, in school hours, from the state it finds when it fires.

A unique row `Execution(tache, pole, creneau)` decides which worker runs a job: no lock is needed. What the
job writes and the mark « done » are one transaction; a killed worker leaves an unfinished row, which is taken
over after `REPRISE`. A slot that nobody ran (night, holidays, a worker that was stopped) is not caught up:
the next run computes what is due since the previous one (see `previous_run`).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from pole.calendrier import CalendrierInconnu, heures_ecole
from pole.dates import start_of
from pole.models import Execution, Pole
from pole.services.calendrier import est_moment_ecole_du_pole

logger = logging.getLogger(__name__)

UN_JOUR = timedelta(days=1)
# An unfinished run is taken over, and a failed one tried again, after this long.
REPRISE = timedelta(minutes=15)
CONSERVATION = timedelta(days=90)

Fonction = Callable[[Pole | None, datetime], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tache:
    """A job: `fonction(pole, creneau)`, at most once per `toutes_les`."""

    nom: str
    fonction: Fonction
    toutes_les: timedelta
    heures_ecole: bool
    par_pole: bool


_taches: dict[str, Tache] = {}


def register(
    nom: str,
    fonction: Fonction,
    *,
    toutes_les: timedelta,
    heures_ecole: bool = True,
    par_pole: bool = True,
) -> None:
    """Declare a job, from `AppConfig.ready`. With `heures_ecole`, only in school hours of a school day.

    The function runs in a transaction: it only writes rows, mails included. It must be safe to run twice
    for one slot (keys of the outbox). With `par_pole` False it runs once for the installation, with None.
    """
    _taches[nom] = Tache(
        nom=nom, fonction=fonction, toutes_les=toutes_les, heures_ecole=heures_ecole, par_pole=par_pole
    )


def slot_of(pole: Pole | None, instant: datetime, every: timedelta) -> datetime:
    """Start of the slot that holds an instant, counted from local midnight (from a fixed day if longer)."""
    tz = pole.tz if pole else timezone.get_default_timezone()
    today = instant.astimezone(tz).date()
    if every >= UN_JOUR:
        return start_of(date.fromordinal(today.toordinal() - today.toordinal() % every.days), tz)
    midnight = start_of(today, tz)
    return midnight + (instant - midnight) // every * every


def previous_run(nom: str, pole: Pole | None, creneau: datetime) -> datetime:
    """Start of the last slot before this one that was run to its end; a day earlier if there is none.

    A job that asks « what became due since then? » forgets nothing over holidays and repeats nothing.
    """
    before = Execution.objects.filter(tache=nom, pole=pole, creneau__lt=creneau, finie_le__isnull=False)
    found = before.order_by("-creneau").values_list("creneau", flat=True).first()
    return found or creneau - UN_JOUR


def run_due(instant: datetime | None = None, should_stop: Callable[[], bool] = lambda: False) -> int:
    """Run the jobs whose slot has not been run yet. Returns how many ran to their end."""
    instant = instant or timezone.now()
    poles = list(Pole.objects.all())
    ran = 0
    for tache in _taches.values():
        handled = _handled(tache, instant)
        for pole in poles if tache.par_pole else [None]:
            if should_stop():
                return ran
            creneau = slot_of(pole, instant, tache.toutes_les)
            if (pole and pole.pk, creneau) in handled or not _is_time(tache, pole, instant):
                continue
            ran += _run_once(tache, pole, creneau)
    return ran


def prune(pole: None, creneau: datetime) -> None:
    """Forget the runs of long ago: what was written of them is in the outbox and in the cases."""
    Execution.objects.filter(creneau__lt=creneau - CONSERVATION).delete()


def _handled(tache: Tache, instant: datetime) -> set[tuple]:
    """Slots of a job that need nobody: finished, or under way in another worker. One query for all poles."""
    recent = Execution.objects.filter(tache=tache.nom, creneau__gt=instant - tache.toutes_les - UN_JOUR)
    rows = recent.values_list("pole_id", "creneau", "finie_le", "commencee_le")
    return {(pole, creneau) for pole, creneau, end, start in rows if end or start > instant - REPRISE}


def _is_time(tache: Tache, pole: Pole | None, instant: datetime) -> bool:
    if not tache.heures_ecole or pole is None:
        return True
    if not heures_ecole(instant, pole.fuseau):
        return False
    try:
        return est_moment_ecole_du_pole(pole, instant)
    except CalendrierInconnu:
        # A year without dates must not silence an alert: weekdays and hours still hold.
        return True


def _run_once(tache: Tache, pole: Pole | None, creneau: datetime) -> bool:
    started = timezone.now()
    if not _take(tache, pole, creneau, started):
        return False
    row = Execution.objects.filter(
        tache=tache.nom, pole=pole, creneau=creneau, commencee_le=started, finie_le__isnull=True
    )
    try:
        with transaction.atomic():
            tache.fonction(pole, creneau)
            if not row.update(finie_le=timezone.now(), erreur=""):
                # Taken over meanwhile: what this run wrote is undone, the other's counts.
                transaction.set_rollback(True)
                return False
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        # One job must not stop the others. The class says enough: a message may quote what was typed.
        logger.exception("Job %s failed", tache.nom)
        row.update(erreur=type(error).__name__)
        return False
    return True


def _take(tache: Tache, pole: Pole | None, creneau: datetime, started: datetime) -> bool:
    """Become the one who runs this slot: by creating its row, or by taking over an unfinished one."""
    try:
        with transaction.atomic():
            Execution.objects.create(tache=tache.nom, pole=pole, creneau=creneau, commencee_le=started)
    except IntegrityError:
        left = Execution.objects.filter(
            tache=tache.nom,
            pole=pole,
            creneau=creneau,
            finie_le__isnull=True,
            commencee_le__lte=started - REPRISE,
        )
        return bool(left.update(commencee_le=started))
    return True
