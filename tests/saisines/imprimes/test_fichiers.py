"""What the documents are outside: named, tagged, structured, without anything active."""

import io
import re
import zipfile

import docx
import pypdf
import pytest
from docx.oxml.ns import qn

from pole.documents import Document, Grille, Partie, Texte
from pole.models import Acte, Entree
from pole.word import render_word
from saisines.documents import MODELES, TRAMES
from tests.saisines.imprimes.scene import DOCUMENTS, fetch

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("nom", "format_"), DOCUMENTS)
def test_document_has_a_neutral_name_and_is_journaled(directeur, saisine, nom, format_):
    answer = fetch(directeur, saisine, nom, format_)

    name = f"{nom}-{saisine.reference}.{format_}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    line = Entree.objects.get(objet_id=saisine.pk, personne=directeur)
    assert line.acte == (Acte.PDF if format_ == "pdf" else Acte.EXPORT)
    assert line.identite is MODELES[nom].nomme


@pytest.mark.parametrize("nom", list(MODELES))
def test_pdf_is_tagged_in_french_and_titled_without_a_name(directeur, saisine, nom):
    reader = pypdf.PdfReader(io.BytesIO(fetch(directeur, saisine, nom, "pdf").content))

    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert saisine.eleve.nom not in str(reader.metadata)


@pytest.mark.parametrize("nom", [modele.nom for modele in TRAMES])
def test_word_file_is_french_structured_and_names_nobody_in_its_properties(directeur, told, nom):
    content = fetch(directeur, told, nom, "docx").content
    word = docx.Document(io.BytesIO(content))

    properties = word.core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.language == "fr-FR"
    styles = [paragraph.style.name for paragraph in word.paragraphs]
    assert styles[0] == "Heading 1"
    assert styles.count("Heading 1") == 1
    assert styles.count("Heading 2") >= 4
    assert {node.get(qn("w:val")) for node in word.styles.element.iter(qn("w:lang"))} == {"fr-FR"}
    for table in word.tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
    assert any(row._tr.trPr is not None for table in word.tables for row in table.rows)


@pytest.mark.parametrize("nom", [modele.nom for modele in TRAMES])
def test_word_file_has_no_link_outside_no_macro_no_picture(directeur, told, nom):
    with zipfile.ZipFile(io.BytesIO(fetch(directeur, told, nom, "docx").content)) as archive:
        names = archive.namelist()
        rels = "".join(archive.read(name).decode() for name in names if name.endswith(".rels"))
        types = archive.read("[Content_Types].xml").decode()

    assert "TargetMode" not in rels
    assert "attachedTemplate" not in rels
    assert "macro" not in types.lower()
    assert not [name for name in names if re.search(r"vba|media|thumbnail|customXml|embeddings", name)]


def test_word_file_keeps_any_text_as_text():
    """What a person typed is neither a field, nor a formula, nor broken XML."""
    hostile = "<w:p/>&amp; {{ 7|add:7 }} =1+1 \x00\x1b\ud800 fin\nligne"
    document = Document(
        titre="Essai",
        chapeau=hostile,
        parties=(Partie(hostile, (Texte(hostile), Grille(hostile, (hostile,), ((hostile,),)))),),
    )

    word = docx.Document(io.BytesIO(render_word(document, pied=hostile)))

    assert word.paragraphs[1].text == "<w:p/>&amp; {{ 7|add:7 }} =1+1  fin\nligne"
    assert word.tables[0].rows[1].cells[0].text == word.paragraphs[1].text
