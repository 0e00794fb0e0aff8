"""Blank sheets as OpenDocument: all that the sheet says, in its order, in a file that names nobody."""

import io
import socket
import zipfile

import docx
import odfdo
import pypdf
import pytest
from django.urls import reverse
from docx.oxml.ns import qn
from lxml import etree

from pole.documents import AEcrire, Cases, Document, Grille, Partie, Puces, Reperes, Texte
from pole.enums import Nature
from pole.odt import TYPE, render_odt
from pole.pdf import render_pdf
from pole.word import render_word
from saisines.documents import ODT
from saisines.documents.vierge import vierge
from saisines.natures import DESCRIPTIONS, Champ
from saisines.views.vierges import NOMS
from tests.clients import signed_in
from tests.factories.pole import MotifFactory, PoleFactory, coordinatrice

pytestmark = pytest.mark.django_db
HOSTILE = "<text:p/>&amp; {{ 7|add:7 }} =1+1 ]]> <!-- \x00\x1b fin"
PLAIN = "<text:p/>&amp; {{ 7|add:7 }} =1+1 ]]> <!--  fin"


@pytest.fixture
def pole():
    return PoleFactory(telephone="04 00 00 00 01")


def opened(content: bytes) -> odfdo.Document:
    return odfdo.Document(io.BytesIO(content))


def lines_of_odt(content: bytes) -> list[str]:
    """Each heading, paragraph and cell, in the order of the page, as its reader shows it."""
    found = opened(content).body.get_elements("//text:h|//text:p")
    return [line for one in found if (line := str(one).strip())]


def lines_of_word(content: bytes) -> list[str]:
    body = docx.Document(io.BytesIO(content)).element.body
    found = ("".join(node.text or "" for node in one.iter(qn("w:t"))) for one in body.iter(qn("w:p")))
    return [line for one in found if (line := one.strip())]


def lines_of_pdf(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def render_sheet(document: Document, *, pied: str) -> bytes:
    context = {"document": document, "a_remettre": True, "pole": {"label": pied}, "reference": ""}
    return render_pdf("layout/document.html", context)


RENDUS = {
    "odt": (render_odt, lines_of_odt),
    "docx": (render_word, lines_of_word),
    "pdf": (render_sheet, lines_of_pdf),
}


def says(lines: list[str], words: list[str]) -> None:
    """Every word is there, each after the one before it."""
    left = iter(" ".join(lines).split())
    for word in " ".join(words).split():
        assert word in left, word


def words_of(document: Document) -> list[str]:
    """What a sheet says, in order, whatever its format."""
    said = [document.titre, document.chapeau, document.mention]
    for partie in document.parties:
        said.append(partie.titre)
        for bloc in partie.blocs:
            said += _words(bloc)
    return said


def _words(bloc) -> list[str]:
    match bloc:
        case Texte(texte):
            return [texte]
        case Puces(lignes):
            return list(lignes)
        case Reperes(titre, lignes):
            return [titre, *(word for ligne in lignes for word in ligne)]
        case Grille(titre, entetes, lignes):
            return [titre, *entetes, *(word for ligne in lignes for word in ligne)]
        case AEcrire(libelle, _, aide):
            return [libelle, aide]
        case Cases(libelle, choix, aide):
            return [libelle, aide, *choix]
    raise AssertionError(bloc)


@pytest.mark.parametrize("format_", RENDUS)
@pytest.mark.parametrize("nature", Nature)
def test_one_description_says_the_same_in_the_same_order_in_each_format(pole, nature, format_):
    MotifFactory(pole=pole, nom="MotifDIci", natures=nature)
    document = vierge(nature, pole)
    render, lines = RENDUS[format_]

    found = lines(render(document, pied="Pôle"))

    says(found, words_of(document))


@pytest.mark.parametrize("nature", Nature)
def test_every_field_of_the_kind_has_its_place_to_write_or_its_boxes(pole, nature):
    found = lines_of_odt(render_odt(vierge(nature, pole), pied="Pôle"))

    for etape in DESCRIPTIONS[nature].a_remplir:
        for item in etape.contenu:
            libelle = item.libelle if isinstance(item, Champ) else item.titre
            places = [rank for rank, line in enumerate(found) if line.startswith(libelle)]
            assert places, libelle
            if isinstance(item, Champ) and not item.choix and item.type != "motifs":
                assert any("<à compléter>" in found[rank + 1 : rank + 3] for rank in places), libelle


@pytest.mark.parametrize("nature", Nature)
def test_file_is_french_titled_structured_and_names_nobody(pole, nature):
    document = vierge(nature, pole)
    content = render_odt(document, pied="Pôle")
    odt = opened(content)

    headings = [(int(one.level), str(one).strip()) for one in odt.body.headers]
    assert headings == [(1, document.titre), *((2, partie.titre) for partie in document.parties)]
    assert (odt.meta.title, odt.meta.language, odt.language) == (document.titre, "fr-FR", "fr-FR")
    assert (odt.meta.creator, odt.meta.initial_creator, odt.meta.printed_by) == (None, None, None)
    assert not odt.meta.user_defined_metadata


def test_table_says_its_title_and_its_headings(pole):
    grids = [
        bloc
        for partie in vierge(Nature.ELEVE, pole).parties
        for bloc in partie.blocs
        if isinstance(bloc, Grille)
    ]
    odt = opened(render_odt(vierge(Nature.ELEVE, pole), pied="Pôle"))

    tables = odt.body.tables
    assert len({table.name for table in tables}) == len(tables)
    assert all(table.children[0].tag == "table:title" and table.children[0].text for table in tables)
    heads = [table.get_elements("table:table-header-rows//text:p") for table in tables]
    assert [tuple(str(one).strip() for one in head) for head in heads if head] == [
        grid.entetes for grid in grids
    ]


def test_file_holds_no_link_no_macro_no_picture_and_every_part_is_well_formed(pole):
    with zipfile.ZipFile(io.BytesIO(render_odt(vierge(Nature.CRISE, pole), pied="Pôle"))) as archive:
        first = archive.infolist()[0]
        names = archive.namelist()
        parts = {name: archive.read(name) for name in names if name.endswith((".xml", ".rdf"))}

    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert not [name for name in names if name.startswith(("Thumbnails", "Pictures", "Basic", "Scripts"))]
    for name, data in parts.items():
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
        assert not root.xpath("//@*[local-name() = 'href']"), name
        assert not root.xpath("//*[local-name() = 'event-listener' or local-name() = 'script']"), name
    manifest = etree.fromstring(parts["META-INF/manifest.xml"])
    assert set(manifest.xpath("//@*[local-name() = 'full-path']")) <= {"/", *names}


def test_words_of_a_pole_stay_text(pole):
    MotifFactory(pole=pole, nom=PLAIN, natures="C")
    asked = vierge(Nature.CRISE, pole)
    hostile = Document(
        titre=HOSTILE,
        chapeau=HOSTILE,
        parties=(Partie(HOSTILE, (Texte(HOSTILE), Puces((HOSTILE,)), Grille(HOSTILE, (HOSTILE,), ()))),),
    )

    from_pole, typed = lines_of_odt(render_odt(asked, pied="Pôle")), render_odt(hostile, pied=HOSTILE)

    assert f"☐\u00a0{PLAIN}" in from_pole
    assert lines_of_odt(typed) == [PLAIN] * 7
    assert opened(typed).meta.title == PLAIN


def test_line_breaks_stay_in_their_paragraph():
    document = Document(titre="Essai", chapeau="une\ndeux   trois", parties=())

    assert lines_of_odt(render_odt(document, pied="")) == ["Essai", "une\ndeux   trois"]


def test_nothing_is_fetched(pole, monkeypatch):
    document = vierge(Nature.PROJET, pole)
    asked = []
    monkeypatch.setattr(socket.socket, "connect", lambda *args: asked.append(args))

    render_odt(document, pied="Pôle")

    assert asked == []


def test_sheet_is_a_file_to_keep_without_its_reader(pole):
    person = coordinatrice(pole)

    answer = signed_in(person).get(reverse("saisines:fiche_vierge", args=[NOMS[Nature.CRISE], ODT]))

    assert answer["Content-Type"] == TYPE
    assert answer["Content-Disposition"] == 'attachment; filename="fiche-crise.odt"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        parts = b"".join(archive.read(name) for name in archive.namelist()).decode(errors="replace")
    assert pole.nom in parts
    assert [word for word in (person.nom, person.prenom, person.email) if word in parts] == []
