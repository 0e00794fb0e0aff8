"""One step at a time: what its page shows, costs, refuses and keeps."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from saisines.models import Essai
from tests.saisines.saisie.pages import ETAPES, address, contenu, fill, lines, post

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("etape", ETAPES)
def test_each_step_is_one_page_with_one_title_and_few_queries(
    client, saisine, etape, django_assert_max_num_queries
):
    fill(client, saisine)

    with django_assert_max_num_queries(10):
        response = client.get(address(saisine, etape))

    page = response.content.decode()
    assert response.status_code == 200
    assert page.count("<h1") == 1
    assert "Votre texte est enregistré à chaque «\u00a0Continuer\u00a0»." in page
    assert "Enregistrer et quitter" in page


def test_whole_path_fits_in_twenty_five_interactions(client, saisine):
    """A first saisine: what is filled or clicked, counted on the shortest path (S0-19)."""
    answer = fill(client, saisine)
    filled = (
        2 + 4 + 4 + 3 + 2 + 0
    )  # gate and start; qui; motive, question, fact, when; essai; parents; pieces
    clicks = 5 + 2  # « Continuer » five times; the declaration, « Transmettre »

    assert answer.url == reverse("saisines:relire", args=[saisine.pk])
    assert "Tout y est." in client.get(answer.url).content.decode()
    assert filled + clicks <= 25


def test_steps_follow_one_another_and_go_back(client, saisine):
    forward = [post(client, saisine, etape, parents_informes="urgence").url for etape in ETAPES]
    back = post(client, saisine, "essais", version=0, action="precedent").url
    out = post(client, saisine, "qui", version=0, action="quitter").url

    assert forward[0] == address(saisine, "qui")
    assert forward[1:5] == [address(saisine, code) for code in ETAPES[2:]]
    assert forward[5] == reverse("saisines:relire", args=[saisine.pk])
    assert back == address(saisine, "preoccupation")
    assert out == "/"


def test_step_opened_from_the_re_reading_goes_back_to_it(client, saisine):
    assert "Revenir à la relecture" in client.get(address(saisine, "qui") + "?retour=relire").content.decode()
    assert post(client, saisine, "qui", retour="relire").url == reverse("saisines:relire", args=[saisine.pk])


def test_line_is_added_without_script(client, saisine):
    response = post(
        client, saisine, "essais", ajouter="essais", **lines("essais", {"type": "apc", "effet": "non"})
    )

    assert response.url == f"{address(saisine, 'essais')}?ajouter=essais#table-essais"
    page = client.get(response.url).content.decode()
    assert 'id="id_essais-1-type"' in page
    assert Essai.objects.count() == 1


def test_line_is_removed_without_script(client, saisine):
    rows = lines("essais", {"type": "apc", "effet": "non"}, {"type": "ppre", "effet": "oui"})
    post(client, saisine, "essais", **rows)
    post(client, saisine, "essais", version=1, **rows, **{"essais-0-DELETE": "on"})

    assert [essai.type for essai in Essai.objects.all()] == ["ppre"]


@pytest.mark.parametrize(
    ("etape", "data", "message", "kept"),
    [
        (
            "qui",
            {"naissance": "le 3 mars", "nom": "Canari"},
            "Écrivez la date ainsi\u00a0: jour, mois, année.",
            "le 3 mars",
        ),
        ("qui", {"naissance": "2099-01-01"}, "Cette date est dans l’avenir", "2099-01-01"),
        ("qui", {"naissance": "1950-01-01"}, "Cette date ne correspond pas à l’âge d’un élève", "1950-01-01"),
        ("qui", {"niveau": "terminale"}, "Cette réponse n’est pas proposée ici", ""),
        ("famille", {"parents_informes": "x"}, "Cette réponse n’est pas proposée ici", ""),
        (
            "preoccupation",
            {"question": "long " * 400},
            "Ce texte compte 1\u202f999 signes, 1\u202f000 au plus",
            "long long",
        ),
        (
            "essais",
            lines("essais", {"quand": "depuis octobre", "effet": "non"}),
            "Répondez à «\u00a0quoi\u00a0», ou videz la ligne.",
            "depuis octobre",
        ),
        (
            "essais",
            lines("essais", *[{"type": "apc", "effet": "non"}] * 13),
            "Gardez 12 lignes au plus",
            "",
        ),
    ],
)
def test_each_error_says_what_to_do_and_loses_nothing(client, saisine, etape, data, message, kept):
    response = post(client, saisine, etape, **data)

    page = response.content.decode().replace("&nbsp;", "\u00a0")
    assert response.status_code == 200
    assert message in page
    assert kept in page
    assert "<title>Erreur" in page
    assert "à revoir" in page


def test_missing_answers_are_said_beside_their_fields_when_one_comes_to_add_them(client, saisine):
    relire = client.get(reverse("saisines:relire", args=[saisine.pk])).content.decode()
    page = client.get(address(saisine, "preoccupation") + "?retour=relire&verifier=1").content.decode()

    assert "Il manque encore 9 réponses" in relire
    assert f"{address(saisine, 'preoccupation')}?retour=relire&amp;verifier=1" in relire
    assert 'href="#id_question"' in page
    assert 'href="#id_faits-0-quoi"' in page
    assert "Cochez au moins une raison de faire appel au pôle." in page


def test_unknown_step_is_not_found(client, saisine):
    assert client.get(address(saisine, "autre")).status_code == 404
    assert client.get(address(saisine, "relire")).status_code == 404


def test_page_without_its_counts_of_lines_loses_nothing(client, saisine):
    post(client, saisine, "essais", **lines("essais", {"type": "apc", "effet": "non"}))

    response = client.post(address(saisine, "essais"), {"version": 1, "rased": "demande"})

    assert "La page est incomplète" in response.content.decode()
    assert Essai.objects.count() == 1
    assert contenu(saisine, "essais")["rased"] == "demande"


def test_unknown_kind_of_document_says_what_to_do(client, saisine):
    response = client.post(
        address(saisine, "pieces"),
        {"version": 0, "type": "bilan", "fichier": SimpleUploadedFile("a.pdf", b"%PDF-")},
    )

    assert "Choisissez un type de document dans la liste." in response.content.decode()
