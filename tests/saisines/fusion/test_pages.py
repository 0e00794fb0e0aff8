"""Two people write one step: what each changed is kept, what both changed is shown to be settled."""

import pytest

from tests.saisines.fusion.scene import prepare
from tests.saisines.saisie.pages import address, autosave, contenu, lines, post


@pytest.fixture
def both_people(db):
    return prepare()


@pytest.fixture
def browsers(both_people, client):
    from django.test import Client  # noqa: PLC0415

    _, directeur, maitresse = both_people
    one, two = Client(), client
    one.force_login(directeur)
    two.force_login(maitresse)
    return one, two


def opened_base(client, saisine, etape="preoccupation"):
    return client.get(address(saisine, etape)).context["base"]


def test_answers_to_two_questions_are_kept_together_without_asking_anybody(both_people, browsers):
    saisine, (director, teacher) = both_people[0], browsers
    base = opened_base(director, saisine)
    post(director, saisine, "preoccupation", question="Comment l’aider ?", base=base)

    response = post(teacher, saisine, "preoccupation", points_appui="Il aime lire.", base=base)

    assert response.status_code == 302
    assert contenu(saisine, "preoccupation")["question"] == "Comment l’aider ?"
    assert contenu(saisine, "preoccupation")["points_appui"] == "Il aime lire."
    following = teacher.get(response["Location"]).content.decode()
    assert "ses réponses et les vôtres sont gardées ensemble" in following


def test_same_question_shows_both_texts_says_who_and_keeps_both_by_default(both_people, browsers):
    saisine, directeur, _ = both_people
    director, teacher = browsers
    base = opened_base(director, saisine)
    post(director, saisine, "preoccupation", question="Le texte de la direction", base=base)

    response = post(teacher, saisine, "preoccupation", question="Le texte de la classe", base=base)

    page = response.content.decode()
    assert response.status_code == 409
    assert "Vous avez écrit tous les deux" in page
    assert f"Le texte enregistré, de {directeur}, à " in page
    assert "Le texte de la direction" in page
    assert "Le texte de la classe" in page
    assert response.context["differences"][0]["defaut"] == "deux"


def settle(client, saisine, response, choice, **more):
    posted: dict = {}
    for name, value in response.context["recopie"]:
        posted.setdefault(name, []).append(value)
    posted |= {"version": response.context["version"], "base": response.context["base"]}
    choices = {f"garder-{one['code']}": choice for one in response.context["differences"]}
    return client.post(address(saisine, "preoccupation"), posted | choices | more)


@pytest.mark.parametrize(
    ("choice", "kept"), [("deux", ("un", "deux")), ("enregistre", ("un",)), ("propose", ("deux",))]
)
def test_settling_leaves_what_the_other_wrote_in_the_other_questions(both_people, browsers, choice, kept):
    saisine, (director, teacher) = both_people[0], browsers
    base = opened_base(director, saisine)
    post(director, saisine, "preoccupation", question="un", points_appui="Il lit.", base=base)
    response = post(teacher, saisine, "preoccupation", question="deux", motif_autre="Autre", base=base)

    settled = settle(teacher, saisine, response, choice)

    assert settled.status_code == 302
    found = contenu(saisine, "preoccupation")
    assert found["question"] == "\n\n".join(kept)
    assert (found["points_appui"], found["motif_autre"]) == ("Il lit.", "Autre")


def test_written_again_while_one_chooses_the_page_asks_again(both_people, browsers):
    saisine, (director, teacher) = both_people[0], browsers
    base = opened_base(director, saisine)
    post(director, saisine, "preoccupation", question="un", base=base)
    response = post(teacher, saisine, "preoccupation", question="deux", base=base)
    post(director, saisine, "preoccupation", 1, question="un bis", base=opened_base(director, saisine))

    again = settle(teacher, saisine, response, "propose")

    assert again.status_code == 409
    assert "un bis" in again.content.decode()
    assert contenu(saisine, "preoccupation")["question"] == "un bis"
    assert settle(teacher, saisine, again, "deux").status_code == 302
    assert contenu(saisine, "preoccupation")["question"] == "un bis\n\ndeux"


def test_lines_of_both_are_kept_together(both_people, browsers):
    saisine, (director, teacher) = both_people[0], browsers
    base = opened_base(director, saisine)
    post(
        director,
        saisine,
        "preoccupation",
        base=base,
        **lines("faits", {"quand": "lundi", "quoi": "Il sort."}),
    )

    response = post(
        teacher, saisine, "preoccupation", base=base, **lines("faits", {"quand": "mardi", "quoi": "Il crie."})
    )
    settle(teacher, saisine, response, "deux")

    assert [line["quoi"] for line in contenu(saisine, "preoccupation")["faits"]] == ["Il sort.", "Il crie."]


def test_page_shown_again_with_an_error_does_not_undo_what_the_other_wrote(both_people, browsers):
    """The page still shows the old answers of the other: posted again, they are not mine."""
    saisine, (director, teacher) = both_people[0], browsers
    base = opened_base(director, saisine)
    post(director, saisine, "preoccupation", points_appui="Il lit.", base=base)
    shown = post(teacher, saisine, "preoccupation", question="x" * 1001, motif_autre="Autre", base=base)
    assert shown.status_code == 200

    post(
        teacher,
        saisine,
        "preoccupation",
        shown.context["version"],
        question="Quoi ?",
        motif_autre="Autre",
        base=shown.context["base"],
    )

    found = contenu(saisine, "preoccupation")
    assert (found["points_appui"], found["question"]) == ("Il lit.", "Quoi ?")


def test_going_back_to_one_s_first_words_after_a_background_save_is_a_change(both_people, browsers):
    saisine, (director, _) = both_people[0], browsers
    post(director, saisine, "preoccupation", question="avant", base=opened_base(director, saisine))
    base = opened_base(director, saisine)
    answer = autosave(director, saisine, "preoccupation", 1, question="après", base=base).json()

    autosave(director, saisine, "preoccupation", answer["version"], question="avant", base=answer["base"])

    assert contenu(saisine, "preoccupation")["question"] == "avant"


def test_background_save_never_decides_by_itself_and_says_who(both_people, browsers):
    saisine, (director, teacher) = both_people[0], browsers
    base = opened_base(director, saisine)
    post(director, saisine, "preoccupation", question="un", base=base)

    response = autosave(teacher, saisine, "preoccupation", points_appui="Il lit.", base=base)

    assert response.status_code == 409
    assert "par une autre personne" in response.json()["message"]
    assert contenu(saisine, "preoccupation")["points_appui"] == ""


def test_text_found_again_in_a_browser_does_not_undo_what_the_other_wrote(both_people, browsers):
    """The kept text comes back with what it was opened from (static/js/saisie.js)."""
    saisine, (director, teacher) = both_people[0], browsers
    kept = opened_base(teacher, saisine)
    post(director, saisine, "preoccupation", points_appui="Il lit.", base=opened_base(director, saisine))
    version = teacher.get(address(saisine, "preoccupation")).context["version"]

    autosave(teacher, saisine, "preoccupation", version, question="Retrouvé", base=kept)

    found = contenu(saisine, "preoccupation")
    assert (found["points_appui"], found["question"]) == ("Il lit.", "Retrouvé")


def test_step_says_who_wrote_it_last_when_it_was_somebody_else(both_people, browsers):
    saisine, directeur, _ = both_people
    director, teacher = browsers
    post(director, saisine, "preoccupation", question="un", base=opened_base(director, saisine))

    assert (
        f"Écrit en dernier par {directeur}, à "
        in teacher.get(address(saisine, "preoccupation")).content.decode()
    )
    assert "Écrit en dernier" not in director.get(address(saisine, "preoccupation")).content.decode()


def test_saving_costs_an_invited_teacher_no_more_than_the_direction(
    both_people, browsers, django_assert_max_num_queries
):
    saisine, (_, teacher) = both_people[0], browsers
    with django_assert_max_num_queries(14):  # two of them are savepoints
        autosave(teacher, saisine, "preoccupation", question="Quoi ?", **lines("faits", {"quoi": "Il sort."}))
