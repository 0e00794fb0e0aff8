"""The page of a case: who reads what, what is journaled first, and how much it costs."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pole.models import Acte, Entree
from saisines.enums import Etat
from saisines.models import Saisine
from saisines.services import precisions, suites
from saisines.services.workflow import apply_transition
from tests.clients import signed_in
from tests.factories.pole import membre
from tests.factories.saisines import SaisineFactory
from tests.saisines.conftest import CANARIS

pytestmark = pytest.mark.django_db


def read(personne, saisine):
    response = signed_in(personne).get(saisine.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def canaries_in(html):
    return {word for word in CANARIS if word in html}


@pytest.mark.parametrize("who", ["direction", "coordonnateur", "ien"])
def test_page_shows_the_pupil_without_a_click_to_the_school_and_to_those_who_pilot(who, people, saisine):
    html = read(people[who], saisine)

    assert saisine.eleve.nom_complet in html
    assert "CanariQuestion" in html
    assert "Afficher l’identité" not in html


def test_page_of_the_school_shows_neither_the_mission_nor_the_notes_of_the_pole(people, saisine):
    html = read(people["direction"], saisine)

    assert "CanariMission" not in html
    assert "CanariPourLePole" not in html
    assert "Une mission a été confiée" in html


def test_page_of_a_member_masks_the_name_in_the_texts_too(people, saisine):
    html = read(people["convie"], saisine)

    assert "CanariNom" not in html
    assert "CanariPrenom" not in html
    assert "CanariQuestion de l’élève" in html
    assert "CanariMission" in html
    assert "Afficher l’identité" in html


@pytest.mark.parametrize("who", ["secretariat"])
def test_page_of_the_secretariat_holds_no_narrative_and_no_name(who, people, saisine):
    html = read(people[who], saisine)

    assert canaries_in(html) == set()
    assert saisine.reference in html


def test_page_is_404_for_whoever_may_not_see_the_case(strangers, saisine):
    answers = {
        name: signed_in(personne).get(saisine.get_absolute_url()).status_code
        for name, personne in strangers.items()
    }

    assert set(answers.values()) == {404}


def test_title_of_the_page_never_holds_a_name(people, saisine):
    for personne in people.values():
        html = read(personne, saisine)
        title = html.split("<title>")[1].split("</title>")[0]
        assert saisine.reference in title
        assert "Canari" not in title


def test_opening_is_journaled_with_the_right_and_whether_the_name_was_shown(people, saisine):
    for personne in people.values():
        read(personne, saisine)

    lines = Entree.objects.filter(objet_id=saisine.pk, acte=Acte.LECTURE).values_list("fonction", "identite")
    assert sorted(lines) == sorted(
        [
            ("direction de l’école", True),
            ("coordination du pôle", True),
            ("IEN", True),
            ("secrétariat", False),
            (people["convie"].portee.roles[0].intitule, False),
        ]
    )


def test_identity_is_shown_for_thirty_minutes_after_a_logged_click(people, saisine):
    client = signed_in(people["convie"])

    with time_machine.travel(timezone.now(), tick=False) as clock:
        answer = client.post(f"{saisine.get_absolute_url()}identite/", follow=True)
        shown = answer.content.decode()
        client.cookies["activite"] = signed_in(people["convie"]).cookies["activite"]
        clock.shift(timedelta(minutes=31))
        client = _again(client, people["convie"])
        later = client.get(saisine.get_absolute_url()).content.decode()

    assert saisine.eleve.nom_complet in shown
    assert "CanariNom" not in later
    assert Entree.objects.filter(objet_id=saisine.pk, acte=Acte.IDENTITE, identite=True).count() == 1


def _again(client, personne):
    """The same session, with a fresh sign of life."""
    fresh = signed_in(personne)
    session = fresh.session
    session["identites"] = client.session.get("identites", {})
    session.save()
    return fresh


def test_identity_revealed_on_one_case_is_not_on_another(people, saisine, coordinateur):
    other = SaisineFactory(ecole=saisine.ecole, auteur=saisine.auteur)
    suites.solliciter(
        other,
        by=coordinateur,
        personne=people["convie"],
        mission="CanariMission",
        echeance=timezone.localdate() + timedelta(days=3),
    )
    client = signed_in(people["convie"])
    client.post(f"{saisine.get_absolute_url()}identite/")

    assert "CanariNom" not in client.get(other.get_absolute_url()).content.decode()


@pytest.mark.parametrize("who", ["direction", "coordonnateur", "secretariat"])
def test_identity_click_is_refused_to_whoever_has_no_use_for_it(who, people, saisine):
    answer = signed_in(people[who]).post(f"{saisine.get_absolute_url()}identite/")

    assert answer.status_code == 403


def accesses(personne, saisine):
    """The page that says who sees the case: one link away."""
    url = f"{saisine.get_absolute_url()}acces/"
    assert url in read(personne, saisine)
    return signed_in(personne).get(url).content.decode()


def test_page_tells_the_school_who_opened_the_case_by_function_only(people, saisine):
    read(people["convie"], saisine)

    html = accesses(people["direction"], saisine)

    lectures = html.split('<ul class="lectures">')[1].split("</ul>")[0]
    assert people["convie"].portee.roles[0].intitule in lectures
    assert str(people["convie"]) not in lectures


def test_page_tells_who_may_see_the_case_until_when_and_why(people, saisine):
    html = accesses(people["coordonnateur"], saisine)

    access = html.split("Par leur nom")[1].split("</section>")[0]
    assert str(people["convie"]) in access
    assert "le pôle lui a confié une mission" in access
    assert "jusqu’au" in access


def test_page_tells_a_member_why_they_see_the_case(people, saisine):
    html = read(people["convie"], saisine)

    assert "Ce dossier vous est ouvert jusqu’au" in html
    assert "le pôle vous a confié une mission" in html


def test_page_closes_at_once_when_the_mission_is_withdrawn(people, saisine, coordinateur):
    client = signed_in(people["convie"])
    assert client.get(saisine.get_absolute_url()).status_code == 200

    suites.annuler(saisine.sollicitations.get(), by=coordinateur)

    assert client.get(saisine.get_absolute_url()).status_code == 404


def test_text_of_a_school_comes_out_as_text(people, saisine):
    etape = saisine.etapes.get()
    etape.contenu = {"question": "<script>alert(1)</script>{{ 7|add:7 }}", "faits": []}
    etape.save()

    html = read(people["coordonnateur"], saisine)

    assert "&lt;script&gt;alert(1)" in html
    assert "{{ 7|add:7 }}" in html


@pytest.mark.parametrize("who", ["direction", "coordonnateur", "ien", "secretariat", "convie"])
def test_page_costs_ten_queries_at_most_whatever_it_holds(who, people, saisine, coordinateur):
    client = signed_in(people[who])
    few = count(client, saisine)
    for day in range(6):
        suites.solliciter(
            saisine,
            by=coordinateur,
            personne=membre(saisine.pole),
            mission="CanariMission",
            echeance=timezone.localdate() + timedelta(days=day + 1),
        )

    many = count(client, saisine)

    assert few == many
    assert len(few) <= 10


def count(client, saisine):
    """The statements of the page, without their parameters."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(saisine.get_absolute_url()).status_code == 200
    return [query["sql"].split(" WHERE ")[0][:60] for query in captured if _is_statement(query["sql"])]


def _is_statement(sql):
    return sql.split()[0] in {"SELECT", "INSERT", "UPDATE", "DELETE"}


@pytest.mark.parametrize("etat", [etat for etat in Etat if etat != Etat.FUSIONNEE])
def test_page_opens_in_every_state_to_the_school(etat, directeur, saisine):
    Saisine.objects.filter(pk=saisine.pk).update(etat=etat)

    html = read(directeur, saisine)

    assert html.count("<h1>") == 1


def test_page_offers_to_each_what_the_table_allows(people, saisine):
    assert "Confier à" in read(people["coordonnateur"], saisine)
    school = read(people["direction"], saisine)
    assert "Confier à" not in school
    assert "Retirer la saisine" in school


def test_page_of_an_answered_case_asks_what_the_school_does_with_it(directeur, coordinateur, saisine):
    apply_transition(saisine, "prendre_en_charge", by=coordinateur)
    Saisine.objects.filter(pk=saisine.pk).update(etat=Etat.REPONDUE)

    assert "Dire ce que nous en faisons" in read(directeur, saisine)


def test_mission_of_the_reader_stands_before_the_text_of_the_school(client, saisine, coordinateur):
    psychologue = membre(saisine.pole)
    suites.solliciter(
        saisine,
        by=coordinateur,
        personne=psychologue,
        mission="Observer en classe",
        echeance=saisine.pole.today(),
    )
    client.force_login(psychologue)

    text = client.get(saisine.get_absolute_url()).content.decode()

    assert text.count("Observer en classe") == 1
    assert text.index("Ce qui vous est demandé") < text.index("Observer en classe") < text.index("page-deux")


SOUHAITEE = "Réponse souhaitée pour le"


def asked(saisine, coordinateur):
    return precisions.demander(
        saisine, by=coordinateur, questions=["Depuis quand ?"], pour_le=saisine.pole.today()
    )


def test_date_asked_of_the_school_is_shown_while_the_pole_waits_for_the_answer(people, saisine):
    asked(saisine, people["coordonnateur"])

    html = read(people["direction"], saisine)

    assert SOUHAITEE in html
    assert "Pas encore de réponse" in html


@pytest.mark.parametrize("who", ["direction", "coordonnateur", "convie"])
def test_date_asked_of_the_school_goes_once_the_case_went_on_without_the_answer(who, people, saisine):
    asked(saisine, people["coordonnateur"])
    apply_transition(saisine, "retirer", by=people["direction"], motif="La situation est apaisée.")
    apply_transition(saisine, "rouvrir", by=people["coordonnateur"], motif="La situation revient.")

    html = read(people[who], saisine)

    assert "Depuis quand ?" in html
    assert SOUHAITEE not in html
    assert "Le pôle n’attend plus de réponse" in html
    assert "Pas encore de réponse" not in html


def test_answer_of_the_school_takes_the_place_of_the_date_asked(people, saisine):
    demande = asked(saisine, people["coordonnateur"])
    precisions.repondre(demande, by=people["direction"], reponses={demande.questions.get().pk: "Lundi"})

    html = read(people["direction"], saisine)

    assert "Précisions données" in html
    assert "Reçues le" in html
    assert SOUHAITEE not in html
