"""Self-checks: each one says nothing when all is well, and something when it is not."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse
from django.utils import timezone

from pole import verifications
from pole.journal import record
from pole.models import Acte, Battement, Entree, Envoi, Execution
from pole.services import controles
from pole.services.envois import enqueue
from pole.services.journal import seal_pending
from saisines.models import Eleve
from tests.factories.pole import EcoleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def beat():
    return Battement.objects.create(pk=1, le=timezone.now())


def test_installation_that_is_well_gives_a_line_per_check(beat, monkeypatch):
    # The settings of the tests are not those of a deployment.
    monkeypatch.setattr(verifications, "_controles", controles.CONTROLES | {"réglages": list})
    out = StringIO()

    call_command("verifier", stdout=out)

    lines = out.getvalue().splitlines()
    assert [line[:6] for line in lines] == ["ok    "] * len(controles.CONTROLES)


def test_one_alert_gives_a_status_and_its_reason(monkeypatch):
    monkeypatch.setattr(verifications, "_controles", {"essai": lambda: ["ça ne va pas"]})
    out = StringIO()

    with pytest.raises(CommandError):
        call_command("verifier", stdout=out)

    assert out.getvalue() == "alerte  essai\u00a0: ça ne va pas\n"


def test_check_that_fails_is_an_alert_without_the_text_of_its_error(monkeypatch):
    def failing():
        raise ValueError("Zyglobax")

    monkeypatch.setattr(verifications, "_controles", {"essai": failing})

    [result] = verifications.run_all()

    assert result.problemes == ["le contrôle n’a pas pu se faire (ValueError)"]


def test_worker_without_a_recent_sign_of_life_is_told(beat):
    assert list(controles.check_worker()) == []

    Battement.objects.update(le=timezone.now() - timedelta(minutes=3))
    assert "plus signe de vie" in "".join(controles.check_worker())
    Battement.objects.all().delete()
    assert "jamais tourné" in "".join(controles.check_worker())


def test_late_and_abandoned_mails_are_told():
    enqueue("pole/x", pole=None, cle="un", adresse="a@exemple.test")
    assert list(controles.check_mail()) == []

    Envoi.objects.update(pas_avant=timezone.now() - timedelta(minutes=16))
    assert "1 courriels attendent" in "".join(controles.check_mail())
    Envoi.objects.update(etat="abandonne")
    assert "abandonnés" in "".join(controles.check_mail())


def test_failing_job_is_told():
    now = timezone.now()
    Execution.objects.create(tache="essai", creneau=now, commencee_le=now, erreur="ValueError")

    assert list(controles.check_jobs()) == ["la tâche essai échoue (ValueError)"]


def test_unsealed_lines_and_a_broken_chain_are_told():
    line = record(Acte.CONNEXION, by=None, fonction="")
    assert list(controles.check_journal()) == []
    Entree.objects.create(acte=Acte.LECTURE, fonction="", objet="", le=timezone.now() - timedelta(minutes=6))
    assert "1 lignes attendent leur sceau" in "".join(controles.check_journal())

    seal_pending()
    assert list(controles.check_journal()) == []
    line.pk = None
    line.sceau, line.rang = "x", 3
    line.save(force_insert=True)
    assert "rang 3" in "".join(controles.check_journal())


def test_missing_trigger_is_told():
    with connection.cursor() as cursor:
        on_table = " ON pole_entree" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER pole_entree_immuable{on_table}")

    assert "pole_entree_immuable" in "".join(controles.check_journal())


def test_value_that_does_not_open_is_told(settings):
    ecole = EcoleFactory()
    Eleve.objects.create(pole=ecole.pole, ecole=ecole, nom="Zyglobax", prenom="Quorvine")
    assert list(controles.check_keys()) == []

    settings.CLES_CHIFFREMENT = "autre:" + "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="

    problems = "".join(controles.check_keys())
    assert "saisines.Eleve.nom" in problems
    assert "Zyglobax" not in problems


def test_storage_is_written_and_left_clean():
    assert list(controles.check_storage()) == []


def test_database_without_missing_migration_is_well():
    assert list(controles.check_database()) == []


def test_anchors_are_printed_to_be_kept_elsewhere():
    record(Acte.CONNEXION, by=None, fonction="")
    seal_pending()
    out = StringIO()

    call_command("verifier", ancres=True, stdout=out)

    month, pole, count, seal = out.getvalue().split()
    assert (month, pole, count, len(seal)) == (f"{timezone.now():%Y-%m}", "-", "1", 64)


def test_sante_says_flags_and_no_data_to_anybody(client, beat, django_assert_num_queries):
    with django_assert_num_queries(3):  # migrations, sign of life, mails: no session, nobody's name
        answer = client.get(reverse("sante"))

    assert (answer.status_code, answer.json()) == (
        200,
        {"base": True, "migrations": True, "travailleur": True, "envois": True, "ok": True},
    )
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"


def test_sante_is_503_when_the_code_is_ahead_of_the_database(client, beat):
    last = MigrationRecorder(connection).migration_qs.filter(app="pole").order_by("-name").first()
    last.delete()

    answer = client.get(reverse("sante"))

    assert (answer.status_code, answer.json()["base"], answer.json()["migrations"]) == (503, True, False)


def test_sante_is_503_and_says_nothing_of_the_error_when_the_database_fails(client, beat):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE pole_battement")

    answer = client.get(reverse("sante"))

    assert answer.status_code == 503
    assert set(answer.json().values()) == {False}


def test_sante_is_503_when_the_worker_sleeps_or_mails_wait(client, beat):
    Battement.objects.update(le=timezone.now() - timedelta(minutes=5))
    assert (client.get(reverse("sante")).status_code, client.get(reverse("sante")).json()["base"]) == (
        503,
        True,
    )

    Battement.objects.update(le=timezone.now())
    enqueue(
        "pole/x",
        pole=None,
        cle="un",
        adresse="a@exemple.test",
        pas_avant=timezone.now() - timedelta(hours=1),
    )
    assert client.get(reverse("sante")).json() == {
        "base": True,
        "migrations": True,
        "travailleur": True,
        "envois": False,
        "ok": False,
    }
