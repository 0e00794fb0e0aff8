"""The outbox: written with the act, sent once, silent about pupils."""

import smtplib
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from pole import courriels
from pole.models import Envoi, EtatEnvoi, Personne
from pole.services import envois
from pole.services.envois import MailServerDownError, claim, deliver, enqueue, send_pending
from saisines.models import Saisine
from tests.factories.pole import EcoleFactory, PersonneFactory, PoleFactory, coordinatrice, directrice

pytestmark = pytest.mark.django_db

# The plainest mail: its three files are the base templates and a fixed subject.
GABARIT = "pole/essai"


@pytest.fixture(autouse=True)
def gabarit(settings, tmp_path):
    """A template of the tests' own, so that no wording of the site is frozen here."""
    folder = tmp_path / "pole" / "emails"
    folder.mkdir(parents=True)
    (folder / "essai_sujet.txt").write_text("Votre demande,\n réf. {{ reference }} {{ mot }}")
    (folder / "essai_corps.txt").write_text(
        '{% extends "pole/emails/base_corps.txt" %}{% block message %}L’école : {{ mot }}{% endblock %}'
    )
    (folder / "essai_corps.html").write_text(
        '{% extends "pole/emails/base_corps.html" %}{% block message %}<p>{{ mot }}</p>{% endblock %}'
    )
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]


@pytest.fixture
def ecole():
    return EcoleFactory(pole=PoleFactory(nom="Valbourg", boite_fonctionnelle="ien@exemple.test"))


@pytest.fixture
def lectrice(ecole):
    return directrice(ecole)


def write(ecole, lectrice=None, cle="cle", **fields):
    fields |= {"destinataire": lectrice} if lectrice else {"adresse": "boite@exemple.test"}
    return enqueue(GABARIT, pole=ecole.pole, cle=cle, **fields)


def send_one():
    [envoi] = claim()
    return deliver(envoi)


class Broken(EmailBackend):
    """A mail server with the fault that a test wants; what passes lands in `mail.outbox`."""

    fault: Exception | None = None
    opening: Exception | None = None

    def open(self):
        if Broken.opening:
            raise Broken.opening
        return super().open()

    def send_messages(self, messages):
        if Broken.fault:
            raise Broken.fault
        return super().send_messages(messages)


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    Broken.fault = Broken.opening = None
    yield Broken
    Broken.fault = Broken.opening = None


def test_mail_outside_a_transaction_is_refused(ecole, monkeypatch):
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)

    with pytest.raises(transaction.TransactionManagementError):
        write(ecole)


def test_mail_of_a_rolled_back_act_is_not_there(ecole):
    with transaction.atomic():
        write(ecole)
        transaction.set_rollback(True)

    assert Envoi.objects.count() == 0


def test_same_key_writes_one_row_and_one_query(ecole, lectrice, django_assert_num_queries):
    with django_assert_num_queries(1):
        first = write(ecole, lectrice, contexte={"mot": "un"})
    second = write(ecole, lectrice, contexte={"mot": "deux"})

    assert (first.pk, Envoi.objects.count()) == (second.pk, 1)
    assert Envoi.objects.get().contexte == {"mot": "un"}


def test_mail_has_one_recipient_and_a_key_that_fits(ecole, lectrice):
    with pytest.raises(ValueError, match="personne ou à une boîte"):
        enqueue(GABARIT, pole=ecole.pole, cle="c", destinataire=lectrice, adresse="a@exemple.test")
    with pytest.raises(ValueError, match="personne ou à une boîte"):
        enqueue(GABARIT, pole=ecole.pole, cle="c")
    with pytest.raises(ValueError, match="120"):
        write(ecole, cle="c" * 121)


def test_words_are_short_texts_and_dates_in_french(ecole):
    write(
        ecole,
        contexte={
            "le": date(2026, 10, 1),
            "quand": datetime(2026, 10, 16, 21, 59, tzinfo=UTC),
            "nombre": 3,
        },
    )

    assert Envoi.objects.get().contexte == {
        "le": "1er octobre 2026",
        "quand": "16 octobre 2026 à 23\u00a0h\u00a059",
        "nombre": 3,
    }


@pytest.mark.parametrize("word", [{"a": 1}, object(), "x" * 301, 1.5])
def test_word_that_could_carry_a_narrative_is_refused(ecole, word):
    with pytest.raises(ValueError, match="mot"):
        write(ecole, contexte={"mot": word})


def test_mail_leaves_in_text_and_html_with_a_fixed_subject(ecole, lectrice):
    write(ecole, lectrice, contexte={"reference": "2627-VALBOURG-014", "mot": "l’<b>essai</b> d'hier"})

    assert send_one() == EtatEnvoi.ENVOYE

    [sent] = mail.outbox
    # The subject takes the reference alone, on one line.
    assert sent.subject == "Votre demande, réf. 2627-VALBOURG-014"
    assert sent.to == [lectrice.email]
    assert sent.reply_to == ["ien@exemple.test"]
    assert "l’<b>essai</b> d'hier" in sent.body
    assert "l’&lt;b&gt;essai&lt;/b&gt; d&#x27;hier" in sent.alternatives[0].content
    assert 'lang="fr"' in sent.alternatives[0].content
    assert "http://testserver/" in sent.body
    assert "<img" not in sent.alternatives[0].content


def test_reference_with_a_line_break_stays_on_the_subject_line(ecole):
    write(ecole, contexte={"reference": "2627\r\nBcc: tiers@exemple.test"})

    send_one()

    assert mail.outbox[0].subject == "Votre demande, réf. 2627 Bcc: tiers@exemple.test"
    assert mail.outbox[0].message()["Bcc"] is None


def test_link_leads_to_the_object_or_to_the_path_given(ecole, lectrice):
    saisine = Saisine.objects.create(pole=ecole.pole, ecole=ecole, auteur=lectrice, annee=2026)
    write(ecole, lectrice, contexte={"chemin": "/compte/"})
    courriel = courriels.render(Envoi.objects.get(), saisine)

    assert "http://testserver/compte/" in courriel.texte


def test_sent_row_keeps_no_word_and_the_demonstration_keeps_the_body(ecole, settings):
    write(ecole, cle="un", contexte={"mot": "lien secret"})
    send_one()
    settings.DEMO = True
    write(ecole, cle="deux", contexte={"mot": "visible"})
    send_one()

    production, demo = Envoi.objects.get(cle="un"), Envoi.objects.get(cle="deux")
    assert (production.contexte, production.sujet, production.corps) == ({}, "", "")
    assert (demo.contexte, "visible" in demo.corps, demo.sujet) == ({}, True, "Votre demande, réf.")


def test_words_of_a_waiting_mail_are_sealed_in_the_database(ecole):
    write(ecole, contexte={"mot": "jeton-utilisable"})

    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT contexte FROM pole_envoi")
        [(row,)] = cursor.fetchall()
    assert row.startswith("v1:")


def test_message_id_is_the_same_at_each_try(ecole, server):
    write(ecole)
    row = Envoi.objects.get()
    server.fault = smtplib.SMTPDataError(451, b"plus tard")
    send_one()
    server.fault = None
    Envoi.objects.update(pas_avant=timezone.now())

    send_one()

    assert mail.outbox[0].message()["Message-ID"] == row.message_id == f"<{row.pk}@testserver>"


def test_disabled_account_gets_no_mail(ecole, lectrice):
    write(ecole, lectrice)
    Personne.objects.filter(pk=lectrice.pk).update(is_active=False)

    assert send_one() == EtatEnvoi.ANNULE
    assert (mail.outbox, Envoi.objects.get().erreur) == ([], "compte désactivé")


def test_right_that_ended_before_the_sending_cancels_the_mail(ecole, lectrice):
    """T4, T27: a mail never tells a person of a case that they no longer see."""
    saisine = Saisine.objects.create(pole=ecole.pole, ecole=ecole, auteur=lectrice, annee=2026)
    write(ecole, lectrice, cible=saisine)
    lectrice.affectations.update(fin=timezone.now() - timedelta(seconds=1))

    assert send_one() == EtatEnvoi.ANNULE
    assert mail.outbox == []
    assert "invisible" in Envoi.objects.get().erreur


def test_right_that_holds_lets_the_mail_leave(ecole, lectrice):
    saisine = Saisine.objects.create(pole=ecole.pole, ecole=ecole, auteur=lectrice, annee=2026)
    write(ecole, lectrice, cible=saisine, contexte={"chemin": "/"})

    assert send_one() == EtatEnvoi.ENVOYE


def test_object_that_vanished_cancels_the_mail_of_a_mailbox(ecole, lectrice):
    saisine = Saisine.objects.create(pole=ecole.pole, ecole=ecole, auteur=lectrice, annee=2026)
    write(ecole, cible=saisine)
    saisine.delete()

    assert send_one() == EtatEnvoi.ANNULE


def test_urgent_mails_leave_first_then_the_oldest(ecole):
    now = timezone.now()
    write(ecole, cle="jeune", pas_avant=now - timedelta(minutes=1))
    write(ecole, cle="vieux", pas_avant=now - timedelta(hours=1))
    write(ecole, cle="urgent", urgent=True)
    write(ecole, cle="demain", pas_avant=now + timedelta(days=1))

    assert [envoi.cle for envoi in claim(10)] == ["urgent", "vieux", "jeune"]


def test_mail_is_claimed_once_until_its_lease_runs_out(ecole):
    write(ecole)
    start = timezone.now()

    assert [len(claim()), len(claim())] == [1, 0]
    with time_machine.travel(start + envois.BAIL + timedelta(seconds=5)):
        [again] = claim()
    assert again.tentatives == 2


def test_worker_that_lost_its_lease_does_not_undo_the_other(ecole):
    write(ecole)
    [slow] = claim()
    with time_machine.travel(timezone.now() + envois.BAIL + timedelta(seconds=5)):
        [fast] = claim()
        assert deliver(fast) == EtatEnvoi.ENVOYE

    deliver(slow)

    assert Envoi.objects.get().etat == EtatEnvoi.ENVOYE
    assert Envoi.objects.get().tentatives == 2


def test_refused_address_is_tried_later_and_never_stops_the_others(ecole, server):
    write(ecole, cle="un")
    server.fault = smtplib.SMTPRecipientsRefused({"boite@exemple.test": (550, b"Zyglobax inconnu")})
    before = timezone.now()

    assert send_pending() == 1

    row = Envoi.objects.get()
    assert (row.etat, row.erreur, row.tentatives) == (EtatEnvoi.A_ENVOYER, "SMTPRecipientsRefused", 1)
    assert timedelta(seconds=50) < row.pas_avant - before < timedelta(seconds=70)


def test_delays_grow_then_the_mail_is_given_up_after_three_days(ecole, server):
    server.fault = smtplib.SMTPDataError(554, b"non")
    start = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
    instants = []
    with time_machine.travel(start, tick=False) as clock:
        write(ecole)
        while (row := Envoi.objects.get()).etat == EtatEnvoi.A_ENVOYER:
            clock.move_to(row.pas_avant)
            instants.append(row.pas_avant - start)
            send_one()

    minutes = [round(instant.total_seconds() / 60) for instant in instants]
    assert minutes[:6] == [0, 1, 6, 21, 81, 321]
    assert row.etat == EtatEnvoi.ABANDONNE
    assert timedelta(hours=72) < instants[-1] < timedelta(hours=77)


def test_broken_template_waits_without_a_word_of_what_it_held(ecole):
    enqueue("pole/absent", pole=ecole.pole, cle="c", adresse="a@exemple.test")

    assert send_one() == EtatEnvoi.A_ENVOYER
    assert Envoi.objects.get().erreur == "TemplateDoesNotExist"


def test_server_down_loses_no_mail_and_no_try(ecole, server):
    write(ecole)
    server.opening = ConnectionRefusedError("Zyglobax")

    with pytest.raises(MailServerDownError) as down:
        send_pending()
    assert (str(down.value), Envoi.objects.get().tentatives) == ("ConnectionRefusedError", 0)

    server.opening = None
    assert send_pending() == 1
    assert len(mail.outbox) == 1


def test_server_down_for_a_day_delays_a_mail_by_five_minutes_at_most(ecole, server):
    write(ecole)
    server.fault = smtplib.SMTPServerDisconnected("parti")
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        for _ in range(40):
            clock.move_to(max(Envoi.objects.get().pas_avant, timezone.now()))
            with pytest.raises(MailServerDownError):
                send_pending()
        row = Envoi.objects.get()
        assert row.etat == EtatEnvoi.A_ENVOYER
        assert row.pas_avant - timezone.now() == timedelta(minutes=5)


def test_outbox_page_shows_ones_own_mail_in_the_demonstration(client, ecole, lectrice, settings):
    settings.DEMO = True
    write(ecole, lectrice, cle="mien", contexte={"mot": "canari-mien"})
    write(ecole, PersonneFactory(), cle="autre")
    send_pending()
    client.force_login(lectrice)

    page = client.get(reverse("envois:list"))
    detail = client.get(reverse("envois:detail", args=[Envoi.objects.get(cle="mien").pk]))

    assert [envoi.cle for envoi in page.context["page"].object_list] == ["mien"]
    assert "canari-mien" in detail.content.decode()
    other = Envoi.objects.get(cle="autre")
    assert client.get(reverse("envois:detail", args=[other.pk])).status_code == 404


def test_outbox_page_is_the_pilots_outside_the_demonstration(client, ecole, lectrice):
    write(ecole, lectrice)
    client.force_login(lectrice)
    assert client.get(reverse("envois:list")).status_code == 404

    client.force_login(coordinatrice(ecole.pole))
    assert [envoi.cle for envoi in client.get(reverse("envois:list")).context["page"].object_list] == ["cle"]

    client.force_login(coordinatrice(PoleFactory()))
    assert list(client.get(reverse("envois:list")).context["page"].object_list) == []


@pytest.mark.parametrize("rows", [1, 25, 60])
def test_outbox_page_costs_the_same_with_many_rows(
    client, ecole, lectrice, rows, django_assert_max_num_queries
):
    for number in range(rows):
        write(ecole, lectrice, cle=f"cle {number}")
    client.force_login(coordinatrice(ecole.pole))

    # Session, person, roles; count, rows.
    with django_assert_max_num_queries(5):
        page = client.get(reverse("envois:list"))

    assert len(page.context["page"].object_list) == min(rows, 25)
