"""Bulk routing: one way out and one letter for the ticked cases, each told to its own school."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pole.models import Envoi
from saisines.enums import Etat, Issue
from saisines.models import Orientation, Saisine
from saisines.services import orientations
from tests.clients import signed_in
from tests.factories.cellules import ReunionFactory
from tests.factories.pole import EcoleFactory, PoleFactory, coordinatrice, directrice, membre
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.django_db

URL = "/saisines/tri/ensemble/"


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


def address(*references, **more):
    return f"{URL}?{urlencode([('saisine', one) for one in references] + list(more.items()))}"


def html_of(personne, url):
    answer = signed_in(personne).get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def send(by, saisines, **data):
    words = {"decision": "partenaire", "lettre": "Le PAS vous appelle.", "pour_le": in_days(6)}
    return signed_in(by).post(URL, words | data | {"saisine": [saisine.reference for saisine in saisines]})


@pytest.fixture
def three(ecole):
    """Three cases of three schools, each with its director."""
    schools = [ecole, EcoleFactory(pole=ecole.pole), EcoleFactory(pole=ecole.pole)]
    return [SaisineFactory(ecole=one, auteur=directrice(one)) for one in schools]


def test_list_of_the_triage_offers_a_box_for_each_case_and_the_other_list_none(coordinateur, three):
    triage, mine = html_of(coordinateur, "/saisines/tri/"), html_of(coordinateur, "/saisines/")

    assert all(f'name="saisine" value="{one.reference}"' in triage for one in three)
    assert 'name="saisine"' not in mine


def test_page_names_the_ticked_cases_by_their_references_and_no_pupil(coordinateur, three):
    html = html_of(coordinateur, address(*(one.reference for one in three[:2])))

    assert three[0].reference in html
    assert three[2].reference not in html
    assert "Canari" not in html


def test_one_way_out_is_given_to_all_and_each_school_is_told(coordinateur, three):
    answer = send(coordinateur, three)

    assert answer.url == "/saisines/tri/"
    assert set(Orientation.objects.values_list("saisine", "issue")) == {
        (one.pk, Issue.PARTENAIRE) for one in three
    }
    told = Envoi.objects.filter(gabarit="saisines/orientation").values_list("destinataire", flat=True)
    assert set(told) == {one.auteur_id for one in three}


def test_case_that_refuses_stays_on_the_page_with_its_reason_and_stops_no_other(coordinateur, three):
    orientations.orienter(
        three[0], by=coordinateur, issue=Issue.PARTENAIRE, lettre="Déjà dit.", pour_le=in_days(3)
    )

    html = send(coordinateur, three).content.decode()

    assert "C’est fait pour 2." in html
    assert f"{three[0].reference} : Cette suite est déjà donnée" in html
    assert three[1].reference not in html
    assert "Le PAS vous appelle." in html
    assert Orientation.objects.count() == 3


def test_sending_twice_gives_each_its_way_out_once(coordinateur, three):
    send(coordinateur, three)
    send(coordinateur, three)

    assert Orientation.objects.count() == 3


def test_one_person_may_have_them_all(coordinateur, three):
    person = membre(three[0].pole)

    send(coordinateur, three, decision="rased", personne=person.pk, mission="Appeler l’école.")

    assert set(Saisine.objects.visible_to(person)) == set(three)


def test_cases_are_enrolled_together_with_the_day_of_their_meeting(coordinateur, three, ecole):
    reunion = ReunionFactory(pole=ecole.pole, date=in_days(20), date_limite=in_days(14))
    waits = {"reunion_visee": reunion.pk, "date_limite": in_days(14), "date_reunion": reunion.date}
    Saisine.objects.update(**waits)
    url = address(*(one.reference for one in three), decision="cellule")

    html = html_of(coordinateur, url)
    send(coordinateur, three, decision="cellule")

    assert str(reunion.date.year) in html.split("<textarea")[1].split("</textarea>")[0]
    assert set(Saisine.objects.values_list("etat", flat=True)) == {Etat.INSCRITE}


def test_cases_of_two_meetings_share_a_letter_that_names_no_day(coordinateur, three, ecole):
    reunion = ReunionFactory(pole=ecole.pole, date=in_days(20), date_limite=in_days(14))
    waits = {"reunion_visee": reunion.pk, "date_limite": in_days(14), "date_reunion": reunion.date}
    Saisine.objects.filter(pk=three[0].pk).update(**waits)

    html = html_of(coordinateur, address(*(one.reference for one in three), decision="cellule"))

    assert "le jour indiqué avec ce message" in html


def test_reference_out_of_reach_is_as_unknown(ecole, coordinateur):
    """Another pole, a confidential request, a draft's absence, an odd sign: the page says the same."""
    hidden = [
        SaisineFactory(ecole=ecole, nature="E", eleve=None).reference,
        SaisineFactory(ecole=EcoleFactory(pole=PoleFactory())).reference,
        SaisineFactory(ecole=ecole, etat=Etat.CLOSE).reference,
        "2627-ZQX-000",
        "\0",
    ]

    answers = [signed_in(coordinateur).get(address(reference)) for reference in hidden]

    assert {(answer.status_code, answer.url) for answer in answers} == {(302, "/saisines/tri/")}


def test_case_out_of_reach_among_others_is_left_as_it_was(coordinateur, three):
    foreign = SaisineFactory(ecole=EcoleFactory(pole=PoleFactory()))

    send(coordinateur, [*three, foreign])

    assert not foreign.orientations.exists()
    assert Orientation.objects.count() == 3


def test_only_those_who_pilot_decide_for_several(three, people, strangers):
    codes = {
        name: signed_in(who).get(address(three[0].reference)).status_code for name, who in people.items()
    }

    assert codes == {name: 200 if name in {"coordonnateur", "ien"} else 403 for name in people}
    assert signed_in(coordinatrice(PoleFactory())).get(address(three[0].reference)).status_code == 302


@pytest.mark.parametrize("number", [1, 3, 25])
def test_page_costs_eight_queries_whatever_is_ticked(number, ecole, coordinateur):
    rows = SaisineFactory.create_batch(number, ecole=ecole)
    url = address(*(one.reference for one in rows), decision="rased")
    client = signed_in(coordinateur)

    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200

    assert sum(query["sql"].startswith("SELECT") for query in captured) <= 8


def test_urgent_way_is_never_given_in_bulk(coordinateur, three):
    html = send(coordinateur, three, decision="urgence").content.decode()

    assert "Traiter sans attendre" not in html
    assert not Orientation.objects.exists()
