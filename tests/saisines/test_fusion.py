"""Two people write one step: what each changed is kept, and what both changed is shown to be settled."""

import threading
import time
import uuid
from functools import partial

import pytest
from django.db import OperationalError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saisines import fusion
from saisines.models import Saisine
from saisines.natures import description
from saisines.recit import Recit
from saisines.services import coauteurs
from saisines.services.brouillon import StaleStepError, save_step
from saisines.services.dossier import create_draft
from tests.factories.pole import EcoleFactory, directrice, enseignante, fresh
from tests.saisines.saisie.pages import address, autosave, contenu, lines, post

STEP = description("P").etape("preoccupation")
ITEMS = {item.code: item for item in STEP.contenu}
QUESTION, REUSSITES, FAITS = ITEMS["question"], ITEMS["points_appui"], ITEMS["faits"]


def prepare():
    """A draft of a direction, and the teacher whom it invited."""
    ecole = EcoleFactory()
    directeur, maitresse = directrice(ecole), enseignante(ecole)
    saisine = create_draft(by=directeur, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())[0]
    coauteurs.inviter(saisine, by=directeur, personne=maitresse.pk)
    return saisine, fresh(directeur), fresh(maitresse)


# What the comparison says, without any database.

PK = uuid.UUID(int=7)
words = st.text(alphabet="abc é", max_size=6)
answers = st.fixed_dictionaries(
    {
        "question": words,
        "points_appui": words,
        "faits": st.lists(st.fixed_dictionaries({"quoi": words}), max_size=2),
    }
)
CHECKED = (QUESTION, REUSSITES, FAITS)


@given(answers, answers, answers)
def test_nobody_s_change_is_overwritten_without_a_conflict(opened, theirs, mine):
    base = fusion.base_of(PK, CHECKED, opened)

    found = fusion.compare(PK, CHECKED, base=base, enregistre=theirs, propose=mine)

    for item in CHECKED:
        before, stored, typed = (one[item.code] for one in (opened, theirs, mine))
        if stored != before and typed != before and stored != typed:
            assert item.code in found.conflits
        elif typed != before and typed != stored:
            assert item.code in found.miennes
        elif stored != before:
            assert item.code not in found.miennes + found.conflits


@given(answers, answers)
def test_without_a_base_all_that_differs_is_a_conflict(theirs, mine):
    found = fusion.compare(PK, CHECKED, base={}, enregistre=theirs, propose=mine)

    assert found.miennes == []
    assert set(found.conflits) == {item.code for item in CHECKED if theirs[item.code] != mine[item.code]}


@given(words, words)
def test_prints_travel_in_the_page_and_belong_to_one_case(one, other):
    base = {"question": fusion.empreinte(PK, QUESTION, one)}

    assert fusion.read(fusion.written(base)) == base
    assert fusion.empreinte(uuid.UUID(int=8), QUESTION, one) != base["question"]
    assert (fusion.empreinte(PK, QUESTION, other) == base["question"]) is (one == other)


@pytest.mark.parametrize("text", ["", "x", "question:xyz", "é:0123456789abcdef", "a" * 9000])
def test_prints_that_are_not_are_ignored(text):
    assert fusion.read(text) == {}


def test_both_together_keeps_each_line_once_and_never_more_than_the_table_holds():
    one, two = {"quoi": "il sort"}, {"quoi": "il crie"}

    assert fusion.both(FAITS, [one], [one, two]) == [one, two]
    assert fusion.both(FAITS, [one] * FAITS.max_lignes, [two]) is None
    assert fusion.both(QUESTION, "a", "b") == "a\n\nb"
    assert fusion.both(ITEMS["frequence"], "jour", "semaine") is None


# In the pages.


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


# The figure of issue 3: pairs of concurrent edits lose no character.

texts = st.text(alphabet="abcdé’ \n", min_size=1, max_size=30).map(str.strip).filter(bool)
edits = st.fixed_dictionaries(
    {},
    optional={
        "question": texts,
        "points_appui": texts,
        "motif_autre": texts.map(lambda one: " ".join(one.split())),
    },
)


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(edits, edits)
def test_two_people_who_open_the_same_page_lose_nothing_of_what_they_typed(one, two):
    with transaction.atomic():
        saisine, directeur, maitresse = prepare()
        base = fusion.base_of(saisine.pk, STEP.contenu, Recit(saisine, fresh=True).valeurs("preoccupation"))

        write(saisine, one, by=directeur, version=0, base=base)
        write(saisine, two, by=maitresse, version=0, base=base)

        found = contenu(saisine, "preoccupation")
        for edit in (one, two):
            assert all(text in found[code] or code == "motif_autre" for code, text in edit.items())
        transaction.set_rollback(True)


def patiently(act):
    """Call it again while the memory of SQLite, shared by the threads of a test, says that it is busy.

    A file makes the second writer wait (a busy timeout); a database in memory refuses at once.
    """
    while True:
        try:
            return act()
        except OperationalError as fault:
            if "locked" not in str(fault):
                raise
            time.sleep(0.005)


def write(saisine, data, *, by, version, base):
    """One person saves a step; in a conflict they keep both texts, as the page proposes."""
    row = Saisine.objects.select_related("pole", "eleve").get(pk=saisine.pk)
    while True:
        try:
            return save_step(
                row,
                "preoccupation",
                data,
                version=version,
                by=by,
                recit=Recit(row, fresh=True),
                base=base,
                fusion=True,
            )
        except StaleStepError as conflict:
            version = conflict.version
            base = base | {
                code: fusion.empreinte(saisine.pk, ITEMS[code], conflict.enregistre[code])
                for code in conflict.conflits
            }
            data = data | {
                code: fusion.both(ITEMS[code], conflict.enregistre[code], conflict.propose[code])
                or data[code]
                for code in conflict.conflits
            }


# A thousand where writers do meet: a database in memory refuses the second one at once.
A_THOUSAND = pytest.param(1000, id="1000", marks=[pytest.mark.lent, pytest.mark.postgresql])
PAIRS = [pytest.param(20, id="20"), A_THOUSAND]


@pytest.mark.parametrize("pairs", PAIRS)
@pytest.mark.django_db(transaction=True)
def test_pairs_of_edits_made_at_the_same_instant_lose_no_character(pairs):
    """Real threads, one connection each: whoever comes second finds both texts, and keeps them."""
    saisine, directeur, maitresse = prepare()
    recit = Recit(saisine, fresh=True)
    faults: list[BaseException] = []
    for number in range(pairs):
        erase(saisine)
        version, base = (
            recit.version("preoccupation"),
            fusion.base_of(saisine.pk, STEP.contenu, recit.valeurs("preoccupation")),
        )
        barrier = threading.Barrier(2)

        def edit(person, text, barrier=barrier, version=version, base=base):
            try:
                barrier.wait(30)
                patiently(partial(write, saisine, {"question": text}, by=person, version=version, base=base))
            except BaseException as fault:
                faults.append(fault)
            finally:
                connection.close()

        typed = [f"direction {number}", f"classe {number}"]
        threads = [
            threading.Thread(target=edit, args=pair)
            for pair in zip((directeur, maitresse), typed, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        recit = Recit(Saisine.objects.get(pk=saisine.pk), fresh=True)

        assert faults == []
        assert sorted(recit.valeurs("preoccupation")["question"].split("\n\n")) == sorted(typed)


def erase(saisine):
    """The next pair starts from an empty question."""
    row = Saisine.objects.select_related("pole").get(pk=saisine.pk)
    recit = Recit(row, fresh=True)
    if recit.version("preoccupation"):
        save_step(
            row,
            "preoccupation",
            {"question": ""},
            version=recit.version("preoccupation"),
            by=row.auteur,
            recit=recit,
        )


@pytest.mark.parametrize("times", PAIRS)
@pytest.mark.django_db(transaction=True)
def test_parallel_double_posts_create_each_saisine_once(times):
    ecole = EcoleFactory()
    directeur = fresh(directrice(ecole))
    made: list = []
    for _ in range(times):
        token, barrier = uuid.uuid4(), threading.Barrier(2)

        def start(token=token, barrier=barrier):
            try:
                barrier.wait(30)
                made.append(
                    patiently(partial(create_draft, by=directeur, pole=ecole.pole, ecole=ecole, jeton=token))
                )
            except BaseException as fault:
                made.append((fault, False))
            finally:
                connection.close()

        threads = [threading.Thread(target=start) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)

    assert sum(created for _, created in made) == times
    assert {type(saisine) for saisine, _ in made} == {Saisine}
    assert Saisine.objects.count() == times
