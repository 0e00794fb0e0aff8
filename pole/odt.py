"""Sheets to complete in an office suite, as OpenDocument. Only this module knows odfdo.

Nothing is fetched, no link leaves the file, no macro is in it, and its properties name nobody:
docs/adr/0014-documents-a-completer.md. It prints what `pole.word` prints, from the same description.
"""

import io
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import odfdo
from django.http import HttpResponse
from odfdo import Cell, Column, Element, Header, HeaderRows, List, ListItem, Paragraph, Row, Table

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

TYPE = "application/vnd.oasis.opendocument.text"
# One plain face that every machine has, one ink, air between two paragraphs.
_ENCRE = {"style:font-name": "Liberation Sans", "fo:font-size": "10pt", "fo:color": "#14313c"}
_AIR = {"fo:margin-top": "1mm", "fo:margin-bottom": "1mm"}
_CADRE = {"fo:border": "0.5pt solid #56666c", "fo:padding": "1mm"}
_SUIVI = {"fo:keep-with-next": "always"}
# Room to write by hand, for those who print the file.
_HAUTEUR = {"style:min-row-height": "8mm"}
_ENTIERE = {"fo:keep-together": "always"}
# Name of a style: its family, the one it comes from, its properties by area.
_STYLES: dict[str, tuple[str, str, dict[str, dict[str, str]]]] = {
    "Petit": ("paragraph", "Standard", {"text": {"fo:font-size": "8.5pt"}}),
    "Question": ("paragraph", "Standard", {"paragraph": _SUIVI | {"fo:margin-top": "3mm"}}),
    "Aide": ("paragraph", "Petit", {"paragraph": _SUIVI}),
    "Reponse": ("paragraph", "Standard", {"paragraph": _CADRE | {"fo:margin-top": "1.5mm"}}),
    "Libelle": ("paragraph", "Standard", {"text": {"fo:font-weight": "bold"}}),
    "Titre_20_de_20_table": ("paragraph", "Libelle", {"paragraph": _SUIVI | {"fo:margin-top": "3mm"}}),
    "Table": ("table", "", {"table": {"style:width": "17cm", "fo:margin-bottom": "3mm"}}),
    "Etroite": ("table-column", "", {"table-column": {"style:rel-column-width": "55*"}}),
    "Large": ("table-column", "", {"table-column": {"style:rel-column-width": "115*"}}),
    "Egale": ("table-column", "", {"table-column": {"style:rel-column-width": "100*"}}),
    "Ligne": ("table-row", "", {"table-row": _ENTIERE}),
    "A_20_remplir": ("table-row", "", {"table-row": _ENTIERE | _HAUTEUR}),
    "Cellule": ("table-cell", "", {"table-cell": _CADRE}),
}
# A list of choices has no sign of its own: the box before each is a text, which a person replaces.
_LISTES = (
    """
<text:list-style style:name="Puces"><text:list-level-style-bullet text:level="1" text:bullet-char="•">
<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">
<style:list-level-label-alignment text:label-followed-by="listtab"
 fo:text-indent="-5mm" fo:margin-left="5mm"/>
</style:list-level-properties></text:list-level-style-bullet></text:list-style>
""",
    """
<text:list-style style:name="Choix"><text:list-level-style-number text:level="1" style:num-format="">
<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">
<style:list-level-label-alignment text:label-followed-by="nothing"/>
</style:list-level-properties></text:list-level-style-number></text:list-style>
""",
)
# Parts of the library's own model that say nothing of ours.
_INUTILES = ("Thumbnails/", "Configurations2/")


def render_odt(document: Document, *, pied: str) -> bytes:
    """The document as an .odt file. `pied` stands at the bottom of each page."""
    odt = odfdo.Document("odt")
    odt.body.clear()
    _set_properties(odt, document.titre)
    _set_styles(odt, pied)
    odt.body.append(_heading(1, document.titre))
    odt.body.append(_paragraph(document.chapeau))
    if document.mention:
        odt.body.append(_paragraph(document.mention, "Petit"))
    for partie in document.parties:
        odt.body.append(_heading(2, partie.titre))
        for bloc in partie.blocs:
            odt.body.extend(_BLOCS[type(bloc)](bloc))
    for rank, table in enumerate(odt.body.tables, start=1):
        table.name = f"Tableau {rank}"
    content = io.BytesIO()
    odt.save(content)
    return content.getvalue()


def odt_response(document: Document, *, nom: str, pied: str) -> HttpResponse:
    """The document as a file to keep."""
    return file_response(render_odt(document, pied=pied), type=TYPE, nom=nom, extension="odt")


def _set_properties(odt: odfdo.Document, titre: str) -> None:
    """A title, a language, a day: the library's model names no author, and we add none."""
    for part in [part for part in odt.parts if part.startswith(_INUTILES)]:
        odt.del_part(part)
    for path in [path for path in odt.manifest.get_paths() if path.startswith(_INUTILES)]:
        odt.manifest.del_full_path(path)
    odt.language = LANGUE
    odt.meta.title = clean(titre)
    odt.meta.creation_date = odt.meta.date = datetime.now(UTC).replace(microsecond=0, tzinfo=None)


def _set_styles(odt: odfdo.Document, pied: str) -> None:
    standard = odt.get_style("paragraph", "Standard")
    standard.set_properties(_ENCRE, area="text")
    standard.set_properties(_AIR, area="paragraph")
    odt.get_style("paragraph", "Heading_20_2").set_properties({"fo:font-style": "normal"}, area="text")
    # The library's model numbers its headings.
    odt.styles.get_element("//text:outline-style").delete()
    for name, (family, parent, areas) in _STYLES.items():
        style = odfdo.Style(family, name=name, parent_style=parent or None)
        for area, properties in areas.items():
            style.set_properties(properties, area=area)
        # An office suite takes what is of a table from the content alone.
        odt.insert_style(style, automatic=family.startswith("table"))
    for style in _LISTES:
        odt.insert_style(Element.from_tag(style.strip()), automatic=False)
    odt.get_style("master-page", "Standard").set_page_footer(_paragraph(pied, "Petit"))


def _heading(level: int, texte: str) -> Header:
    heading = Header(level, clean(texte))
    heading.style = f"Heading_20_{level}"
    return heading


def _paragraph(texte: str, style: str = "Standard") -> Paragraph:
    return Paragraph(clean(texte), style=style)


def _text(bloc: Texte) -> list[Element]:
    return [_paragraph(bloc.texte, "Petit" if bloc.petit else "Standard")]


def _list(lignes: Iterable[str], style: str = "Puces") -> List:
    made = List(style=style)
    for ligne in lignes:
        made.append(ListItem(_paragraph(ligne)))
    return made


def _question(libelle: str, aide: str) -> list[Element]:
    """What is asked, held to the place where one answers."""
    return [_paragraph(libelle, "Question"), *([_paragraph(aide, "Aide")] if aide else [])]


def _lines(bloc: AEcrire) -> list[Element]:
    """The frame holds a place that the first key typed replaces, and that nobody prints."""
    place = Element.from_tag("text:placeholder")
    place.set_attribute("text:placeholder-type", "text")
    place.text = f"<{A_COMPLETER}>"
    answer = Paragraph(style="Reponse")
    answer.append(place)
    return [*_question(bloc.libelle, bloc.aide), answer]


def _boxes(bloc: Cases) -> list[Element]:
    choices = _list((f"{CASE}\u00a0{choix}" for choix in bloc.choix), "Choix")
    return [*_question(bloc.libelle, bloc.aide), choices]


def _labels(bloc: Reperes) -> list[Element]:
    table = _table(bloc.titre, "Etroite", "Large")
    for libelle, valeur in bloc.lignes:
        table.append(_row(_cell(libelle, "Libelle"), _cell(valeur)))
    return [_paragraph(bloc.titre, "Titre_20_de_20_table"), table]


def _grid(bloc: Grille) -> list[Element]:
    """Its headings are read as such, and come again on the next page."""
    table = _table(bloc.titre, *["Egale"] * len(bloc.entetes))
    header = HeaderRows()
    header.append(_row(*(_cell(entete, "Libelle") for entete in bloc.entetes)))
    table.append(header)
    style = "A_20_remplir" if bloc.a_remplir else "Ligne"
    for ligne in bloc.lignes:
        table.append(_row(*(_cell(valeur) for valeur in ligne), style=style))
    return [_paragraph(bloc.titre, "Titre_20_de_20_table"), table]


def _table(titre: str, *columns: str) -> Table:
    """A table that says its title to a screen reader."""
    table = Table(style="Table")
    for style in columns:
        table.append(Column(style=style))
    said = Element.from_tag("table:title")
    said.text = clean(titre)
    table.insert(said, position=0)
    return table


def _row(*cells: Cell, style: str = "Ligne") -> Row:
    row = Row(style=style)
    for cell in cells:
        row.append(cell)
    return row


def _cell(texte: str, style: str = "Standard") -> Cell:
    cell = Cell(style="Cellule")
    cell.append(_paragraph(texte, style))
    return cell


_BLOCS: dict[type[Bloc], Callable[[Any], list[Element]]] = {
    Texte: _text,
    Puces: lambda bloc: [_list(bloc.lignes)],
    Reperes: _labels,
    Grille: _grid,
    AEcrire: _lines,
    Cases: _boxes,
}
