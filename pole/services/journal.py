"""The seals of the access journal: a hash chain per pole and month, made by the worker.

Writing a line costs the page one plain INSERT (`pole.journal.record`); the chain, which needs an order, is
made behind it. The order is that of sealing (`rang`), not of the identifiers: on PostgreSQL a line may be
committed after a line whose identifier is higher, and would then break a chain in identifier order. A late
line simply takes the next rank.

A seal is SHA-256 of the previous seal and of the line. The chain is not keyed: it shows any change made
without recomputing all that follows, `Ancre` included. Against somebody who recomputes everything, the
anchors are copied outside (`verifier --ancres`): a rewritten month no longer ends with the copied seal.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import TruncMonth

from pole.models import Ancre, Entree

GRAINE = "0" * 64


@dataclass(frozen=True, slots=True)
class Rupture:
    """A place where the journal is not what was sealed. `rang` 0 speaks of the month as a whole."""

    pole: UUID | None
    mois: str
    rang: int
    raison: str

    def __str__(self) -> str:
        return f"pôle {self.pole}, {self.mois}, rang {self.rang} : {self.raison}"


def month_of(instant: datetime) -> str:
    """Month of a chain, in UTC: the zone of a pole may be corrected, a chain may not."""
    return f"{instant.astimezone(UTC):%Y-%m}"


def seal_of(entree: Entree, previous: str, rang: int) -> str:
    """Seal of a line at its rank, after the seal of the line before it."""
    content = [
        previous,
        rang,
        entree.pk,
        str(entree.pole_id or ""),
        str(entree.personne_id or ""),
        entree.fonction,
        entree.acte,
        entree.objet,
        str(entree.objet_id or ""),
        entree.identite,
        entree.le.astimezone(UTC).isoformat(timespec="microseconds"),
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def seal_pending(limit: int = 500) -> int:
    """Seal lines that wait, oldest first. Returns how many were sealed.

    Two workers may call it at once: the anchor moves by a conditional UPDATE, the loser does nothing.
    """
    groups: dict[tuple, list[Entree]] = {}
    for entree in Entree.objects.filter(sceau="").order_by("pk")[:limit]:
        groups.setdefault((entree.pole_id, month_of(entree.le)), []).append(entree)
    return sum(_seal_group(pole, month, rows) for (pole, month), rows in groups.items())


@transaction.atomic
def _seal_group(pole: UUID | None, month: str, rows: list[Entree]) -> int:
    ancre, _ = Ancre.objects.get_or_create(pole_id=pole, mois=month, defaults={"sceau": GRAINE})
    seal, rang = ancre.sceau, ancre.nombre
    for entree in rows:
        rang += 1
        seal = seal_of(entree, seal, rang)
        if not Entree.objects.filter(pk=entree.pk, sceau="").update(sceau=seal, rang=rang):
            transaction.set_rollback(True)
            return 0
    moved = Ancre.objects.filter(pk=ancre.pk, nombre=ancre.nombre, sceau=ancre.sceau).update(
        nombre=rang, derniere=rows[-1].pk, sceau=seal
    )
    if not moved:
        transaction.set_rollback(True)
        return 0
    return len(rows)


def verify_chain() -> Iterator[Rupture]:
    """Places where sealed lines were altered, deleted, inserted or moved. Reads the whole journal once.

    A month whose lines were purged keeps its anchor, marked `purge_le`: nothing of it is expected.
    """
    known = set()
    for ancre in Ancre.objects.order_by("mois", "pk"):
        known.add((ancre.pole_id, ancre.mois))
        if ancre.purge_le is None:
            yield from _verify_month(ancre)
    yield from _verify_strays(known)


def _verify_month(ancre: Ancre) -> Iterator[Rupture]:
    def broken(rang: int, raison: str) -> Rupture:
        return Rupture(ancre.pole_id, ancre.mois, rang, raison)

    seal, expected = GRAINE, 0
    for entree in _lines_of(ancre.pole_id, ancre.mois).order_by("rang", "pk").iterator(2_000):
        expected += 1
        if entree.rang != expected:
            missing = (entree.rang or 0) > expected
            yield broken(expected, "ligne supprimée" if missing else "ligne ajoutée")
            return
        if entree.sceau != seal_of(entree, seal, expected):
            yield broken(expected, "ligne modifiée, ou supprimée et remplacée")
            return
        seal = entree.sceau
    if expected < ancre.nombre:
        yield broken(expected + 1, "dernières lignes supprimées")
    elif expected > ancre.nombre:
        yield broken(expected, "lignes ajoutées à la fin")
    elif seal != ancre.sceau:
        yield broken(0, "l’ancre ne correspond pas aux lignes")


def _verify_strays(known: set[tuple]) -> Iterator[Rupture]:
    """Sealed lines of a month that has no anchor: somebody removed it, or wrote seals by hand."""
    sealed = Entree.objects.exclude(sceau="").annotate(mois=TruncMonth("le", tzinfo=UTC))
    for pole, month in sealed.order_by("pole_id", "mois").values_list("pole_id", "mois").distinct():
        if (pole, month_of(month)) not in known:
            yield Rupture(pole, month_of(month), 0, "l’ancre du mois manque")


def _lines_of(pole: UUID | None, month: str):
    year, number = (int(part) for part in month.split("-"))
    start = datetime(year, number, 1, tzinfo=UTC)
    end = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC)
    return Entree.objects.filter(Q(pole_id=pole), le__gte=start, le__lt=end).exclude(sceau="")
