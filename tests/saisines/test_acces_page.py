"""« Qui peut voir ce dossier, jusqu’à quand, pourquoi »: in plain words, to those who answer for the case."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from saisines.enums import Origine, Relation
from saisines.mots_des_acces import MES_RAISONS, POURQUOI, RAISONS
from saisines.relations import DROITS, PARTENAIRES
from saisines.services import acces, deports
from tests.clients import signed_in
from tests.factories.pole import fresh, inspectrice, membre
from tests.saisines.test_acces import partner_called_upon

pytestmark = pytest.mark.django_db


def page(personne, saisine):
    response = signed_in(personne).get(f"{saisine.get_absolute_url()}acces/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("who", ["direction", "coordonnateur", "ien"])
def test_those_who_answer_for_the_case_read_who_sees_it(who, people, saisine):
    html = page(people[who], saisine)

    assert str(people["convie"]) in html
    for name in ("direction", "coordonnateur", "ien", "secretariat"):
        assert str(people[name]) in html


@pytest.mark.parametrize("who", ["secretariat", "convie"])
def test_others_read_their_own_reason_only(who, people, saisine):
    other = membre(saisine.pole)
    acces.grant(
        saisine,
        other,
        origine=Origine.CONVOCATION,
        origine_id=uuid4(),
        debut=timezone.now(),
        fin=timezone.now() + timedelta(days=9),
    )

    html = page(people[who], saisine)

    assert str(other) not in html
    assert "Qui a ouvert ce dossier" not in html


def test_partner_reads_their_own_reason_only(people, saisine):
    html = page(partner_called_upon(saisine), saisine)

    assert "le pôle vous a confié une mission" in html
    assert str(people["convie"]) not in html
    assert str(people["coordonnateur"]) not in html


def test_whoever_is_kept_away_is_not_named_among_the_readers(people, saisine, coordinateur):
    second = inspectrice(saisine.pole)
    deports.deporter(saisine, by=fresh(coordinateur), personne=second, raison="Connaît la famille")

    html = page(people["direction"], saisine)

    assert str(second) not in html
    assert str(people["ien"]) in html


@pytest.mark.parametrize("origine", Origine)
def test_each_reason_has_its_words_for_the_others_and_for_oneself(origine, saisine, coordinateur):
    assert RAISONS[origine]
    assert MES_RAISONS[origine]


def test_each_relation_has_its_words_unless_a_reason_has_them():
    by_name = {Relation.CONVIE, *PARTENAIRES}

    assert set(POURQUOI) | by_name == set(DROITS)


def test_stranger_reads_nothing(strangers, saisine):
    answers = {
        signed_in(personne).get(f"{saisine.get_absolute_url()}acces/").status_code
        for personne in strangers.values()
    }

    assert answers == {404}
