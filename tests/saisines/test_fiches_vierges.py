"""Blank sheets: all that the form asks, nothing about anybody, no place for a name where there is none."""

import dataclasses
import io

import docx
import pypdf
import pytest
from django.core.cache import cache
from django.urls import reverse
from docx.oxml.ns import qn

from pole.enums import Nature
from saisines.documents import PDF, WORD
from saisines.documents.vierge import vierge
from saisines.natures import DESCRIPTIONS, Champ
from saisines.views.vierges import NOMS
from tests.clients import page, signed_in
from tests.factories.pole import MotifFactory, PoleFactory, coordinatrice, partenaire
from tests.factories.saisines import SaisineFactory
from tests.imprime import words_of

pytestmark = pytest.mark.django_db
SANS_ELEVE = {Nature.GROUPE, Nature.CRISE, Nature.ENSEIGNANT}


@pytest.fixture
def pole():
    return PoleFactory(
        telephone="04 00 00 00 01", numeros_urgence=[{"nom": "L’IEN", "numero": "04 00 00 00 09"}]
    )


def said(document) -> str:
    """All the words of a document, whatever its format, each on its line."""
    return "\n".join(_words(dataclasses.astuple(document)))


def _words(value) -> list[str]:
    if isinstance(value, tuple):
        return [word for one in value for word in _words(one)]
    return [str(value)]


def fetch(personne, nature, format_):
    return signed_in(personne).get(reverse("saisines:fiche_vierge", args=[NOMS[nature], format_]))


def test_every_kind_has_its_sheet():
    assert set(NOMS) == set(Nature) == set(DESCRIPTIONS)


@pytest.mark.parametrize("nature", Nature)
def test_sheet_asks_everything_that_the_form_asks(pole, nature):
    words = said(vierge(nature, pole))

    for etape in DESCRIPTIONS[nature].a_remplir:
        assert etape.intro in words
        for item in etape.contenu:
            assert (item.libelle if isinstance(item, Champ) else item.titre) in words
            assert item.aide in words
            choix = item.choix if isinstance(item, Champ) else [one for c in item.colonnes for one in c.choix]
            assert all(str(label) in words for _, label in choix)


@pytest.mark.parametrize("nature", SANS_ELEVE)
def test_no_place_for_a_pupils_name_where_the_kind_has_none(pole, nature):
    words = said(vierge(nature, pole))

    assert "Date de naissance" not in words
    assert "Prénom" not in words


def test_place_for_the_name_where_the_kind_has_one(pole):
    assert "Date de naissance" in said(vierge(Nature.ELEVE, pole))


@pytest.mark.parametrize("nature", Nature)
def test_sheet_says_whom_to_call_first_and_never_to_mail_a_name(pole, nature):
    words = said(vierge(nature, pole))

    assert "119" in words
    assert "04 00 00 00 09" in words
    assert "en main propre" in words


def test_sheet_of_trust_goes_to_one_person_and_the_direction_signs_nothing(pole):
    words = said(vierge(Nature.ENSEIGNANT, pole))

    assert "À qui je remets cette fiche" in words
    assert "La direction" not in words.splitlines()
    assert "La direction" in said(vierge(Nature.GROUPE, pole)).splitlines()


def test_motives_are_those_of_the_pole(pole):
    MotifFactory(pole=pole, nom="MotifDIci", natures="P")
    MotifFactory(pole=pole, nom="MotifDeGroupe", natures="G")
    MotifFactory(pole=PoleFactory(), nom="MotifAilleurs", natures="P")

    words = said(vierge(Nature.ELEVE, pole))

    assert "MotifDIci" in words
    assert "MotifDeGroupe" not in words
    assert "MotifAilleurs" not in words


def test_question_that_another_opens_says_when(pole):
    assert "Si vous avez répondu « PAOA »" in said(vierge(Nature.PROJET, pole))


@pytest.mark.parametrize("nature", Nature)
def test_pdf_is_tagged_in_french_titled_and_holds_no_reader(pole, nature):
    person = coordinatrice(pole)

    answer = fetch(person, nature, PDF)
    reader = pypdf.PdfReader(io.BytesIO(answer.content))
    root = reader.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "fr"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in reader.xmp_metadata.stream.get_data()
    assert reader.metadata.title == DESCRIPTIONS[nature].titre
    assert str(person) not in words_of(answer.content)
    assert "Fiche à remplir, à la main" in words_of(answer.content)


def test_word_file_opens_again_with_its_boxes(pole):
    answer = fetch(coordinatrice(pole), Nature.CRISE, WORD)
    body = docx.Document(io.BytesIO(answer.content)).element.body
    text = " ".join(node.text or "" for node in body.iter(qn("w:t")))

    assert "☐" in text
    assert "Qui est déjà prévenu" in text
    assert answer["Content-Disposition"] == 'attachment; filename="fiche-crise.docx"'


def test_sheet_is_made_once_until_its_words_change(pole, monkeypatch):
    cache.clear()
    person, made = coordinatrice(pole), []
    monkeypatch.setattr(
        "pole.word.render_word", lambda document, **kwargs: made.append(document) or b"contenu"
    )

    for _ in range(2):
        fetch(person, Nature.CRISE, WORD)
    MotifFactory(pole=pole, nom="Nouveau motif", natures="C")
    fetch(person, Nature.CRISE, WORD)

    assert len(made) == 2


def test_page_lists_the_sheets_to_everybody_of_the_pole(pole):
    shown = page(signed_in(partenaire(pole)).get(reverse("saisines:vierges")))

    assert all(reverse("saisines:fiche_vierge", args=[nom, PDF]) in shown for nom in NOMS.values())


@pytest.mark.parametrize(("nom", "format_"), [("inconnue", PDF), ("crise", "exe")])
def test_unknown_sheet_is_not_found(pole, nom, format_):
    client = signed_in(coordinatrice(pole))

    assert client.get(f"/saisines/fiches/{nom}.{format_}").status_code == 404


def test_new_request_leads_to_the_sheets(pole):
    SaisineFactory(pole=pole, ecole__pole=pole)

    shown = page(signed_in(coordinatrice(pole)).get(reverse("saisines:nouvelle")))

    assert reverse("saisines:vierges") in shown


def test_sheets_cost_few_queries(pole, django_assert_max_num_queries):
    client = signed_in(coordinatrice(pole))

    with django_assert_max_num_queries(6):
        client.get(reverse("saisines:fiche_vierge", args=["crise", WORD]))
