"""Background saves and conflicts: nothing is overwritten, nothing typed is lost."""

import re

import pytest
from django.urls import reverse

from saisines.models import Eleve
from tests.saisines.saisie.pages import address, autosave, contenu, fill, post

pytestmark = pytest.mark.django_db


def test_background_save_answers_the_version_and_the_hour(client, saisine):
    response = autosave(client, saisine, "preoccupation", question="Pourquoi ?")

    answer = response.json()
    assert answer["version"] == 1
    assert re.fullmatch(r"\d\d:\d\d", answer["enregistre_a"])
    assert answer["erreurs"] == {}
    assert contenu(saisine, "preoccupation")["question"] == "Pourquoi ?"


def test_background_save_keeps_what_it_can_and_says_what_it_cannot(client, saisine):
    response = autosave(
        client, saisine, "preoccupation", question="x" * 1001, motif_autre="gardé", frequence="jamais"
    )

    assert response.json()["erreurs"].keys() == {"id_question", "id_frequence"}
    assert contenu(saisine, "preoccupation")["motif_autre"] == "gardé"
    assert contenu(saisine, "preoccupation")["question"] == ""


def test_too_long_text_does_not_erase_what_was_saved(client, saisine):
    autosave(client, saisine, "preoccupation", question="La première version")
    autosave(client, saisine, "preoccupation", version=1, question="x" * 5000, motif_autre="suite")

    assert contenu(saisine, "preoccupation")["question"] == "La première version"


def test_date_typed_half_way_is_kept_as_typed(client, saisine):
    autosave(client, saisine, "qui", naissance="03/0", prenom="Lou")

    assert Eleve.objects.get().naissance == "03/0"
    assert 'value="03/0"' in client.get(address(saisine, "qui")).content.decode()


def test_stale_background_save_gets_409_and_overwrites_nothing(client, saisine):
    autosave(client, saisine, "preoccupation", question="Le bureau")
    response = autosave(client, saisine, "preoccupation", question="Le téléphone")

    assert response.status_code == 409
    assert response.json()["erreur"] == "conflit"
    assert response.json()["version"] == 1
    assert contenu(saisine, "preoccupation")["question"] == "Le bureau"


@pytest.mark.parametrize("version", ["", "x", "-1", "²", "9" * 40])
def test_version_that_is_not_one_is_a_conflict(client, saisine, version):
    assert autosave(client, saisine, "famille", version=version, parole_eleve="x").status_code == 409


def test_session_that_ended_gets_401_and_never_a_redirect(client, saisine):
    client.logout()

    response = autosave(client, saisine, "preoccupation", question="x")

    assert response.status_code == 401
    assert response.json() == {"erreur": "session_terminee"}


def test_save_after_the_sending_is_refused_with_a_reason(client, saisine):
    fill(client, saisine)
    client.post(reverse("saisines:transmettre", args=[saisine.pk]), {"declaration": "on"})

    background = autosave(client, saisine, "famille", version=1, parole_eleve="trop tard")
    page = post(client, saisine, "famille", version=1, parole_eleve="trop tard")

    assert (background.status_code, background.json()["erreur"]) == (409, "transmise")
    assert page.status_code == 409
    assert "Cette saisine a été transmise" in page.content.decode()
    assert contenu(saisine, "famille")["parole_eleve"] == ""


def test_conflict_page_shows_both_texts_and_writes_nothing(client, saisine):
    post(client, saisine, "preoccupation", question="Le texte du bureau")

    response = post(client, saisine, "preoccupation", question="Le texte du téléphone")

    page = response.content.decode()
    assert response.status_code == 409
    assert "Le texte du bureau" in page
    assert "Le texte du téléphone" in page
    assert contenu(saisine, "preoccupation")["question"] == "Le texte du bureau"


@pytest.mark.parametrize(
    ("choice", "result"),
    [("enregistre", "Le bureau"), ("propose", "Le téléphone"), ("deux", "Le bureau\n\nLe téléphone")],
)
def test_conflict_is_settled_by_choosing(client, saisine, choice, result):
    post(client, saisine, "preoccupation", question="Le bureau")
    response = post(client, saisine, "preoccupation", question="Le téléphone")
    posted = dict(response.context["recopie"])

    settled = client.post(
        address(saisine, "preoccupation"),
        posted | {"version": response.context["version"], "garder-question": choice},
    )

    assert settled.status_code == 302
    assert contenu(saisine, "preoccupation")["question"] == result


def test_two_people_who_wrote_the_same_words_have_nothing_to_choose(client, saisine):
    post(client, saisine, "preoccupation", question="Quoi ?")

    response = post(client, saisine, "preoccupation", question="Quoi ?")

    assert response.status_code == 409
    assert "Les deux textes sont les mêmes" in response.content.decode()
