"""The background worker: one process sends the outbox, runs the scheduled jobs, seals the journal,
and does what the apps bring (`register`).

Everything it does is a row that waits in the database: killed at any moment, it loses nothing and the next
one goes on. It holds nothing in memory but delays.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from pole.antivirus import AntivirusDownError
from pole.bases import renew_connection
from pole.models import Battement
from pole.services.envois import MailServerDownError, send_pending
from pole.services.journal import seal_pending
from pole.services.planification import run_due

logger = logging.getLogger(__name__)

ShouldStop = Callable[[], bool]
# Work that an app brings, by name: what it does (how much was done), how often in seconds.
_autres: dict[str, tuple[Callable[[ShouldStop], int], float]] = {}
# The same, done before the mails: those that it writes leave at once.
_avant_les_courriels: dict[str, tuple[Callable[[ShouldStop], int], float]] = {}


def register(
    nom: str, fonction: Callable[[ShouldStop], int], *, toutes_les: float, avant_les_courriels: bool = False
) -> None:
    """Declare a kind of work, from `AppConfig.ready`: rows that wait, until it is asked to stop.

    Two workers may do it at once: a conditional UPDATE must stand behind each act.
    """
    works = _avant_les_courriels if avant_les_courriels else _autres
    works[nom] = (fonction, toutes_les)


# Seconds between two looks at the work that waits.
PAUSE = 1.5
BATTEMENT = 10
# After a fault, the same step waits twice as long each time, up to this: an outage costs nothing, and
# everything has left ten minutes after its end.
PAUSE_MAX = 60


@dataclass
class Etape:
    """One kind of work, how often it is looked at, and when next."""

    nom: str
    fonction: Callable[[], int | None]
    toutes_les: float
    prochaine: float = 0
    pause: float = 0


class Travailleur:
    """Loops until `stop`. The item under way is always finished first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self.clock = clock
        self.stopping = threading.Event()
        self.last_beat = float("-inf")
        self.etapes = [
            Etape("journal", seal_pending, PAUSE),
            *self._brought(_avant_les_courriels),
            Etape("envois", lambda: send_pending(should_stop=self.pause_asked), PAUSE),
            Etape("taches", lambda: run_due(should_stop=self.pause_asked), BATTEMENT * 3),
            *self._brought(_autres),
        ]

    def _brought(self, works: dict[str, tuple[Callable[[ShouldStop], int], float]]) -> list[Etape]:
        return [
            Etape(nom, partial(fonction, self.pause_asked), toutes_les)
            for nom, (fonction, toutes_les) in works.items()
        ]

    def stop(self, *args) -> None:
        """Ask for the end; safe in a signal handler."""
        self.stopping.set()

    def run(self) -> None:
        while not self.stopping.is_set():
            worked = self.turn()
            self.stopping.wait(0 if worked else PAUSE)

    def run_once(self) -> None:
        """Do what waits now, then stop: for a crontab. A step that fails is told by the logs and left."""
        for etape in self.etapes:
            while not self.stopping.is_set() and self.attempt(etape):
                pass

    def turn(self) -> bool:
        """One look at each kind of work whose time has come. True if some of it had something to do."""
        return sum(self.attempt(etape) for etape in self.etapes if etape.prochaine <= self.clock()) > 0

    def attempt(self, etape: Etape) -> int:
        """Do one step; a fault delays that step alone, and never ends the worker."""
        # A connection that the server has closed is thrown away here, not in the middle of the work.
        renew_connection()
        try:
            self.beat()
            done = etape.fonction() or 0
        except (OperationalError, InterfaceError, MailServerDownError, AntivirusDownError) as error:
            # Expected of a machine: one line, without the text of the error, which may quote rows.
            logger.warning("%s: %s, waiting", etape.nom, type(error).__name__)
        except Exception:
            logger.exception("%s: unexpected fault", etape.nom)
        else:
            etape.pause = 0
            etape.prochaine = self.clock() + (0 if done else etape.toutes_les)
            return done
        etape.pause = min(PAUSE_MAX, max(2, etape.pause * 2))
        etape.prochaine = self.clock() + etape.pause
        return 0

    def pause_asked(self) -> bool:
        """Asked between two items of a long step: time to show a sign of life, or to end."""
        self.beat()
        return self.stopping.is_set()

    def beat(self) -> None:
        """Write a sign of life, now and then."""
        if self.clock() - self.last_beat < BATTEMENT:
            return
        Battement.objects.update_or_create(pk=1, defaults={"le": timezone.now()})
        self.last_beat = self.clock()
