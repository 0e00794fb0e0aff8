"""What can be proved of the attachments: each row has its file, each file has its row, and they open."""

import logging
import secrets
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from pole.crypto import DecryptionError
from saisines.models import PieceJointe
from saisines.services.pieces import DOSSIER, read

logger = logging.getLogger(__name__)

# Attachments opened at each run: drawn, so that the runs of a month go through many of them.
OUVERTES = 20
# A file is written before its row is committed, and goes after it: a fresh one is not lost.
DELAI = timedelta(hours=1)
DITES = 5
# A file that no row names is what a killed server leaves of a document half joined or half erased: it tells
# of a pupil, and goes after a week. Many at once are another matter (an older database put back, a storage
# that two sites share by mistake): then nothing is touched, and somebody looks.
OUBLI = timedelta(days=7)
OUBLIES_MAX = 20


def check_pieces() -> Iterator[str]:
    """Existence of every file (one listing of the storage), content of 20 (5 MB each at most)."""
    stored = set(_files(DOSSIER))
    known = _known()
    lost = _lost(known.keys() - stored)
    if lost:
        yield _told(lost, "sans fichier\u00a0: reprenez-les dans une sauvegarde")
    orphans = [path for path in stored - known.keys() if _is_left(path, DELAI)]
    if len(orphans) > OUBLIES_MAX:
        yield _told(
            orphans, "que plus aucune saisine ne nomme\u00a0: la base et le stockage vont-ils ensemble\u00a0?"
        )
    elif orphans:
        yield _told(
            orphans, "que plus aucune saisine ne nomme\u00a0: elles s’effaceront au bout de sept jours"
        )
    closed = list(_closed([known[path] for path in known.keys() & stored]))
    if closed:
        yield _told(closed, "qui ne s’ouvrent pas\u00a0: une clé manque, ou le fichier est abîmé")


def erase_left_files(pole: None, creneau: datetime) -> None:
    """Erase the files that no row has named for `OUBLI`, unless they are too many. Safe to run twice."""
    stored = set(_files(DOSSIER))
    left = [path for path in stored - _known().keys() if _is_left(path, OUBLI)]
    if not left or len(left) > OUBLIES_MAX:
        return
    for path in left:
        default_storage.delete(path)
    logger.warning("%s files that no attachment names erased", len(left))


def _files(folder: str) -> Iterator[str]:
    """Paths below a folder of the storage; none when nothing was ever joined."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in names)
    for name in folders:
        yield from _files(f"{folder}/{name}")


def _known() -> dict:
    """Destroyed documents have no file any more, and say so: they are not lost."""
    return dict(PieceJointe.objects.exclude(chemin="").values_list("chemin", "pk"))


def _lost(candidates: Collection[str]) -> list[str]:
    """Among them, what is still named and still absent: people join and remove while this runs."""
    if not candidates:
        return []
    return [path for path in candidates & _known().keys() if not default_storage.exists(path)]


def _is_left(path: str, delay: timedelta) -> bool:
    try:
        return timezone.now() - default_storage.get_modified_time(path) > delay
    except FileNotFoundError:
        return False


def _closed(keys: list) -> Iterator[str]:
    drawn = secrets.SystemRandom().sample(keys, min(OUVERTES, len(keys)))
    for piece in PieceJointe.objects.filter(pk__in=drawn):
        try:
            read(piece)
        except FileNotFoundError:
            continue  # Removed meanwhile.
        except (DecryptionError, OSError):
            yield piece.chemin


def _told(paths: Iterable[str], what: str) -> str:
    """« 7 pièces jointes sans fichier… (pieces/…, …) ». A path is drawn: it tells nothing of anybody."""
    paths = sorted(paths)
    number = f"{len(paths)} pièce{'s' if len(paths) > 1 else ''} jointe{'s' if len(paths) > 1 else ''}"
    more = ", …" if len(paths) > DITES else ""
    return f"{number} {what} ({', '.join(paths[:DITES])}{more})"
