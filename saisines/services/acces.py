"""Named access: the only code that writes Acces and AccesMotif."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone

from pole.models import Personne
from saisines.enums import Origine
from saisines.models import Acces, AccesMotif, Saisine

Interval = tuple[datetime, datetime]


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """Union of half-open intervals, sorted; empty ones vanish, touching ones merge."""
    merged: list[Interval] = []
    for start, end in sorted(interval for interval in intervals if interval[0] < interval[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


@lru_cache(maxsize=1)
def view_permission_id() -> int:
    """Row of « may view a saisine », which guardian's table asks for."""
    return Permission.objects.get(content_type__app_label="saisines", codename="view_saisine").pk


@transaction.atomic
def grant(
    saisine: Saisine,
    personne: Personne,
    *,
    origine: Origine,
    origine_id: UUID,
    debut: datetime,
    fin: datetime,
) -> AccesMotif:
    """Open a case to a person for a reason, or change the dates of that reason."""
    lock(saisine.pk)
    motif, _ = AccesMotif.objects.update_or_create(
        origine=origine,
        origine_id=origine_id,
        personne=personne,
        defaults={"saisine": saisine, "debut": debut, "fin": max(debut, fin)},
    )
    recompute(saisine.pk, personne.pk)
    return motif


@transaction.atomic
def end(
    origine: Origine, origine_id: UUID, *, fin: datetime | None = None, personne: UUID | None = None
) -> None:
    """End what this origin opened, now or at an instant, to everybody or to one person.

    What other reasons keep open stays open.
    """
    fin = fin or timezone.now()
    motifs = AccesMotif.objects.filter(origine=origine, origine_id=origine_id)
    for motif in motifs if personne is None else motifs.filter(personne=personne):
        lock(motif.saisine_id)
        motif.fin = max(motif.debut, fin)
        motif.save(update_fields=["fin"])
        recompute(motif.saisine_id, motif.personne_id)


def is_to_write(origine: str) -> bool:
    """True for the one reason that opens the form: the invitation of the direction."""
    return origine == Origine.REDACTION


def lock(saisine_id: UUID) -> None:
    """Take the case's row: two changes of its accesses never cross."""
    Saisine.objects.select_for_update(of=("self",)).only("pk").get(pk=saisine_id)


def justified(saisine_id: UUID, personne_id: UUID) -> list[tuple[datetime, datetime, bool]]:
    """What the reasons of this person on this case add up to, to read and to write."""
    motifs = AccesMotif.objects.filter(saisine=saisine_id, personne=personne_id)
    reasons = list(motifs.values_list("debut", "fin", "origine"))
    return sorted(
        (start, end, ecrit)
        for ecrit in (False, True)
        for start, end in union(reason[:2] for reason in reasons if is_to_write(reason[2]) is ecrit)
    )


def recompute(saisine_id: UUID, personne_id: UUID) -> None:
    """Make the stored accesses equal to the union of the reasons. The caller holds the case's row."""
    expected = justified(saisine_id, personne_id)
    rows = Acces.objects.filter(content_object=saisine_id, user=personne_id)
    stored = sorted(rows.values_list("ouvre_le", "expire_le", "ecrit"))
    if stored == expected:
        return
    rows.delete()
    Acces.objects.bulk_create(
        Acces(
            content_object_id=saisine_id,
            user_id=personne_id,
            permission_id=view_permission_id(),
            ouvre_le=start,
            expire_le=end,
            ecrit=ecrit,
        )
        for start, end, ecrit in expected
    )


def differences() -> list[str]:
    """Cases where what is stored is not what the reasons justify, one line each: `verifier` prints them."""
    expected: dict[tuple[UUID, UUID, bool], list[Interval]] = {}
    for saisine, personne, origine, debut, fin in AccesMotif.objects.values_list(
        "saisine", "personne", "origine", "debut", "fin"
    ).iterator():
        expected.setdefault((saisine, personne, is_to_write(origine)), []).append((debut, fin))
    stored: dict[tuple[UUID, UUID, bool], list[Interval]] = {}
    for saisine, personne, ecrit, debut, fin in Acces.objects.values_list(
        "content_object", "user", "ecrit", "ouvre_le", "expire_le"
    ).iterator():
        stored.setdefault((saisine, personne, ecrit), []).append((debut, fin))
    wrong = [key for key in expected.keys() | stored.keys() if _differ(expected.get(key), stored.get(key))]
    return [
        f"saisine {saisine} : accès enregistré sans raison, ou raison sans accès (personne {personne})"
        for saisine, personne, _ in sorted(wrong, key=str)
    ]


def _differ(reasons: list[Interval] | None, stored: list[Interval] | None) -> bool:
    return union(reasons or ()) != sorted(stored or ())
