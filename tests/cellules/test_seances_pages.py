"""The screen of a séance: masked names, one form a case, JSON for the page, what others are told."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from cellules.models import Convie, NoteDeSeance
from cellules.services import seances
from pole.models import Acte, Entree
from saisines.models import Etape
from saisines.services import deports
from tests.cellules.scene import enrolled, meeting
from tests.clients import page, signed_in
from tests.factories.pole import EcoleFactory, fresh, inspectrice, membre
from tests.imprime import words_of

BACKGROUND = {"X-Requested-With": "fetch"}


@pytest.fixture
def pilot(salle):
    return signed_in(salle.pilote)


def address(salle, name, *args):
    return reverse(f"cellules:{name}", args=[salle.reunion.pk, *args])


def case_address(salle, saisine, name="situation"):
    return address(salle, name, salle.row(saisine).pk)


def posted(salle, saisine, **fields):
    """What a browser sends of a case that was noted."""
    presence = Convie.objects.get(inscription__saisine=saisine, inscription__reunion=salle.reunion)
    return {
        "version": "0",
        "comprehension": "Il lit seul.",
        "piste-1-texte": "Un temps de lecture",
        "piste-1-qui": "l’enseignante",
        "interlocuteur": str(salle.psy.pk),
        "point_le": (salle.pole.today() + timedelta(days=40)).isoformat(),
        "etudiee": "oui",
        f"presence-{presence.pk}": "oui",
    } | fields


def test_page_says_when_the_seance_opens_and_opens_it_on_its_day(salle, pilot):
    salle.on(salle.pole.today() + timedelta(days=2))
    assert "La séance s’ouvre le" in page(pilot.get(address(salle, "seance")))

    salle.on(salle.pole.today())
    assert "2 situations à l’ordre du jour" in page(pilot.get(address(salle, "seance")))
    pilot.post(address(salle, "ouvrir_seance"))

    assert "Vous prenez les notes" in page(pilot.get(address(salle, "seance")))


def test_screen_shows_references_and_no_name_until_a_logged_click(salle, pilot):
    salle.open()
    eleve = salle.premiere.eleve
    before = page(pilot.get(address(salle, "seance")))

    pilot.post(case_address(salle, salle.premiere, "nom_en_seance"))
    after = page(pilot.get(address(salle, "seance")))

    assert salle.premiere.reference in before
    assert eleve.nom not in before
    assert eleve.nom_complet in after
    assert salle.seconde.eleve.nom_complet not in after
    shown = Entree.objects.get(acte=Acte.IDENTITE)
    assert (shown.objet_id, shown.personne, shown.identite) == (salle.premiere.pk, salle.pilote, True)


def test_name_is_masked_again_by_a_click(salle, pilot):
    salle.open()
    url = case_address(salle, salle.premiere, "nom_en_seance")
    pilot.post(url)

    pilot.post(url, {"masquer": "1"})

    assert salle.premiere.eleve.nom not in page(pilot.get(address(salle, "seance")))


def test_each_case_shown_is_a_line_of_the_journal(salle, pilot):
    salle.open()

    page(pilot.get(address(salle, "seance")))

    read = Entree.objects.filter(acte=Acte.LECTURE, personne=salle.pilote)
    assert {row.objet_id for row in read} == {salle.premiere.pk, salle.seconde.pk}
    assert not read.filter(identite=True).exists()


def test_question_is_shown_without_the_name_of_the_pupil(salle, pilot):
    eleve = salle.premiere.eleve
    texte = f"Comment aider {eleve.prenom} {eleve.nom} à écrire ?"
    Etape.objects.create(
        saisine=salle.premiere,
        code="preoccupation",
        contenu={"question": texte},
        modifiee_par=salle.direction,
    )
    salle.open()

    for text in (
        page(pilot.get(address(salle, "seance"))),
        words_of(pilot.get(address(salle, "fiche_seance")).content),
    ):
        assert "Comment aider l’élève à écrire" in text
        assert eleve.nom not in text


def test_case_from_which_one_is_kept_away_is_nowhere(salle, pilot):
    deports.deporter(
        salle.premiere, by=inspectrice(salle.pole), personne=salle.pilote, raison="Famille proche."
    )
    salle.open()

    for text in (
        page(pilot.get(address(salle, "seance"))),
        page(pilot.get(address(salle, "cloture"))),
        words_of(pilot.get(address(salle, "fiche_seance")).content),
    ):
        assert salle.premiere.reference not in text
        assert salle.seconde.reference in text
    assert pilot.post(case_address(salle, salle.premiere), posted(salle, salle.premiere)).status_code == 404


def test_form_is_saved_without_javascript(salle, pilot):
    salle.open()

    answer = pilot.post(case_address(salle, salle.premiere), posted(salle, salle.premiere))

    assert answer["Location"] == f"{address(salle, 'seance')}#situation-{salle.row(salle.premiere).pk}"
    note = salle.stored(salle.premiere)
    assert note.comprehension == "Il lit seul."
    assert note.pistes == [{"texte": "Un temps de lecture", "qui": "l’enseignante", "porteur": None}]
    assert note.interlocuteur == salle.psy
    assert note.etudiee_le is not None
    assert Convie.objects.get(inscription__saisine=salle.premiere).presence is True


def test_save_in_the_background_answers_with_the_version(salle, pilot):
    salle.open()
    sent = posted(salle, salle.premiere)

    answer = pilot.post(case_address(salle, salle.premiere), sent, headers=BACKGROUND).json()

    assert (answer["version"], answer["erreurs"]) == (1, {})


def test_name_chosen_in_the_list_makes_a_bearer(salle, pilot):
    salle.open()
    html = page(pilot.get(address(salle, "seance")))
    offered = html.split('<datalist id="gens">')[1].split('value="')[1:]
    label = next(one.split('"')[0] for one in offered if one.startswith(str(salle.psy)))

    pilot.post(case_address(salle, salle.premiere), posted(salle, salle.premiere) | {"piste-1-qui": label})

    (piste,) = salle.stored(salle.premiere).pistes
    assert (piste["qui"], piste["porteur"]) == (label, str(salle.psy.pk))


def test_everybody_is_there_in_one_tap_but_those_who_excused_themselves(salle, pilot):
    letter = salle.letter(salle.psy)
    letter.reponse = "excuse"
    letter.save()
    salle.open()
    salle.reunion.inscriptions.filter(saisine=salle.premiere).update(etat="prevue")
    other = membre(salle.pole)
    salle.convene(other, salle.premiere)
    bare = {"version": "0", "presents": "tous"}

    pilot.post(case_address(salle, salle.premiere), bare)

    rows = Convie.objects.filter(inscription__saisine=salle.premiere)
    assert dict(rows.values_list("convocation__personne", "presence")) == {salle.psy.pk: None, other.pk: True}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (-1, "Cette date est passée\u00a0: choisissez un jour à venir."),
        (3000, "Choisissez une date au plus tard le 31 juillet "),
    ],
)
def test_wrong_date_is_said_and_the_rest_is_kept(salle, pilot, wrong, said):
    salle.open()
    day = (salle.pole.today() + timedelta(days=wrong)).isoformat()
    sent = posted(salle, salle.premiere, point_le=day)

    answer = pilot.post(case_address(salle, salle.premiere), sent, headers=BACKGROUND).json()
    text = page(pilot.post(case_address(salle, salle.premiere), sent | {"version": "1"}))

    assert [words for [words] in answer["erreurs"].values() if words.startswith(said)]
    assert said.replace("\u00a0", " ") in text.replace("\u00a0", " ")
    assert salle.stored(salle.premiere).comprehension == "Il lit seul."
    assert salle.stored(salle.premiere).point_le is None


def test_stale_save_shows_both_texts_and_the_next_one_passes(salle, pilot):
    salle.open()
    salle.note(salle.premiere, comprehension="Le premier texte.")
    url, sent = case_address(salle, salle.premiere), posted(salle, salle.premiere, comprehension="Le second.")

    behind = pilot.post(url, sent, headers=BACKGROUND)
    assert (behind.status_code, behind.json()["erreur"]) == (409, "conflit")
    conflict = pilot.post(url, sent)
    html = conflict.content.decode()
    assert conflict.status_code == 409
    assert "Le premier texte." in html
    assert "Le second." in html
    assert 'name="version" value="1"' in html
    pilot.post(url, sent | {"version": "1", "comprehension": "Les deux."})

    assert salle.stored(salle.premiere).comprehension == "Les deux."


def test_second_person_is_told_who_writes_and_takes_over(salle, pilot):
    salle.open()
    ien = inspectrice(salle.pole)
    client, url = signed_in(ien), case_address(salle, salle.premiere)
    assert f"{salle.pilote}</strong> prend les notes" in page(client.get(address(salle, "seance")))
    refused = client.post(url, posted(salle, salle.premiere))
    assert refused.status_code == 409
    assert "Il lit seul." in refused.content.decode()

    assert f'name="prendre" value="{salle.pilote.pk}"' in refused.content.decode()
    client.post(url, posted(salle, salle.premiere, prendre=str(salle.pilote.pk)))
    told = pilot.post(url, posted(salle, salle.premiere), headers=BACKGROUND)

    assert salle.stored(salle.premiere).ecrite_par == ien
    assert (told.status_code, told.json()["erreur"]) == (409, "plume")
    assert str(ien) in told.json()["message"]


def test_place_is_taken_from_the_screen(salle, pilot):
    salle.open(inspectrice(salle.pole))
    holder = salle.seance().preneur

    pilot.post(address(salle, "plume"), {"de": str(holder.pk), "prendre": "1"})

    assert salle.seance().preneur == salle.pilote


def test_sign_of_life_says_whose_place_it_is(salle, pilot):
    salle.open()
    seances.prendre_la_plume(salle.reunion, by=inspectrice(salle.pole), de=salle.pilote.pk)

    answer = pilot.post(address(salle, "plume"), headers=BACKGROUND).json()

    assert answer["a_moi"] is False
    assert "prend les notes" in answer["message"]


def test_words_of_a_case_that_left_the_agenda_are_given_back_to_be_copied(salle, pilot):
    salle.open()
    url, sent = case_address(salle, salle.premiere), posted(salle, salle.premiere)
    salle.reunion.inscriptions.filter(saisine=salle.premiere).update(etat="retiree")

    answer = pilot.post(url, sent)

    assert answer.status_code == 409
    assert "Il lit seul." in answer.content.decode()
    assert pilot.post(url, sent, headers=BACKGROUND).json()["erreur"] == "fermee"
    assert not NoteDeSeance.objects.exists()


def test_notes_of_a_case_carried_over_are_recalled_at_the_next_meeting(salle, pilot):
    salle.open()
    salle.note(salle.premiere, comprehension="Nous avions commencé.")
    following = meeting(salle.pole, 30)
    pilot.post(address(salle, "cloture"))
    salle.on(salle.pole.today() - timedelta(days=1))
    salle.reunion = following
    salle.on(salle.pole.today())
    salle.open()

    text = page(pilot.get(address(salle, "seance")))

    assert "Nous avions commencé." in text
    assert not NoteDeSeance.objects.filter(inscription__reunion=following).exists()


def test_minutes_of_the_case_and_of_the_meeting_are_told(salle, pilot):
    type(salle.reunion).objects.update(heure=time(0, 0))
    salle.open()
    pilot.post(case_address(salle, salle.premiere, "commencer_situation"))

    text = page(pilot.get(address(salle, "seance")))

    assert "0\u00a0min, reste 15\u00a0min" in text
    assert "Commencer, 15 minutes" in text


def test_cases_without_discussion_are_recorded_from_the_screen(salle, pilot):
    salle.open()
    salle.reunion.inscriptions.update(sans_debat=True)
    assert "Noter étudiées les 2 sans discussion" in page(pilot.get(address(salle, "seance")))

    pilot.post(address(salle, "sans_debat"))

    assert NoteDeSeance.objects.filter(etudiee_le__isnull=False).count() == 2


def test_closing_page_says_what_is_missing_then_who_follows(salle, pilot):
    following = meeting(salle.pole, 30)
    salle.open()
    salle.note(salle.premiere, comprehension="Un mot.", etudiee=True)
    text = page(pilot.get(address(salle, "cloture")))
    for words in (
        "une piste",
        "un interlocuteur",
        "une date",
        "qui était là",
        "ne se rouvre pas",
    ):
        assert words in text

    salle.study(salle.premiere, version=1)
    pilot.post(address(salle, "cloture"))
    closed = page(pilot.get(address(salle, "cloture")))

    assert "Séance close" in closed
    assert str(salle.psy) in closed
    assert reverse("cellules:ordre_du_jour", args=[following.pk]) in closed


def test_seance_of_a_closed_meeting_says_that_it_does_not_reopen(salle, pilot):
    salle.open()
    pilot.post(address(salle, "cloture"))

    assert "Elle ne se rouvre pas" in page(pilot.get(address(salle, "seance")))


def test_my_page_asks_to_hold_then_to_close(salle, pilot):
    assert "Tenir la séance du" in page(pilot.get(reverse("accueil")))
    assert "séance du" not in page(signed_in(salle.psy).get(reverse("accueil")))

    salle.open()
    salle.on(salle.pole.today() - timedelta(days=1))
    text = page(pilot.get(reverse("accueil")))
    assert "Clore la séance du" in text
    assert address(salle, "cloture") in text

    pilot.post(address(salle, "cloture"))
    assert "Clore la séance du" not in page(pilot.get(reverse("accueil")))


def test_meeting_page_leads_to_the_seance_from_its_day(salle, pilot):
    url = salle.reunion.get_absolute_url()
    assert "Tenir la séance" in page(pilot.get(url))
    assert "Tenir la séance" not in page(signed_in(salle.psy).get(url))

    salle.on(salle.pole.today() + timedelta(days=1))
    assert "Tenir la séance" not in page(pilot.get(url))


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_for_one_case_and_three(salle, number, django_assert_num_queries):
    day = salle.pole.today()
    salle.on(day + timedelta(days=9))
    cases = [enrolled(EcoleFactory(pole=salle.pole), salle.pilote) for _ in range(number)]
    for _ in range(number):
        salle.convene(membre(salle.pole), salle.premiere, *cases)
    salle.send()
    salle.on(day)
    salle.open()
    salle.study(salle.premiere)
    pilot = signed_in(fresh(salle.pilote))
    pilot.post(case_address(salle, salle.seconde, "nom_en_seance"))
    sent = posted_bare(salle)

    for method, url, data, queries in (
        ("get", address(salle, "seance"), None, 12),
        ("get", address(salle, "cloture"), None, 8),
        ("get", address(salle, "fiche_seance"), None, 12),
        ("post", case_address(salle, salle.premiere), sent, 12),
    ):
        with django_assert_num_queries(queries):
            assert getattr(pilot, method)(url, data, headers=BACKGROUND).status_code == 200


def posted_bare(salle):
    """One word more in a case that was already noted."""
    return {
        "version": "1",
        "comprehension": "Il lit seul, et à voix haute.",
        "piste-1-texte": "Un temps de lecture chaque matin",
        "piste-1-qui": "l’enseignante",
        "interlocuteur": str(salle.psy.pk),
        "point_le": (salle.pole.today() + timedelta(days=42)).isoformat(),
        "etudiee": "oui",
    }
