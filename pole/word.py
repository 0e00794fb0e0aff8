"""Documents to complete, which Word, LibreOffice and a telephone open. Only this module knows python-docx.

Nothing is fetched, no link leaves the file, no macro can be in it (a .docx holds none), and its properties
name nobody: docs/adr/0014-documents-a-completer.md.
"""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import docx
from django.http import HttpResponse
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Row

from pole.documents import (
    A_COMPLETER,
    CASE,
    LANGUE,
    AEcrire,
    Bloc,
    Cases,
    Document,
    Grille,
    Puces,
    Reperes,
    Texte,
    clean,
)
from pole.fichiers import file_response

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ENCRE = RGBColor(0x14, 0x31, 0x3C)
_PETIT = Pt(8.5)
_TEXTE = Pt(10)
_POLICE = "Arial"
# Before and after a paragraph of each style.
_AIR = {
    "Normal": (Pt(4), Pt(4)),
    "Heading 1": (Pt(0), Pt(4)),
    "Heading 2": (Pt(14), Pt(4)),
    "Caption": (Pt(8), Pt(3)),
}
# Room to write by hand, for those who print the file.
_LIGNE = Mm(8)
_LIBELLE, _VALEUR = Mm(55), Mm(115)
# Parts of the library's own model that say nothing of ours.
_INUTILES = ("/thumbnail", "/customXml")


def render_word(document: Document, *, pied: str) -> bytes:
    """The document as a .docx file. `pied` stands at the bottom of each page."""
    word = docx.Document()
    _strip(word)
    _set_properties(word, document.titre)
    _set_page(word, pied)
    word.add_heading(clean(document.titre), level=1)
    word.add_paragraph(clean(document.chapeau))
    if document.mention:
        _paragraph(word, document.mention, petit=True)
    for partie in document.parties:
        word.add_heading(clean(partie.titre), level=2)
        for bloc in partie.blocs:
            _BLOCS[type(bloc)](word, bloc)
    content = io.BytesIO()
    word.save(content)
    return content.getvalue()


def word_response(document: Document, *, nom: str, pied: str) -> HttpResponse:
    """The document as a file to keep."""
    return file_response(render_word(document, pied=pied), type=TYPE, nom=nom, extension="docx")


def _strip(word: WordDocument) -> None:
    """Remove the picture and the data that the library's model carries along."""
    for rels in (word.part.package.rels, word.part.rels):
        for rid in [rid for rid, rel in rels.items() if rel.reltype.endswith(_INUTILES)]:
            del rels[rid]


def _set_properties(word: WordDocument, titre: str) -> None:
    properties = word.core_properties
    properties.title = clean(titre)
    properties.language = LANGUE
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = datetime.now(UTC).replace(microsecond=0)
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUE)


def _set_page(word: WordDocument, pied: str) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    _set_styles(word)
    footer = section.footer.paragraphs[0].add_run(clean(pied))
    footer.font.size = _PETIT


def _set_styles(word: WordDocument) -> None:
    """One plain face that every machine has, one ink, air between a text and a table."""
    for name in ("Normal", "Heading 1", "Heading 2", "Caption"):
        style = word.styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            del fonts.attrib[attribute]
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), _POLICE)
        style.font.color.rgb = _ENCRE
        style.paragraph_format.space_before, style.paragraph_format.space_after = _AIR[name]
    word.styles["Normal"].font.size = _TEXTE
    word.styles["Caption"].font.size = _TEXTE


def _paragraph(word: WordDocument, texte: str, *, petit: bool = False) -> None:
    run = word.add_paragraph().add_run(clean(texte))
    if petit:
        run.font.size = _PETIT


def _add_text(word: WordDocument, bloc: Texte) -> None:
    _paragraph(word, bloc.texte, petit=bloc.petit)


def _add_list(word: WordDocument, bloc: Puces) -> None:
    for ligne in bloc.lignes:
        word.add_paragraph(clean(ligne), style="List Bullet")


def _add_lines(word: WordDocument, bloc: AEcrire) -> None:
    _paragraph(word, f"{bloc.libelle} [{A_COMPLETER}]")
    if bloc.aide:
        _paragraph(word, bloc.aide, petit=True)


def _add_boxes(word: WordDocument, bloc: Cases) -> None:
    _paragraph(word, bloc.libelle)
    if bloc.aide:
        _paragraph(word, bloc.aide, petit=True)
    _paragraph(word, "    ".join(f"{CASE}\u00a0{choix}" for choix in bloc.choix))


def _add_labels(word: WordDocument, bloc: Reperes) -> None:
    table = _table(word, bloc.titre, columns=2)
    table.columns[0].width, table.columns[1].width = _LIBELLE, _VALEUR
    for libelle, valeur in bloc.lignes:
        cells = _row(table).cells
        cells[0].width, cells[1].width = _LIBELLE, _VALEUR
        cells[0].paragraphs[0].add_run(clean(libelle)).bold = True
        cells[1].text = clean(valeur)


def _add_grid(word: WordDocument, bloc: Grille) -> None:
    table = _table(word, bloc.titre, columns=len(bloc.entetes))
    header = table.add_row()
    _mark_as_header(header)
    for cell, entete in zip(header.cells, bloc.entetes, strict=True):
        cell.paragraphs[0].add_run(clean(entete)).bold = True
    for ligne in bloc.lignes:
        row = _row(table)
        if bloc.a_remplir:
            row.height = _LIGNE
        for cell, valeur in zip(row.cells, ligne, strict=True):
            cell.text = clean(valeur)


def _row(table: Table) -> _Row:
    """A row that no page cuts in two."""
    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return row


def _table(word: WordDocument, titre: str, *, columns: int) -> Table:
    """A table under its title, which is also what a screen reader says of it."""
    word.add_paragraph(clean(titre), style="Caption").paragraph_format.keep_with_next = True
    table = word.add_table(rows=0, cols=columns, style="Table Grid")
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), clean(titre))
    table._tbl.tblPr.append(caption)
    return table


def _mark_as_header(row: _Row) -> None:
    """Read as headings, and repeated on the next page. The library has no word for it."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


_BLOCS: dict[type[Bloc], Callable[[WordDocument, Any], object]] = {
    Texte: _add_text,
    Puces: _add_list,
    Reperes: _add_labels,
    Grille: _add_grid,
    AEcrire: _add_lines,
    Cases: _add_boxes,
}
