"""Acts on a case by their pages: done once, refused in French, and nothing typed is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pole.models import Envoi
from saisines.enums import Droit, Etat, SansAction
from saisines.models import Saisine
from saisines.services import precisions
from saisines.services.workflow import apply_transition
from saisines.workflow import TRANSITIONS
from tests.clients import signed_in
from tests.factories.pole import membre

pytestmark = pytest.mark.django_db


def url(saisine, page):
    return f"{saisine.get_absolute_url()}{page}/"


def day(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def state(saisine):
    saisine.refresh_from_db()
    return saisine.etat


def test_prendre_en_charge_is_one_tap_and_names_who_did_it(coordinateur, saisine):
    answer = signed_in(coordinateur).post(url(saisine, "transition/prendre_en_charge"), follow=True)

    assert state(saisine) == Etat.PRISE_EN_CHARGE
    assert saisine.responsable == coordinateur
    assert "C’est fait" in answer.content.decode()


def test_opening_the_address_of_a_tap_changes_nothing(coordinateur, saisine):
    answer = signed_in(coordinateur).get(url(saisine, "transition/prendre_en_charge"))

    assert (answer.status_code, answer.url) == (302, saisine.get_absolute_url())
    assert state(saisine) == Etat.TRANSMISE


@pytest.mark.parametrize("name", [name for name, move in TRANSITIONS.items() if move.par_service])
def test_moves_of_a_service_have_no_address(name, coordinateur, directeur, saisine):
    for personne in (coordinateur, directeur):
        assert signed_in(personne).post(url(saisine, f"transition/{name}"), {"motif": "x"}).status_code == 404
    assert state(saisine) == Etat.TRANSMISE


def test_unknown_move_is_404(coordinateur, saisine):
    assert signed_in(coordinateur).post(url(saisine, "transition/effacer")).status_code == 404


@pytest.mark.parametrize("name", [name for name, move in TRANSITIONS.items() if not move.par_service])
def test_each_move_is_403_for_whoever_sees_the_case_without_the_right(name, people, saisine):
    droit = TRANSITIONS[name].droit
    for personne in people.values():
        expected = 403 if not personne.has_perm(droit, saisine) else None
        if expected:
            answer = signed_in(personne).post(url(saisine, f"transition/{name}"), {"motif": "x"})
            assert answer.status_code == 403


def test_every_page_of_an_act_is_404_for_a_stranger(strangers, saisine):
    pages = ("demander-precision", "preciser", "confier", "intervenir", "repondre", "sans-action")
    for personne in strangers.values():
        client = signed_in(personne)
        for page in pages:
            assert client.get(url(saisine, page)).status_code == 404


def test_move_without_its_reason_comes_back_with_the_message(directeur, saisine):
    answer = signed_in(directeur).post(url(saisine, "transition/retirer"), {"motif": " "})

    assert answer.status_code == 200
    assert "Dites pourquoi en quelques mots" in answer.content.decode()
    assert state(saisine) == Etat.TRANSMISE


def test_move_that_is_no_longer_possible_says_so_and_keeps_the_text(coordinateur, saisine):
    answer = signed_in(coordinateur).post(url(saisine, "transition/clore"), {"motif": "Mots déjà tapés"})

    html = answer.content.decode()
    assert "Cette action n’est plus possible" in html
    assert "Mots déjà tapés" in html


def test_tap_that_is_no_longer_possible_is_refused_on_the_case_page(coordinateur, saisine):
    apply_transition(saisine, "prendre_en_charge", by=coordinateur)

    answer = signed_in(coordinateur).post(url(saisine, "transition/prendre_en_charge"), follow=True)

    assert "Cette action n’est plus possible" in answer.content.decode()


def test_precision_is_asked_then_answered_item_by_item(coordinateur, directeur, saisine):
    asked = {"question_1": "Depuis quand ?", "question_2": "Avec qui ?", "pour_le": day(7), "mot": ""}
    signed_in(coordinateur).post(url(saisine, "demander-precision"), asked)
    assert state(saisine) == Etat.COMPLEMENT_DEMANDE

    school = signed_in(directeur)
    partly = school.post(url(saisine, "preciser"), {"reponse_1": "Depuis octobre", "reponse_2": ""})
    assert "Depuis octobre" in partly.content.decode()
    assert "Répondez en un mot" in partly.content.decode()
    school.post(url(saisine, "preciser"), {"reponse_1": "Depuis octobre", "reponse_2": "Seul"})

    assert state(saisine) == Etat.PRISE_EN_CHARGE
    answers = [question.reponse for question in saisine.demandes.get().questions.all()]
    assert answers == ["Depuis octobre", "Seul"]


def test_answering_when_nothing_is_asked_goes_back_to_the_case(directeur, saisine):
    answer = signed_in(directeur).get(url(saisine, "preciser"))

    assert answer.url == saisine.get_absolute_url()


def test_answering_meanwhile_answered_by_a_colleague_says_so(coordinateur, directeur, saisine):
    demande = precisions.demander(
        saisine, by=coordinateur, questions=["Quand ?"], pour_le=timezone.localdate()
    )
    precisions.repondre(demande, by=directeur, reponses={demande.questions.get().pk: "Lundi"})

    answer = signed_in(directeur).post(url(saisine, "preciser"), {"reponse_1": "Mardi"}, follow=True)

    assert "n’attend pas de précision" in answer.content.decode()


def missions(*rows):
    data = {"missions-TOTAL_FORMS": "4", "missions-INITIAL_FORMS": "0"}
    for index in range(4):
        person, mission, echeance = rows[index] if index < len(rows) else ("", "", day(7))
        data |= {
            f"missions-{index}-personne": person,
            f"missions-{index}-mission": mission,
            f"missions-{index}-echeance": echeance,
        }
    return data


def test_confier_calls_upon_several_people_at_once(coordinateur, saisine):
    first, second = membre(saisine.pole), membre(saisine.pole)
    rows = missions((first.pk, "Observer", day(5)), (second.pk, "Appeler", day(3)))

    signed_in(coordinateur).post(url(saisine, "confier"), rows)

    assert {row.personne for row in saisine.sollicitations.all()} == {first, second}
    assert state(saisine) == Etat.PRISE_EN_CHARGE
    assert Saisine.objects.visible_to(first).get() == saisine
    assert Envoi.objects.filter(gabarit="saisines/sollicitation").count() == 2


def test_confier_to_somebody_of_another_pole_is_refused_and_calls_nobody(coordinateur, saisine):
    here, elsewhere = (
        membre(saisine.pole),
        membre(saisine.pole.__class__.objects.create(nom="Ailleurs", code="A", uai="9990001B")),
    )
    rows = missions((here.pk, "Observer", day(5)), (elsewhere.pk, "Appeler", day(3)))

    answer = signed_in(coordinateur).post(url(saisine, "confier"), rows)

    assert answer.status_code == 200
    assert "Observer" in answer.content.decode()
    assert not saisine.sollicitations.exists()


def test_confier_to_nobody_or_twice_to_the_same_says_what_to_do(coordinateur, saisine):
    person = membre(saisine.pole)
    client = signed_in(coordinateur)

    nobody = client.post(url(saisine, "confier"), missions()).content.decode()
    twice = client.post(
        url(saisine, "confier"), missions((person.pk, "A", day(5)), (person.pk, "B", day(5)))
    ).content.decode()

    assert "Choisissez au moins une personne" in nobody
    assert "choisie deux fois" in twice
    assert not saisine.sollicitations.exists()


def test_confier_shows_the_metier_and_the_load_of_each_member(coordinateur, sollicite, saisine):
    html = signed_in(coordinateur).get(url(saisine, "confier")).content.decode()

    assert f"{sollicite} – psychologue" in html
    assert "1 mission en cours" in html


def test_intervention_is_one_tap_with_the_day_filled_in(coordinateur, directeur, saisine):
    data = {"type": "appel", "le": day(0), "texte": "Entendu", "audience": "ecole"}

    signed_in(coordinateur).post(url(saisine, "intervenir"), data)

    html = signed_in(directeur).get(saisine.get_absolute_url()).content.decode()
    assert "Entendu" in html


def test_intervention_to_come_is_refused_and_keeps_the_text(coordinateur, saisine):
    data = {"type": "appel", "le": day(3), "texte": "Mots déjà tapés", "audience": "ecole"}

    answer = signed_in(coordinateur).post(url(saisine, "intervenir"), data)

    assert "la date ne peut pas être à venir" in answer.content.decode()
    assert "Mots déjà tapés" in answer.content.decode()


def test_mission_is_acknowledged_then_ended_by_its_person(sollicite, saisine):
    row = saisine.sollicitations.get()
    client = signed_in(sollicite)

    client.post(url(saisine, f"missions/{row.pk}/acquitter"))
    client.post(url(saisine, f"missions/{row.pk}/terminer"), {"compte_rendu": "Vu"})

    row.refresh_from_db()
    assert row.acquittee_le
    assert row.terminee_le
    assert row.compte_rendu == "Vu"


def test_mission_of_somebody_else_is_refused(directeur, sollicite, saisine):
    row = saisine.sollicitations.get()
    client = signed_in(directeur)

    for act in ("acquitter", "terminer", "annuler"):
        assert client.post(url(saisine, f"missions/{row.pk}/{act}"), {}).status_code == 403


def test_answer_is_sent_with_a_person_and_the_day_of_the_next_look(coordinateur, saisine):
    data = {"piste_1": "Installer un coin calme", "qui_1": "ATSEM", "interlocuteur": coordinateur.pk}
    data |= {"point_le": day(40)}

    signed_in(coordinateur).post(url(saisine, "repondre"), data)

    assert state(saisine) == Etat.REPONDUE
    reponse = saisine.reponses.get()
    assert [(piste.texte, piste.qui) for piste in reponse.pistes.all()] == [
        ("Installer un coin calme", "ATSEM")
    ]
    assert reponse.interlocuteur == coordinateur


def test_answer_without_a_piste_comes_back_with_everything_else(coordinateur, saisine):
    data = {"comprehension": "Mots déjà tapés", "interlocuteur": coordinateur.pk, "point_le": day(40)}

    answer = signed_in(coordinateur).post(url(saisine, "repondre"), data)

    assert "Proposez au moins une piste" in answer.content.decode()
    assert "Mots déjà tapés" in answer.content.decode()
    assert state(saisine) == Etat.TRANSMISE


def test_sans_action_asks_the_reason_first_then_offers_its_letter(coordinateur, saisine):
    client = signed_in(coordinateur)

    choices = client.get(url(saisine, "sans-action")).content.decode()
    letter = client.get(url(saisine, "sans-action") + "?raison=rased").content.decode()

    assert all(f"?raison={code}" in choices for code in SansAction.values)
    assert "Elle relève directement du RASED" in letter


def test_sans_action_sends_the_letter_as_changed(coordinateur, directeur, saisine):
    data = {"raison": "rased", "autre_piste": "Appelez le RASED lundi."}

    signed_in(coordinateur).post(url(saisine, "sans-action"), data)

    assert state(saisine) == Etat.SANS_ACTION
    html = signed_in(directeur).get(saisine.get_absolute_url()).content.decode()
    assert "Appelez le RASED lundi." in html
    assert "Demander à reprendre" in html


def test_droit_of_each_move_is_one_that_some_relation_has():
    assert {move.droit for move in TRANSITIONS.values()} <= set(Droit)
