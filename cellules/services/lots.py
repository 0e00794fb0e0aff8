"""Asking for all the documents of a meeting, making them in the worker, giving them.

Where they are kept, and until when: cellules/services/archives.py.
"""

import io
import logging
import uuid
import zipfile
from datetime import timedelta
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from cellules.documents.dossier import situations_of
from cellules.documents.lot import plan_of
from cellules.models import CONDUIRE, EtatLot, Inscription, LotDeDocuments, Reunion
from cellules.services import archives
from pole.crypto import DecryptionError, current_key_id
from pole.models import Personne
from pole.travail import ShouldStop
from saisines.models import Saisine

logger = logging.getLogger(__name__)

# Without a sign for this long, whoever was making it is gone: another begins again.
REPRISE = timedelta(minutes=2)
ESSAIS_MAX = 3
TOUTES_LES_SECONDES = 2.0


class LotIndisponible(Exception):  # noqa: N818 (domain word, shown to people)
    """These documents are not given any more. The message says what to do."""


PERIME = "Ces documents ne correspondent plus à ce que vous lisez : demandez-les de nouveau."


@transaction.atomic
def demander(reunion: Reunion, *, by: Personne) -> LotDeDocuments:
    """Ask for the documents of a meeting; those made before are erased. Asked twice, they are made once.

    Raises PermissionDenied.
    """
    if not by.is_active or not by.has_perm(CONDUIRE, reunion):
        raise PermissionDenied
    lot = _own(reunion, by)
    if lot.is_actif:
        return lot
    old = lot.chemin
    again = LotDeDocuments.objects.filter(pk=lot.pk, etat=lot.etat, demande_le=lot.demande_le)
    if again.update(**_BLANK, demande_le=timezone.now(), essais=0) and old:
        transaction.on_commit(partial(archives.erase, old))
    lot.refresh_from_db()
    return lot


_BLANK = {
    "etat": EtatLot.DEMANDE,
    "jeton": None,
    "vu_le": None,
    "fait": 0,
    "total": 0,
    "situations": [],
    "chemin": "",
    "cle": "",
    "taille": 0,
    "pret_le": None,
}


def _own(reunion: Reunion, by: Personne) -> LotDeDocuments:
    """The row of this person for this meeting, begun if there is none."""
    rows = LotDeDocuments.objects.filter(reunion=reunion, demande_par=by)
    if found := rows.select_for_update(no_key=True).first():
        return found
    try:
        with transaction.atomic():
            return LotDeDocuments.objects.create(reunion=reunion, demande_par=by, demande_le=timezone.now())
    except IntegrityError:
        return rows.get()


def make_next(should_stop: ShouldStop = lambda: False) -> int:
    """Work of the worker: make the oldest lot that waits, or that a killed worker left. How many."""
    lot = _take()
    if lot is None:
        return 0
    try:
        content, situations = _make(lot, should_stop)
    except _Interrompu:
        return 0
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        # A class says enough: a message may quote what was typed.
        logger.exception("Documents of a meeting failed: %s", type(error).__name__)
        _fail(lot)
        return 1
    _keep(lot, content, situations)
    return 1


class _Interrompu(Exception):  # noqa: N818 (never leaves this module)
    """Another worker has it, or this one is asked to stop."""


def _take() -> LotDeDocuments | None:
    """Become the one who makes it, by a conditional UPDATE."""
    now = timezone.now()
    left = Q(etat=EtatLot.EN_COURS, vu_le__lt=now - REPRISE)
    waiting = LotDeDocuments.objects.filter(Q(etat=EtatLot.DEMANDE) | left)
    for lot in waiting.order_by("demande_le", "pk")[:5]:
        mine = waiting.filter(pk=lot.pk, jeton=lot.jeton)
        taken = {"jeton": uuid.uuid4(), "vu_le": now, "fait": 0, "essais": lot.essais + 1}
        if not mine.update(etat=EtatLot.EN_COURS, **taken):
            continue
        lot = LotDeDocuments.objects.select_related("reunion__pole", "reunion__seance", "demande_par").get(
            pk=lot.pk
        )
        if lot.essais <= ESSAIS_MAX:
            return lot
        _fail(lot)
    return None


def _held(lot: LotDeDocuments):
    return LotDeDocuments.objects.filter(pk=lot.pk, etat=EtatLot.EN_COURS, jeton=lot.jeton)


def _fail(lot: LotDeDocuments) -> None:
    _held(lot).update(**_BLANK | {"etat": EtatLot.ECHOUE})


def _make(lot: LotDeDocuments, should_stop: ShouldStop) -> tuple[bytes, list[str]]:
    """The archive, in memory, and the cases that it holds. Progress is written after each document."""
    user, reunion = lot.demande_par, lot.reunion
    if not user.is_active or not user.has_perm(CONDUIRE, reunion):
        raise PermissionDenied
    inscriptions = situations_of(reunion, user)
    plan = plan_of(reunion, user, inscriptions)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for rank, make in enumerate(plan):
            _beat(lot, rank, len(plan), should_stop)
            if imprime := make():
                archive.writestr(f"{imprime.nom}.pdf", imprime.pdf())
    held = Inscription.objects.conduites(user).filter(reunion=reunion)
    return content.getvalue(), [str(pk) for pk in held.values_list("saisine", flat=True)]


def _beat(lot: LotDeDocuments, fait: int, total: int, should_stop: ShouldStop) -> None:
    """Say how far it is; give it back when asked to stop."""
    if should_stop():
        _held(lot).update(**_BLANK, essais=lot.essais - 1)
        raise _Interrompu
    if not _held(lot).update(fait=fait, total=total, vu_le=timezone.now()):
        raise _Interrompu


def _keep(lot: LotDeDocuments, content: bytes, situations: list[str]) -> None:
    """Seal the archive; without its row, it is removed at once."""
    path = archives.store(lot, content)
    kept = _held(lot).update(
        etat=EtatLot.PRET,
        jeton=None,
        chemin=path,
        cle=current_key_id(),
        taille=len(content),
        situations=situations,
        fait=lot.total,
        pret_le=timezone.now(),
    )
    if not kept:
        archives.erase(path)


def situations_encore_lues(lot: LotDeDocuments, user: Personne) -> list[Saisine]:
    """Cases that the archive holds, if this person conducts all of them still. One query.

    Raises LotIndisponible: kept away from one of them since, or too late, nobody has it any more.
    """
    held = {uuid.UUID(pk) for pk in lot.situations}
    read = list(Saisine.objects.pilotees(user).filter(pk__in=held))
    if not lot.is_pret or len(read) != len(held) or timezone.now() >= lot.expire_le:
        raise LotIndisponible(PERIME)
    return read


def read_archive(lot: LotDeDocuments) -> bytes:
    """The archive. Raises LotIndisponible."""
    try:
        return archives.read(lot)
    except (DecryptionError, OSError) as error:
        raise LotIndisponible(PERIME) from error
