"""Keeping somebody away on the pages; and from a confidential request, where its author alone decides."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from pole.enums import Nature
from pole.models import Envoi
from saisines.enums import Redacteur
from saisines.listes import piloted
from saisines.models import Deport
from saisines.services import lecteurs
from saisines.services.conservation import _erase
from saisines.workflow import TransitionRefusedError
from tests.clients import signed_in
from tests.factories.pole import enseignante, fresh, inspectrice, membre
from tests.factories.saisines import SaisineFactory
from tests.saisines.test_deports import RAISON, away, called_upon, sees

pytestmark = pytest.mark.django_db


@pytest.fixture
def ien(saisine):
    return inspectrice(saisine.pole)


# Kind E


@pytest.fixture
def confidente(ecole):
    auteur = enseignante(ecole)
    saisine = SaisineFactory(
        ecole=ecole, auteur=auteur, nature=Nature.ENSEIGNANT, eleve=None, redacteur=Redacteur.ENSEIGNANT
    )
    chosen = [membre(ecole.pole), membre(ecole.pole)]
    lecteurs.choisir(saisine, by=fresh(auteur), personnes=[one.pk for one in chosen])
    return saisine, auteur, chosen


def test_chosen_reader_of_a_confidential_request_leaves_and_its_author_knows(confidente, coordinateur):
    saisine, auteur, (first, second) = confidente

    away(saisine, first, first)

    assert not sees(first, saisine)
    assert str(first) in signed_in(auteur).get(saisine.get_absolute_url()).content.decode()
    with pytest.raises(TransitionRefusedError, match="la seule personne choisie"):
        away(saisine, second, second)
    lecteurs.choisir(saisine, by=fresh(auteur), personnes=[second.pk])
    with pytest.raises(TransitionRefusedError, match="s’est écartée"):
        lecteurs.choisir(saisine, by=fresh(auteur), personnes=[first.pk, second.pk])


def test_coordination_keeps_nobody_away_from_a_confidential_request(confidente, coordinateur):
    saisine, _, (first, _) = confidente

    with pytest.raises(PermissionDenied):
        away(saisine, first, coordinateur)


# The page


def test_page_of_accesses_keeps_somebody_away_and_lifts_it(saisine, coordinateur, ien):
    person, client = membre(saisine.pole), signed_in(coordinateur)
    url = f"{saisine.get_absolute_url()}acces/"

    client.post(url, {"personne": str(person.pk), "raison": RAISON})
    shown = client.get(url).content.decode()
    row = Deport.objects.get(personne=person)
    client.post(f"{url}{row.pk}/lever/")

    assert RAISON in shown
    assert not Deport.objects.en_cours().exists()


def test_page_of_a_member_offers_only_themself_and_tells_of_nobody(saisine, sollicite, coordinateur, ien):
    away(saisine, membre(saisine.pole), coordinateur)
    client = signed_in(sollicite)
    url = f"{saisine.get_absolute_url()}acces/"

    page = client.get(url).content.decode()
    answer = client.post(url, {"personne": str(coordinateur.pk), "raison": RAISON}, follow=True)

    assert "CanariConflit" not in page
    assert Deport.objects.en_cours().filter(personne=sollicite).exists()
    assert not Deport.objects.filter(personne=coordinateur).exists()
    assert saisine.reference in answer.content.decode()


def test_refusal_gives_back_what_was_typed(saisine, coordinateur):
    client = signed_in(coordinateur)

    page = client.post(
        f"{saisine.get_absolute_url()}acces/", {"personne": str(coordinateur.pk), "raison": RAISON}
    ).content.decode()

    assert "Plus personne ne piloterait" in page
    assert RAISON in page


@pytest.mark.parametrize("lines", [1, 3])
def test_page_of_accesses_costs_the_same_whatever_it_lists(lines, saisine, coordinateur, ien):
    for _ in range(lines):
        away(saisine, called_upon(saisine), coordinateur)
        called_upon(saisine)
    client = signed_in(coordinateur)
    client.get("/")

    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(f"{saisine.get_absolute_url()}acces/")

    assert len(queries) <= 10


def test_whoever_is_kept_away_from_nothing_pays_no_query(saisine, coordinateur, django_assert_num_queries):
    """And whoever is pays one, once."""
    away(SaisineFactory(ecole=saisine.ecole, auteur=saisine.auteur), membre(saisine.pole), coordinateur)
    person = fresh(coordinateur)
    person.portee  # noqa: B018 (loads the roles)

    with django_assert_num_queries(1):
        list(piloted(person, saisine.pole))


@pytest.mark.parametrize("cases", [1, 3])
def test_list_asks_once_from_which_cases_its_reader_is_kept_away(
    cases, saisine, coordinateur, ien, django_assert_num_queries
):
    away(SaisineFactory(ecole=saisine.ecole, auteur=saisine.auteur), coordinateur, coordinateur)
    for _ in range(cases):
        SaisineFactory(ecole=saisine.ecole, auteur=saisine.auteur, etat="transmise")
    client = signed_in(fresh(coordinateur))

    with django_assert_num_queries(9):
        assert client.get("/saisines/tri/").status_code == 200


def test_erased_case_takes_the_mark_of_the_account_away(confidente):
    saisine, _, (first, _) = confidente
    away(saisine, first, first)

    with transaction.atomic():
        _erase(saisine)

    assert not fresh(first).deport_en_cours
    assert not Envoi.objects.filter(cible_id=saisine.pk, destinataire=first).exclude(etat="annule").exists()
