"""Tables to keep, for a spreadsheet: CSV and ODS. Only this module knows odswriter.

A cell is a text or a date, never a formula: a text that a spreadsheet would run is made inert in both
formats, since an ODS file is often saved as CSV by the one who receives it. Nothing is written on a disk.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from unicodedata import category, normalize

import odswriter
from django.http import StreamingHttpResponse

Cellule = str | date | None
CSV, ODS = "csv", "ods"
_TYPES = {CSV: "text/csv; charset=utf-8", ODS: "application/vnd.oasis.opendocument.spreadsheet"}
_BLOC = 64 * 1024
# What opens a formula in the spreadsheets of schools, full-width signs included (NFKC makes them plain).
_SIGNES = frozenset("=+-@")
# Signs that no cell needs: what is not a letter, a sign or a space, and what XML refuses.
_REFUSES = frozenset({"Cf", "Cs", "Co", "Cn"})
_COUPURES = frozenset({"Cc", "Zl", "Zp"})


def inert(text: str) -> str:
    """A text on one line that no spreadsheet runs: « =1+1 » becomes « '=1+1 »."""
    kept = (sign for sign in text if category(sign) not in _REFUSES)
    line = "".join(" " if category(sign) in _COUPURES else sign for sign in kept).strip()
    return f"'{line}" if normalize("NFKC", line[:1])[:1] in _SIGNES else line


def table_response(
    titres: list[str], lignes: Iterable[list[Cellule]], *, format: str, nom: str
) -> StreamingHttpResponse:
    """The table as a file to keep. `nom` is a plain file name; it never holds a person."""
    content = _csv(titres, lignes) if format == CSV else _ods(titres, lignes)
    response = StreamingHttpResponse(content, content_type=_TYPES[format])
    response["Content-Disposition"] = f'attachment; filename="{nom}.{format}"'
    return response


class _Ligne:
    """What `csv` writes to: the line just written is given back instead of being kept."""

    def write(self, text: str) -> str:
        return text


def _csv(titres: list[str], lignes: Iterable[list[Cellule]]) -> Iterator[bytes]:
    """Semicolons, and a mark of UTF-8: what the spreadsheets of a French office open without a question."""
    writer = csv.writer(_Ligne(), delimiter=";", quoting=csv.QUOTE_ALL)
    yield b"\xef\xbb\xbf"
    yield writer.writerow(titres).encode()
    for ligne in lignes:
        yield writer.writerow([_in_csv(cellule) for cellule in ligne]).encode()


def _in_csv(cellule: Cellule) -> str:
    return f"{cellule:%d/%m/%Y}" if isinstance(cellule, date) else inert(cellule or "")


def _ods(titres: list[str], lignes: Iterable[list[Cellule]]) -> Iterator[bytes]:
    """An ODS file is an archive: it is made in memory, then given piece by piece."""
    content = io.BytesIO()
    with odswriter.writer(content) as classeur:
        feuille = classeur.new_sheet("Saisines", cols=len(titres))
        feuille.writerow(titres)
        for ligne in lignes:
            feuille.writerow([_in_ods(cellule) for cellule in ligne])
    content.seek(0)
    while piece := content.read(_BLOC):
        yield piece


def _in_ods(cellule: Cellule) -> Cellule:
    return cellule if isinstance(cellule, date) else inert(cellule or "") or None
