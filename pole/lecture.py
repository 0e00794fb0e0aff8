"""Reading files that come from outside: encoding, separators, headers, and what was refused in them."""

import csv
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pole.crypto import normalise

BLOC = 1 << 20
# An address may spread over a few lines; beyond that, a quotation mark was left open.
LIGNES_PAR_FICHE = 6


class FichierIllisible(Exception):  # noqa: N818 (domain word, shown to people)
    """The file is not what was expected. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Rejet:
    """A line that was not used, and why, for the person who imports."""

    ligne: int
    raison: str
    uai: str = ""

    def __str__(self) -> str:
        return f"ligne {self.ligne} : {self.raison}"


def why_unreadable(fichier: Path, error: OSError) -> str:
    """Why a file does not open, for the person who imports: the command often runs under another account."""
    if isinstance(error, FileNotFoundError):
        reason = "il n’est pas à cet endroit. Donnez son chemin complet"
    elif isinstance(error, PermissionError):
        reason = "le compte de la commande n’en a pas le droit. Copiez-le dans /tmp, ouvert à la lecture"
    else:
        reason = error.strerror
    return f"Impossible de lire {fichier.name}\u00a0: {reason}."


def detect_encoding(fichier: Path) -> str:
    """Encoding of a text file, read once by blocks.

    UTF-8 (with its mark or not) and UTF-16 with its mark are recognised; anything else is what a French
    Windows spreadsheet writes, cp1252. Raises FichierIllisible for a file that is not text.
    """
    with fichier.open("rb") as stream:
        first = stream.read(BLOC)
        if first.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            return "utf-16"
        if b"\0" in first:
            raise FichierIllisible("Ce fichier n’est pas un texte : demandez l’export CSV, sans compression.")
        decoder = getincrementaldecoder("utf-8")()
        try:
            block = first
            while block:
                decoder.decode(block)
                block = stream.read(BLOC)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig" if first.startswith(BOM_UTF8) else "utf-8"


def detect_delimiter(header: str) -> str:
    """`;`, `,` or tabulation: the one that cuts the header line most."""
    return max(";,\t", key=header.count)


def column_key(header: str) -> str:
    """Name of a column without case, accents or separators: « Code postal », CODE_POSTAL → code_postal."""
    return normalise(header.replace("\ufeff", "")).replace(" ", "_")


def split_record(text: str, delimiter: str, *, strict: bool = False) -> list[str]:
    """Cells of one CSV record; none when it cannot be cut, or when `strict` finds an open quotation mark."""
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=strict), [])
    except csv.Error:
        return []


def read_records(lines: Iterable[str], delimiter: str, width: int) -> Iterator[tuple[int, list[str], str]]:
    """Records of a CSV text after its header: number of the first line, cells, and what is wrong, if any.

    One open quotation mark would swallow the rest of the file: a record that spreads over several lines
    must have the width of the header, else its first line is given back alone and the others are read again.
    """
    numbered = enumerate(lines, start=2)
    waiting: deque[tuple[int, str]] = deque()
    while waiting or _fetch(numbered, waiting):
        number, text = waiting.popleft()
        if not text.strip(f"{delimiter} \r\n"):
            continue
        is_closed = text.count('"') % 2 == 0
        cells = split_record(text, delimiter, strict=not is_closed)
        if len(cells) == width:
            yield number, cells, ""
        elif is_closed:
            yield number, cells, f"{len(cells)} colonnes au lieu de {width}"
        elif whole := _over_several_lines(text, numbered, waiting, delimiter, width):
            yield number, whole, ""
        else:
            yield number, split_record(text, delimiter), "un guillemet reste ouvert"


def _fetch(numbered: Iterator[tuple[int, str]], waiting: deque[tuple[int, str]]) -> bool:
    item = next(numbered, None)
    if item is not None:
        waiting.append(item)
    return item is not None


def _over_several_lines(
    text: str,
    numbered: Iterator[tuple[int, str]],
    waiting: deque[tuple[int, str]],
    delimiter: str,
    width: int,
) -> list[str] | None:
    for used in range(LIGNES_PAR_FICHE - 1):
        if used == len(waiting) and not _fetch(numbered, waiting):
            return None
        line = waiting[used][1]
        text += line
        if line.count('"') % 2 and len(cells := split_record(text, delimiter, strict=True)) == width:
            for _ in range(used + 1):
                waiting.popleft()
            return cells
    return None
