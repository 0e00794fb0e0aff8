"""The archives of documents, on disk: sealed under a drawn name that the row of a lot says, then erased."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cellules.models import EtatLot, LotDeDocuments
from cellules.models.lots import GARDE
from pole.crypto import DecryptionError, current_key_id, open_bytes, seal_bytes
from pole.models import Pole

LABEL = "lot.contenu"
DOSSIER = "lots"
# A file is written before its row says so: a fresh one that no row names is not lost.
OUBLI = timedelta(days=1)


def store(lot: LotDeDocuments, content: bytes) -> str:
    """Seal it for this lot, under the key of today. Returns where it is: the row does not say so yet."""
    name = uuid.uuid4().hex
    sealed = seal_bytes(content, label=LABEL, row=lot.pk)
    return default_storage.save(f"{DOSSIER}/{name[:2]}/{name}", ContentFile(sealed))


def read(lot: LotDeDocuments) -> bytes:
    """What is in it. Raises DecryptionError and OSError."""
    with default_storage.open(lot.chemin, "rb") as stored:
        return open_bytes(stored.read(), label=LABEL, row=lot.pk)


def erase(chemin: str) -> None:
    default_storage.delete(chemin)


def erase_old(pole: Pole | None, creneau: datetime) -> None:
    """Scheduled: erase what was made or asked `GARDE` ago, and the files that no row names."""
    limit = creneau - GARDE
    old = Q(pret_le__lte=limit) | Q(pret_le__isnull=True, demande_le__lte=limit)
    for lot in LotDeDocuments.objects.filter(old):
        gone, _ = LotDeDocuments.objects.filter(old, pk=lot.pk).delete()
        if gone and lot.chemin:
            transaction.on_commit(partial(erase, lot.chemin))
    known = set(LotDeDocuments.objects.exclude(chemin="").values_list("chemin", flat=True))
    for path in set(files()) - known:
        if timezone.now() - default_storage.get_modified_time(path) > OUBLI:
            erase(path)


def files() -> Iterator[str]:
    """Where each of them is, named by a row or not."""
    try:
        folders, _ = default_storage.listdir(DOSSIER)
    except FileNotFoundError:
        return
    for folder in folders:
        _, names = default_storage.listdir(f"{DOSSIER}/{folder}")
        yield from (f"{DOSSIER}/{folder}/{name}" for name in names)


def check_lots() -> Iterator[str]:
    """`verifier`: an archive that is said to be ready is there, and one that is past its days is gone."""
    ready = LotDeDocuments.objects.filter(etat=EtatLot.PRET)
    lost = sum(not default_storage.exists(path) for path in ready.values_list("chemin", flat=True))
    if lost:
        yield f"documents de réunion sans fichier : {lost}"
    late = ready.filter(pret_le__lt=timezone.now() - GARDE - timedelta(days=2)).count()
    if late:
        yield f"documents de réunion à effacer : {late}"


def count_files() -> int:
    """Archives sealed under another key than the first."""
    return _under_another_key().count()


def rotate_files() -> Iterator[bool]:
    """Seal each of these again, beside the old one: the row says which of the two counts."""
    for lot in list(_under_another_key().order_by("pk")):
        yield _rotate(lot)


def _under_another_key():
    return LotDeDocuments.objects.exclude(chemin="").exclude(cle=current_key_id())


def _rotate(lot: LotDeDocuments) -> bool:
    try:
        content = read(lot)
    except (DecryptionError, OSError):
        return False
    fresh = store(lot, content)
    same = LotDeDocuments.objects.filter(pk=lot.pk, chemin=lot.chemin, cle=lot.cle)
    moved = same.update(chemin=fresh, cle=current_key_id())
    erase(lot.chemin if moved else fresh)
    return bool(moved)
