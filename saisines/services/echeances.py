"""Deadlines that follow the meetings: the upper app says what moved, the cases keep in step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from pole.echeances import prochaine_echeance
from pole.enums import Nature
from pole.models import Personne, Pole
from saisines.enums import ETATS_AU_TRI, ETATS_EN_COURS, Etat
from saisines.models import Saisine
from saisines.notifications import notify_carried_over
from saisines.services.workflow import add_event, update_next_date

# The line of history that says that the school was told of the last carrying over.
PREVENIR = "prevenir_report"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReunionCible:
    """A meeting as a case knows it."""

    id: UUID
    date_limite: date | None
    date: date

    @property
    def columns(self) -> dict:
        """The columns of a case that say which meeting it awaits."""
        return {"reunion_visee": self.id, "date_limite": self.date_limite, "date_reunion": self.date}


@transaction.atomic
def suivre_reunion(reunion_id: UUID, *, date_limite: date | None, date_reunion: date) -> int:
    """Give the new dates of a meeting to the live cases that await it; closed ones keep their history.

    Returns how many cases point to it. The caller has checked the right to move the meeting.
    """
    return _point(reunion_id, ReunionCible(id=reunion_id, date_limite=date_limite, date=date_reunion))


@transaction.atomic
def reaffecter(reunion_id: UUID, *, vers: ReunionCible | None) -> int:
    """Send the live cases of a cancelled meeting to another, or to none when no other is published.

    A case sent in time for the cancelled meeting is in time for the next one. Returns how many moved.
    """
    return _point(reunion_id, vers)


@transaction.atomic
def rattacher_en_attente(pole: Pole) -> int:
    """Give the next meeting to the cases sent while none was published. Returns how many."""
    echeance = prochaine_echeance(pole)
    if echeance is None:
        return 0
    waiting = Saisine.objects.filter(pole=pole, etat__in=ETATS_AU_TRI, reunion_visee__isnull=True)
    return waiting.exclude(nature=Nature.ENSEIGNANT).update(
        reunion_visee=echeance.reunion,
        date_limite=echeance.date_limite,
        date_reunion=echeance.date_reunion,
    )


@transaction.atomic
def rattacher_inscrites(pole: Pole, *, vers: ReunionCible) -> list[Saisine]:
    """Give a meeting to the enrolled cases that lost theirs while none was published. Returns them."""
    lost = Saisine.objects.filter(pole=pole, etat=Etat.INSCRITE, reunion_visee__isnull=True)
    found = list(lost.values_list("pk", flat=True))
    lost.update(**vers.columns)
    rows = list(Saisine.objects.filter(pk__in=found).select_related("pole"))
    for saisine in rows:
        update_next_date(saisine)
    return rows


@transaction.atomic
def reporter(saisines: Iterable[UUID], *, vers: ReunionCible | None, by: Personne) -> None:
    """Enrolled cases (identifiers) that their meeting did not study await another one, or the next published.

    The caller holds them and has the right.
    """
    none = {"reunion_visee": None, "date_limite": None, "date_reunion": None}
    for saisine in Saisine.objects.filter(pk__in=list(saisines), etat=Etat.INSCRITE).select_related("pole"):
        Saisine.objects.filter(pk=saisine.pk).update(**(vers.columns if vers else none))
        saisine.refresh_from_db(fields=list(none))
        update_next_date(saisine)
        add_event(saisine, "reporter", by=by)


@transaction.atomic
def prevenir_du_report(saisine: Saisine, *, avant: date, by: Personne) -> None:
    """Tell the school of an enrolled case that the meeting of that day did not study it, and which one will.

    The caller holds the case, has the right, and knows that the school was not told of it yet.
    """
    notify_carried_over(add_event(saisine, PREVENIR, by=by), avant=avant)


def _point(reunion_id: UUID, cible: ReunionCible | None) -> int:
    live = Saisine.objects.filter(reunion_visee=reunion_id, etat__in=ETATS_EN_COURS)
    # Only an enrolled case waits for the day of the meeting itself (saisines.dates.next_date): few rows.
    enrolled = list(live.filter(etat=Etat.INSCRITE).values_list("pk", flat=True))
    moved = live.update(
        reunion_visee=cible.id if cible else None,
        date_limite=cible.date_limite if cible else None,
        date_reunion=cible.date if cible else None,
    )
    for saisine in Saisine.objects.filter(pk__in=enrolled):
        update_next_date(saisine)
    return moved
