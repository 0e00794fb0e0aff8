"""What a convocation opens: the accesses follow the rows, whatever act changed them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cellules.models import Convie, Reunion
from pole.dates import end_of
from saisines.enums import ETATS_FINAUX, Origine
from saisines.models import AccesMotif, Evenement
from saisines.services import acces


def end_of_access(reunion: Reunion) -> datetime:
    """A convened person reads the case until this instant: some days after the meeting. Reads `pole`."""
    return end_of(reunion.date + timedelta(days=reunion.pole.acces_jours), reunion.pole.tz)


@transaction.atomic
def settle(convies: Iterable[UUID]) -> None:
    """Give or take away what these rows (identifiers) open, as `ouvrants` says it now. Safe to repeat."""
    rows = list(Convie.objects.filter(pk__in=convies).select_related(*_PARTS))
    opening = set(_among(rows).ouvrants().values_list("pk", flat=True))
    open_now = set(_motifs(rows).live().values_list("origine_id", flat=True))
    for convie in rows:
        if convie.pk not in opening:
            if convie.pk in open_now:
                acces.end(Origine.CONVOCATION, convie.pk)
        elif end_of_access(convie.inscription.reunion) > timezone.now():
            _open(convie)


_PARTS = ("convocation__personne", "inscription__saisine", "inscription__reunion__pole")


def _among(rows: Iterable[Convie]) -> QuerySet:
    return Convie.objects.filter(pk__in=[row.pk for row in rows])


def _motifs(rows: Iterable[Convie]):
    return AccesMotif.objects.filter(origine=Origine.CONVOCATION, origine_id__in=[row.pk for row in rows])


def _open(convie: Convie) -> None:
    acces.grant(
        convie.inscription.saisine,
        convie.convocation.personne,
        origine=Origine.CONVOCATION,
        origine_id=convie.pk,
        debut=convie.envoyee_le,
        fin=end_of_access(convie.inscription.reunion),
    )


def hold_cases(inscriptions: QuerySet) -> None:
    """Take the rows of these cases, always in the same order: two acts on one meeting wait, never cross."""
    for saisine in sorted(set(inscriptions.values_list("saisine", flat=True))):
        acces.lock(saisine)


def follow_transition(sender, event: Evenement, **kwargs) -> None:
    """Receiver: a case that ends closes what its convocations opened; taken up again, it opens it again."""
    if (event.etat_avant in ETATS_FINAUX) != (event.etat_apres in ETATS_FINAUX):
        settle(Convie.objects.filter(inscription__saisine=event.saisine_id).values_list("pk", flat=True))


def check_convocations() -> list[str]:
    """`verifier`: whoever is convened reads the case, and nobody reads by a convocation that is no more."""
    live = AccesMotif.objects.live().filter(origine=Origine.CONVOCATION)
    stray = live.exclude(origine_id__in=Convie.objects.ouvrants().values("pk"))
    # A day behind the earliest zone: of a meeting that is over, only what is left open is counted.
    to_come = Convie.objects.ouvrants().filter(inscription__reunion__date__gt=timezone.localdate())
    lacking = to_come.exclude(pk__in=live.values("origine_id"))
    found = (
        (lacking, "personne convoquée qui ne voit pas sa situation"),
        (stray, "accès ouvert par une convocation qui n’a plus cours"),
    )
    return [f"{phrase} : {rows.count()}" for rows, phrase in found if rows.exists()]
