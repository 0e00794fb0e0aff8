"""The ground fails (full disk, lost database): nothing is half written, and the text comes back whole."""

import errno
import uuid
from contextlib import contextmanager
from unittest import mock

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import reverse

from pole.panne import PanneMiddleware, is_outage, typed_texts
from saisines.models import Etape
from saisines.natures import description
from tests.factories.pole import EcoleFactory, directrice
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.django_db

RECIT = "CanariRécit : il ne parle plus <b>depuis</b> lundi"


def _refuse(execute, sql, params, many, context):
    if 'INTO "saisines_etape"' in sql or 'UPDATE "saisines_etape"' in sql:
        raise OperationalError("database or disk is full")
    return execute(sql, params, many, context)


@contextmanager
def full_disk():
    """The table of what is written cannot grow: PostgreSQL says so itself, SQLite at the driver's door.

    SQLite in memory has no disk, and may end the transaction of the test with its own.
    """
    if connection.vendor == "sqlite":
        with connection.execute_wrapper(_refuse):
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "create function pg_temp.plein() returns trigger language plpgsql as "
            "$$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$"
        )
        cursor.execute(
            "create trigger plein before insert or update on saisines_etape "
            "for each row execute function pg_temp.plein()"
        )
        yield
        cursor.execute("drop trigger plein on saisines_etape")


@pytest.fixture
def brouillon(client):
    ecole = EcoleFactory()
    person = directrice(ecole)
    client.force_login(person)
    return SaisineFactory(ecole=ecole, auteur=person, etat="brouillon", jeton=uuid.uuid4())


def test_full_disk_gives_the_text_back_and_writes_nothing(client, brouillon):
    etape = description("P").etape("preoccupation")
    fields = {f"{table.code}-{name}_FORMS": 0 for table in etape.tables for name in ("TOTAL", "INITIAL")}
    texte = next(item.code for item in etape.champs if item.is_texte and item.max_length >= 1000)

    with full_disk():
        answer = client.post(
            reverse("saisines:modifier", args=[brouillon.pk, "preoccupation"]),
            fields | {"version": 0, texte: RECIT * 10},
        )

    page = answer.content.decode()
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "Nous n’avons pas pu enregistrer" in page
    assert page.count("CanariRécit : il ne parle plus &lt;b&gt;depuis&lt;/b&gt; lundi") == 10
    assert not Etape.objects.exists()


def test_background_save_learns_it_and_keeps_its_text(client, brouillon):
    with full_disk():
        answer = client.post(
            reverse("saisines:enregistrer", args=[brouillon.pk, "preoccupation"]),
            {"version": 0, "question": RECIT * 10},
            headers={"X-Requested-With": "fetch"},
        )

    assert (answer.status_code, answer.json()) == (503, {"erreur": "panne"})


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (OperationalError("database or disk is full"), True),
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.ENOENT, "No such file"), False),
        (ValueError("x"), False),
    ],
)
def test_program_errors_stay_errors(error, outage):
    assert is_outage(error) is outage
    request = RequestFactory().post("/", {"texte": RECIT})
    answer = PanneMiddleware(lambda request: None).process_exception(request, error)
    assert (answer is not None) is outage


def test_nothing_of_the_person_reaches_the_log(caplog):
    request = RequestFactory().post("/", {"texte": RECIT})

    PanneMiddleware(lambda request: None).process_exception(request, OperationalError(RECIT))

    assert "OperationalError" in caplog.text
    assert "CanariRécit" not in caplog.text


def test_secrets_and_choices_are_not_texts():
    data = {
        "password": "une phrase de passe",
        "csrfmiddlewaretoken": "a b",
        "action": "continuer puis",
        "niveau": "CE1",
        "vide": " ",
        "texte": " deux mots ",
        "copie": "deux mots",
    }

    assert typed_texts(RequestFactory().post("/", data)) == ["deux mots"]


@pytest.mark.parametrize("header", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://ailleurs.test"}])
def test_texts_of_another_site_are_not_shown(header):
    request = RequestFactory().post("/", {"texte": RECIT}, headers=header)

    assert typed_texts(request) == []


def test_request_whose_body_was_cut_has_no_text():
    request = RequestFactory().post("/", {"texte": RECIT})

    with mock.patch.object(type(request), "POST", new_callable=mock.PropertyMock, side_effect=OSError):
        assert typed_texts(request) == []


def test_form_that_stayed_open_too_long_gives_its_text_back(brouillon):
    client = Client(enforce_csrf_checks=True)
    client.force_login(brouillon.auteur)

    answer = client.post(reverse("saisines:dialogue", args=[brouillon.pk]), {"texte": RECIT})

    assert answer.status_code == 403
    assert "CanariRécit" in answer.content.decode()
