"""Sealed files follow the keys: see `pole.services.cles`."""

import uuid
from collections.abc import Iterator

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from pole.crypto import DecryptionError, blind_index, current_key_id, seal_bytes
from saisines.models import Eleve, PieceJointe
from saisines.services.pieces import LABEL, read


def index_of(eleve: Eleve) -> str:
    """Keyed index of a pupil's name under the first key."""
    return blind_index(eleve.pole_id, eleve.nom, eleve.prenom)


def count_files() -> int:
    """Files sealed under another key than the first."""
    return _left().count()


def rotate_files() -> Iterator[bool]:
    """Seal each of these files again, beside the old one: the row says which of the two counts.

    Killed between the two, it leaves a file that no row names; it is sealed, and the next run makes another.
    """
    for pk in list(_left().order_by("pk").values_list("pk", flat=True)):
        piece = PieceJointe.objects.filter(pk=pk).first()
        if piece is not None:
            yield _rotate_file(piece)


def _left():
    return PieceJointe.objects.exclude(cle=current_key_id()).exclude(chemin="")


def _rotate_file(piece: PieceJointe) -> bool:
    try:
        content = read(piece)
    except (DecryptionError, OSError):
        return False
    key = current_key_id()
    folder = piece.chemin.rpartition("/")[0]
    fresh = default_storage.save(
        f"{folder}/{uuid.uuid4().hex}", ContentFile(seal_bytes(content, label=LABEL, row=piece.pk))
    )
    moved = PieceJointe.objects.filter(pk=piece.pk, chemin=piece.chemin, cle=piece.cle).update(
        chemin=fresh, cle=key
    )
    default_storage.delete(piece.chemin if moved else fresh)
    return bool(moved)
