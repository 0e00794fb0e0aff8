"""So many lists an hour: one account does not empty a pole, and is told when it may go on (T14)."""

from datetime import datetime, timedelta
from functools import partial

import pytest
import time_machine
from django.core.cache import cache

from pole.models import Acte, Entree, Personne
from pole.services.exports import PAR_HEURE, TropDExportsError, note_export
from tests.clients import proved, signed_in
from tests.factories.pole import EcoleFactory, coordinatrice, directrice
from tests.paralleles import at_once

CSV, ODS, TRI = "/saisines/export/csv/", "/saisines/export/ods/", "/saisines/tri/export/ods/"
DEBUT = datetime.fromisoformat("2026-11-09T14:05:20+01:00")


def note(personne, pole, **more):
    return note_export(by=personne, fonction="liste du pôle", pole=pole, **{"identite": False} | more)


def taken(personne):
    return Entree.objects.filter(acte=Acte.EXPORT, personne=personne).count()


@pytest.fixture
def clock():
    with time_machine.travel(DEBUT, tick=False) as clock:
        yield clock


@pytest.fixture
def client(clock, coordinateur):
    return proved(signed_in(coordinateur), coordinateur)


@pytest.fixture
def full(clock, coordinateur):
    """All the lists of the hour are gone."""
    for _ in range(PAR_HEURE):
        note(coordinateur, coordinateur.portee.roles[0].pole)


@pytest.mark.django_db
def test_twenty_lists_leave_and_the_next_one_is_told_when(client, coordinateur, saisine):
    given = [client.get(url).status_code for _ in range(PAR_HEURE // 2) for url in (CSV, TRI)]

    refused = client.get(ODS)

    html = refused.content.decode()
    assert given == [200] * 20
    assert refused.status_code == 429
    assert refused["Retry-After"] == "3600"
    assert refused["Content-Type"].startswith("text/html")
    assert "à partir de <strong>15\u00a0h\u00a006</strong>" in html
    assert saisine.reference not in html
    assert "Canari" not in html
    assert taken(coordinateur) == 20


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("url", [CSV, ODS, TRI])
@pytest.mark.django_db
def test_each_format_and_each_list_is_bounded_and_nothing_is_noted(
    method, url, full, client, coordinateur, saisine
):
    assert getattr(client, method)(url + "?etat=transmise").status_code == 429
    assert taken(coordinateur) == PAR_HEURE


@pytest.mark.django_db
def test_next_list_leaves_at_the_hour_that_was_told(full, clock, coordinateur, saisine):
    clock.shift(timedelta(minutes=59, seconds=59))
    client = proved(signed_in(coordinateur), coordinateur)
    before = client.get(CSV)
    clock.shift(timedelta(seconds=1))

    assert (before.status_code, before["Retry-After"]) == (429, "1")
    assert client.get(CSV).status_code == 200


@pytest.mark.django_db
def test_lists_of_the_hour_are_those_of_one_account_in_every_session_and_pole(full, client, coordinateur):
    another = coordinatrice(coordinateur.portee.roles[0].pole)
    elsewhere = EcoleFactory().pole

    assert proved(signed_in(another), another).get(CSV).status_code == 200
    assert proved(signed_in(coordinateur), coordinateur).get(CSV).status_code == 429
    with pytest.raises(TropDExportsError):
        note(coordinateur, elsewhere)


@pytest.mark.django_db
def test_reading_lists_uses_up_nothing(client, saisine):
    for _ in range(PAR_HEURE + 1):
        client.get("/saisines/")

    assert client.get(CSV).status_code == 200


@pytest.mark.django_db
def test_one_who_must_prove_again_who_they_are_uses_up_nothing(ecole, directeur, saisine):
    client = signed_in(directeur)

    for _ in range(PAR_HEURE + 1):
        assert client.get(CSV).status_code == 302

    assert taken(directeur) == 0


@pytest.mark.django_db(transaction=True)
def test_thirty_lists_taken_at_once_are_twenty():
    ecole = EcoleFactory()
    personne = Personne.objects.get(pk=directrice(ecole).pk)

    results = at_once(*[partial(note, personne, ecole.pole)] * 30)

    assert sum(isinstance(one, Entree) for one in results) == PAR_HEURE
    assert sum(isinstance(one, TropDExportsError) for one in results) == 10
    assert taken(personne) == PAR_HEURE


@pytest.mark.django_db
def test_too_many_sign_ins_are_told_in_french_too(client, settings):
    """The library that signs in shows the same page, without an hour."""
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    cache.clear()
    client.logout()

    answers = [client.post("/connexion/", {"login": "x@example.org", "password": "x"}) for _ in range(2)]

    assert answers[1].status_code == 429
    assert "Réessayez un peu plus tard" in answers[1].content.decode()
    assert "attendez quelques minutes" in answers[1].content.decode()
