"""The urgent path: told at any hour, taken in one tap, passed on while nobody answers (S2-17, T33)."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from pole.courriels import render
from pole.enums import Nature, RaisonUrgence, Titre, Urgence
from pole.models import Envoi
from pole.services.absences import note_absence
from pole.services.envois import MailServerDownError, send_pending
from pole.travail import Travailleur
from saisines.alertes import read_alert
from saisines.enums import Droit, Etat, Origine
from saisines.models import Alerte, AlerteRecue, Lecteur, Saisine
from saisines.services import acces, urgences
from saisines.services.dossier import transmettre
from saisines.services.lecteurs import open_to_chosen
from saisines.services.suites import intervenir
from saisines.services.workflow import apply_transition
from saisines.suivi import Contact
from saisines.workflow import TransitionRefusedError
from tests.factories.pole import (
    AffectationFactory,
    EcoleFactory,
    PoleFactory,
    coordinatrice,
    directrice,
    fresh,
    inspectrice,
    membre,
    secretaire,
)
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.django_db

# Thursday 8 October 2026, 10:35 in Paris; a Sunday of holidays at 3 o'clock in the morning.
JEUDI = datetime(2026, 10, 8, 8, 35, tzinfo=UTC)
NUIT = datetime(2026, 10, 25, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ecole():
    with time_machine.travel(JEUDI - timedelta(days=30)):
        return EcoleFactory(pole=PoleFactory(telephone="04 00 00 00 01"))


@pytest.fixture
def pole(ecole):
    return ecole.pole


@pytest.fixture
def direction(ecole):
    with time_machine.travel(JEUDI - timedelta(days=30)):
        return directrice(ecole)


def staff(pole, *helpers):
    with time_machine.travel(JEUDI - timedelta(days=30)):
        return [helper(pole) for helper in helpers]


def sent(ecole, author, raison=RaisonUrgence.DECES, instant=JEUDI, **fields):
    """An urgent case that its school sends at this instant."""
    fields = {"urgence": Urgence.IMMEDIATE, "urgence_raison": raison} | fields
    with time_machine.travel(instant, tick=False):
        saisine = SaisineFactory(ecole=ecole, auteur=author, etat=Etat.BROUILLON, **fields)
        return transmettre(saisine, by=fresh(author))


def worker(instant):
    """What the worker does at that instant; returns who is told by then."""
    with time_machine.travel(instant, tick=False):
        urgences.pass_on_all()
    return told()


def told():
    return [recue.personne for recue in AlerteRecue.objects.order_by("alerte__ouverte_le", "rang")]


def alert_mails():
    return Envoi.objects.filter(gabarit="saisines/urgence")


def read(saisine, instant):
    with time_machine.travel(instant, tick=False):
        alerte = saisine.alertes.get()
        return read_alert(
            alerte, pole=saisine.pole, contact=lambda pk: Contact(nom="Camille", fonction="IEN")
        )


@pytest.mark.parametrize("instant", [JEUDI, NUIT], ids=["school hour", "night of the holidays"])
def test_coordination_ien_and_secretariat_are_told_at_once_at_any_hour(ecole, pole, direction, instant):
    people = staff(pole, coordinatrice, inspectrice, secretaire, membre)

    sent(ecole, direction, instant=instant)

    assert told() == people[:3]
    with time_machine.travel(instant, tick=False):
        send_pending()
    assert sorted(message.to[0] for message in mail.outbox if "urgente" in message.subject) == sorted(
        person.email for person in people[:3]
    )


def test_nobody_is_told_of_an_ordinary_case(ecole, pole, direction):
    staff(pole, coordinatrice)

    sent(ecole, direction, raison="", urgence=Urgence.NORMALE)

    assert not Alerte.objects.exists()
    assert Envoi.objects.filter(gabarit="saisines/a_lire").exists()


def test_urgent_case_tells_its_coordinator_once_not_twice(ecole, pole, direction):
    (coordination,) = staff(pole, coordinatrice)

    sent(ecole, direction)

    assert [envoi.gabarit for envoi in Envoi.objects.filter(destinataire=coordination)] == [
        "saisines/urgence"
    ]


def test_case_sent_twice_by_a_double_click_alerts_once(ecole, pole, direction):
    staff(pole, coordinatrice)
    saisine = sent(ecole, direction)

    transmettre(Saisine.objects.get(pk=saisine.pk), by=fresh(direction))

    assert (Alerte.objects.count(), alert_mails().count()) == (1, 1)


def test_person_who_holds_two_functions_is_told_once(ecole, pole, direction):
    (person,) = staff(pole, coordinatrice)
    with time_machine.travel(JEUDI - timedelta(days=2)):
        AffectationFactory(personne=person, pole=pole, fonction="ien")

    sent(ecole, direction)

    assert told() == [person]


def test_whoever_stands_in_is_told_in_the_place_of_who_is_away(ecole, pole, direction):
    coordination, ien, psy = staff(pole, coordinatrice, inspectrice, membre)
    with time_machine.travel(JEUDI - timedelta(days=2)):
        note_absence(
            coordination,
            pole=pole,
            du=date(2026, 10, 8),
            au=date(2026, 10, 8),
            suppleant=psy,
            by=fresh(coordination),
        )

    sent(ecole, direction)

    assert told() == [ien, psy]


def test_part_time_coordinator_who_comes_back_is_told_the_next_morning(ecole, pole, direction):
    """Away on Thursdays: the IEN first, then, if nobody answers, whoever is there on Friday."""
    coordination, ien = staff(pole, coordinatrice, inspectrice)
    with time_machine.travel(JEUDI - timedelta(days=2)):
        note_absence(
            coordination,
            pole=pole,
            du=date(2026, 9, 15),
            au=date(2027, 7, 7),
            jours="4",
            by=fresh(coordination),
        )

    sent(ecole, direction)

    assert worker(JEUDI + 16 * MINUTE) == [ien]
    assert worker(datetime(2026, 10, 8, 21, 59, tzinfo=UTC)) == [ien]
    assert worker(datetime(2026, 10, 8, 22, 1, tzinfo=UTC)) == [ien, coordination]


@pytest.mark.parametrize(
    ("raison", "minutes"),
    [
        (RaisonUrgence.DECES, 15),
        (RaisonUrgence.DANGER, 60),
        (RaisonUrgence.EVENEMENT, 60),
        (RaisonUrgence.RUPTURE, 240),
        (RaisonUrgence.MOTIF, 240),
        (RaisonUrgence.ECHEANCE, 1440),
    ],
)
def test_each_reason_has_its_delay_before_the_next_is_told(ecole, pole, direction, raison, minutes):
    """The mailbox of the pole comes after the people who are there."""
    pole.boite_fonctionnelle = "circo@exemple.test"
    pole.save()
    (ien,) = staff(pole, inspectrice)

    sent(ecole, direction, raison=raison)

    assert worker(JEUDI + minutes * MINUTE - timedelta(seconds=1)) == [ien]
    assert worker(JEUDI + minutes * MINUTE) == [ien, None]
    assert Envoi.objects.filter(gabarit="saisines/urgence", adresse="circo@exemple.test").count() == 1


def test_delay_is_that_of_the_pole_at_the_time_it_fires(ecole, pole, direction):
    pole.boite_fonctionnelle = "circo@exemple.test"
    pole.save()
    (ien,) = staff(pole, inspectrice)
    sent(ecole, direction)

    pole.delais_urgence = {"deces": 5}
    pole.save()

    assert worker(JEUDI + 5 * MINUTE) == [ien, None]


def test_delay_counts_real_minutes_the_night_the_hour_changes(ecole, pole, direction):
    """25 October 2026: 02:30 comes twice in Paris; an hour is an hour."""
    pole.boite_fonctionnelle = "circo@exemple.test"
    pole.save()
    (ien,) = staff(pole, inspectrice)
    before = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    sent(ecole, direction, raison=RaisonUrgence.DANGER, instant=before)

    assert worker(before + 59 * MINUTE) == [ien]
    assert worker(before + 60 * MINUTE) == [ien, None]


def test_each_step_is_told_once_and_the_chain_stops_by_itself(ecole, pole, direction):
    pole.boite_fonctionnelle = "circo@exemple.test"
    pole.save()
    people = staff(pole, coordinatrice, inspectrice, secretaire)
    saisine = sent(ecole, direction)

    for number in range(1, 200):
        worker(JEUDI + 5 * number * MINUTE)

    assert told() == [*people, None]
    assert alert_mails().count() == 4
    names = [event.nom for event in saisine.evenements.all()]
    # The first two are of the same instant here.
    assert (set(names[:2]), names[2:]) == ({"transmettre", "alerter"}, ["relancer", "sans_reponse"])


def test_two_workers_that_see_the_same_alert_pass_it_on_once(ecole, pole, direction):
    pole.boite_fonctionnelle = "circo@exemple.test"
    pole.save()
    staff(pole, inspectrice)
    sent(ecole, direction)
    first, second = (Alerte.objects.select_related("saisine__pole").get() for _ in range(2))

    with time_machine.travel(JEUDI + timedelta(hours=1), tick=False):
        assert [urgences.pass_on(first), urgences.pass_on(second)] == [True, False]

    assert alert_mails().count() == 2


def test_worker_killed_in_the_middle_of_a_step_leaves_nothing_half_done(ecole, pole, direction, monkeypatch):
    pole.boite_fonctionnelle = "circo@exemple.test"
    pole.save()
    (ien,) = staff(pole, inspectrice)
    saisine = sent(ecole, direction)
    real = urgences.add_event

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(urgences, "add_event", killed)
    with pytest.raises(KeyboardInterrupt):
        worker(JEUDI + timedelta(hours=1))
    assert (told(), alert_mails().count(), saisine.alertes.get().echelon) == ([ien], 1, 0)

    monkeypatch.setattr(urgences, "add_event", real)
    assert worker(JEUDI + timedelta(hours=1)) == [ien, None]


def test_one_alert_that_fails_does_not_stop_the_others(ecole, pole, direction, monkeypatch, caplog):
    staff(pole, inspectrice)
    broken = sent(ecole, direction)
    other_school = EcoleFactory(pole=PoleFactory(boite_fonctionnelle="b@exemple.test"))
    with time_machine.travel(JEUDI - timedelta(days=3)):
        author = directrice(other_school)
        inspectrice(other_school.pole)
    sent(other_school, author)
    real = urgences.pass_on

    def fragile(alerte):
        if alerte.saisine_id == broken.pk:
            raise ValueError("Zyglobax")
        return real(alerte)

    monkeypatch.setattr(urgences, "pass_on", fragile)
    worker(JEUDI + timedelta(hours=1))

    assert None in told()


def test_worker_does_it_without_being_told_when(ecole, pole, direction):
    pole.boite_fonctionnelle = "circo@exemple.test"
    pole.save()
    (ien,) = staff(pole, inspectrice)
    sent(ecole, direction)

    with time_machine.travel(JEUDI + timedelta(hours=1), tick=False):
        Travailleur().run_once()

    assert told() == [ien, None]
    assert sorted(message.to[0] for message in mail.outbox if "urgente" in message.subject) == sorted(
        [ien.email, "circo@exemple.test"]
    )


def test_pole_where_nobody_is_there_tells_its_mailbox_and_the_page_says_it_loudly(ecole, pole, direction):
    pole.boite_fonctionnelle = "circo@exemple.test"
    pole.save()

    saisine = sent(ecole, direction)

    assert told() == [None]
    assert "Personne n’a pu être prévenu" in read(saisine, JEUDI).silence


def test_pole_with_nobody_and_no_mailbox_says_it_loudly_until_somebody_comes(ecole, pole, direction):
    saisine = sent(ecole, direction)
    assert "Personne n’a pu être prévenu" in read(saisine, JEUDI).silence
    assert "appelez" in saisine.evenements.get(nom="alerter").texte

    with time_machine.travel(JEUDI + MINUTE):
        ien = inspectrice(pole)
        ien.affectations.update(debut=JEUDI)

    # Nobody waits for a delay that began when nobody was there.
    assert worker(JEUDI + 2 * MINUTE) == [ien]
    assert read(saisine, JEUDI + 2 * MINUTE).silence == ""


def test_mail_server_that_is_down_changes_nothing_to_the_chain_and_the_page_doubts(
    ecole, pole, direction, settings
):
    pole.boite_fonctionnelle = "circo@exemple.test"
    pole.save()
    (ien,) = staff(pole, inspectrice)
    saisine = sent(ecole, direction)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1

    with time_machine.travel(JEUDI + MINUTE, tick=False), pytest.raises(MailServerDownError):
        send_pending()
    assert worker(JEUDI + 20 * MINUTE) == [ien, None]
    assert read(saisine, JEUDI + 4 * MINUTE).silence == ""
    assert "pas parti" in read(saisine, JEUDI + 20 * MINUTE).silence

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(JEUDI + 21 * MINUTE, tick=False):
        send_pending()
    worker(JEUDI + 22 * MINUTE)
    assert "pas parti" not in read(saisine, JEUDI + 22 * MINUTE).silence


def test_page_doubts_too_when_no_worker_runs(ecole, pole, direction):
    staff(pole, inspectrice)
    saisine = sent(ecole, direction)

    assert "pas parti" in read(saisine, JEUDI + 6 * MINUTE).silence


def test_one_tap_takes_the_case_tells_the_school_when_and_stops_the_chain(ecole, pole, direction):
    pole.boite_fonctionnelle = "circo@exemple.test"
    pole.save()
    coordination, ien = staff(pole, coordinatrice, inspectrice)
    saisine = sent(ecole, direction)

    with time_machine.travel(JEUDI + 5 * MINUTE, tick=False):
        alerte = urgences.prendre(saisine, by=fresh(ien))

    saisine.refresh_from_db()
    assert (alerte.prise_par, alerte.prise_le) == (ien, JEUDI + 5 * MINUTE)
    assert (saisine.etat, saisine.responsable) == (Etat.PRISE_EN_CHARGE, ien)
    assert saisine.urgence_lue_le == JEUDI + 5 * MINUTE
    assert worker(JEUDI + timedelta(hours=5)) == [coordination, ien]
    event = saisine.evenements.get(nom="prendre_urgence")
    assert event.texte == f"Pris en charge par {ien} (IEN) à 10\u00a0h\u00a040."
    assert event.audience == "ecole"
    # A mail that had not left yet would now be wrong.
    assert set(alert_mails().values_list("etat", flat=True)) == {"annule"}


def test_second_person_who_taps_finds_the_first(ecole, pole, direction):
    coordination, ien = staff(pole, coordinatrice, inspectrice)
    saisine = sent(ecole, direction)

    first = urgences.prendre(saisine, by=fresh(coordination))
    second = urgences.prendre(Saisine.objects.get(pk=saisine.pk), by=fresh(ien))

    assert second.prise_par == coordination
    assert second.prise_le == first.prise_le
    assert saisine.evenements.filter(nom="prendre_urgence").count() == 1


def test_any_gesture_of_who_pilots_takes_the_alert(ecole, pole, direction):
    (coordination,) = staff(pole, coordinatrice)
    saisine = sent(ecole, direction)

    apply_transition(saisine, "prendre_en_charge", by=fresh(coordination), responsable=coordination)

    assert saisine.alertes.get().prise_par == coordination


@pytest.mark.parametrize(
    ("who", "audience", "takes"),
    [(inspectrice, "ecole", True), (inspectrice, "pole", False), (membre, "ecole", False)],
)
def test_call_that_the_school_reads_takes_the_alert_of_who_pilots(
    ecole, pole, direction, who, audience, takes
):
    _, person = staff(pole, coordinatrice, who)
    saisine = sent(ecole, direction)
    if who is membre:
        acces.grant(
            saisine,
            person,
            origine=Origine.DEMANDE,
            origine_id=person.pk,
            debut=JEUDI,
            fin=JEUDI + timedelta(days=400),
        )

    with time_machine.travel(JEUDI + MINUTE, tick=False):
        intervenir(saisine, by=fresh(person), type="appel", le=pole.today(), audience=audience)

    assert saisine.alertes.get().prise_par == (person if takes else None)


def test_school_that_withdraws_its_case_ends_the_alert_without_anybody(ecole, pole, direction):
    pole.boite_fonctionnelle = "circo@exemple.test"
    pole.save()
    (coordination,) = staff(pole, coordinatrice)
    saisine = sent(ecole, direction)

    apply_transition(saisine, "retirer", by=fresh(direction), motif="Une erreur")

    alerte = saisine.alertes.get()
    assert (alerte.prise_par, alerte.finie_le is None) == (None, False)
    assert worker(JEUDI + timedelta(hours=5)) == [coordination]
    with pytest.raises(TransitionRefusedError, match="Aucune urgence"):
        urgences.prendre(saisine, by=fresh(coordination))


def test_case_that_its_school_sends_again_alerts_again(ecole, pole, direction):
    (coordination,) = staff(pole, coordinatrice)
    saisine = sent(ecole, direction)
    urgences.prendre(saisine, by=fresh(coordination))
    Saisine.objects.filter(pk=saisine.pk).update(etat=Etat.CLOSE)

    apply_transition(saisine, "redemander", by=fresh(direction), motif="Cela recommence")

    assert Alerte.objects.ouvertes().filter(saisine=saisine).count() == 1
    assert told() == [coordination, coordination]


@pytest.mark.parametrize("who", [secretaire, membre])
def test_whoever_does_not_pilot_takes_nothing(ecole, pole, direction, who):
    (person,) = staff(pole, who)
    saisine = sent(ecole, direction)

    with pytest.raises(PermissionDenied):
        urgences.prendre(saisine, by=fresh(person))
    with pytest.raises(PermissionDenied):
        urgences.prendre(saisine, by=fresh(direction))
    assert saisine.alertes.get().is_ouverte


def test_pilot_of_another_pole_takes_nothing(ecole, direction):
    saisine = sent(ecole, direction)

    with pytest.raises(PermissionDenied):
        urgences.prendre(saisine, by=coordinatrice(PoleFactory()))


def teacher_case(ecole, author, readers):
    """Kind E, sent with the readers that its author chose."""
    saisine = SaisineFactory(
        ecole=ecole, auteur=author, nature=Nature.ENSEIGNANT, eleve=None, urgence=Urgence.HAUTE
    )
    for reader in readers:
        Lecteur.objects.create(saisine=saisine, personne=reader)
    open_to_chosen(saisine)
    with transaction.atomic():
        urgences.open_alert(saisine, by=author)
    return saisine


def test_kind_e_reaches_its_chosen_readers_and_nobody_else(ecole, pole, direction):
    pole.boite_fonctionnelle = "circo@exemple.test"
    pole.save()
    _, _, _, psy, other = staff(pole, coordinatrice, inspectrice, secretaire, membre, membre)
    author = other
    with time_machine.travel(JEUDI, tick=False):
        saisine = teacher_case(ecole, author, [psy])

    assert told() == [psy]
    assert worker(JEUDI + timedelta(hours=30)) == [psy]
    assert {envoi.destinataire for envoi in Envoi.objects.all()} == {psy}
    with time_machine.travel(JEUDI + timedelta(hours=30), tick=False):
        assert fresh(psy).has_perm(Droit.PRENDRE_URGENCE, saisine)
        assert urgences.prendre(saisine, by=fresh(psy)).prise_par == psy


def test_reader_whom_the_author_of_kind_e_adds_meanwhile_is_told_without_waiting(ecole, pole, direction):
    coordination, psy, doctor, author = staff(pole, coordinatrice, membre, membre, membre)
    with time_machine.travel(JEUDI, tick=False):
        saisine = teacher_case(ecole, author, [psy])
        Lecteur.objects.create(saisine=saisine, personne=doctor)

    assert worker(JEUDI + MINUTE) == [psy, doctor]
    assert worker(JEUDI + 2 * MINUTE) == [psy, doctor]
    assert not saisine.evenements.filter(nom="sans_reponse").exists()
    assert coordination not in told()


def test_author_of_kind_e_is_never_sent_to_the_coordination(ecole, pole, direction):
    coordination, psy, author = staff(pole, coordinatrice, membre, membre)
    with time_machine.travel(JEUDI, tick=False):
        saisine = teacher_case(ecole, author, [psy])
        alone = teacher_case(ecole, author, [])
    worker(JEUDI + timedelta(days=3))

    said = [*saisine.evenements.filter(nom="sans_reponse"), *alone.evenements.filter(nom="alerter")]
    assert [event.texte for event in said] == [
        "Plus personne à prévenir : choisissez quelqu’un d’autre.",
        "Personne n’a pu être prévenu : choisissez quelqu’un d’autre.",
    ]
    with time_machine.travel(JEUDI + timedelta(days=3), tick=False):
        saisine.alertes.update(courriel_parti_le=JEUDI)
        assert "personnes choisies" in read(saisine, JEUDI + timedelta(days=3)).silence
        assert "Choisissez quelqu’un d’autre" in read(alone, JEUDI).silence
    assert coordination not in told()


def test_kind_e_without_a_reader_says_it_loudly(ecole, pole, direction):
    staff(pole, coordinatrice)
    with time_machine.travel(JEUDI, tick=False):
        saisine = teacher_case(ecole, direction, [])

    assert told() == []
    assert "Personne n’a pu être prévenu" in read(saisine, JEUDI).silence


def test_mails_of_an_alert_say_nothing_of_the_case_nor_of_its_reason(ecole, pole, direction):
    pole.boite_fonctionnelle = "circo@exemple.test"
    pole.save()
    staff(pole, coordinatrice, secretaire)
    saisine = sent(ecole, direction)
    worker(JEUDI + timedelta(hours=1))
    with time_machine.travel(JEUDI + timedelta(hours=1), tick=False):
        made = [render(envoi, saisine) for envoi in alert_mails()]

    text = "".join(courriel.sujet + courriel.texte + courriel.html for courriel in made)
    assert len(made) == 3
    assert saisine.reference in text
    assert "Joignez la coordination ou l’IEN" in text
    for word in ("Canari", "écès", "suicide", ecole.nom, str(direction)):
        assert word not in text


def test_database_refuses_two_open_alerts_and_a_person_told_twice(ecole, pole, direction):
    (coordination,) = staff(pole, coordinatrice)
    saisine = sent(ecole, direction)

    with pytest.raises(IntegrityError), transaction.atomic():
        Alerte.objects.create(saisine=saisine, raison=RaisonUrgence.DANGER)
    with pytest.raises(IntegrityError), transaction.atomic():
        AlerteRecue.objects.create(alerte=saisine.alertes.get(), personne=coordination)


def test_verifier_says_when_an_alert_was_not_passed_on(ecole, pole, direction):
    staff(pole, coordinatrice)
    saisine = sent(ecole, direction)

    with time_machine.travel(JEUDI + 20 * MINUTE, tick=False):
        assert list(urgences.check_alerts()) == []
    with time_machine.travel(JEUDI + 30 * MINUTE, tick=False):
        assert [saisine.reference in line for line in urgences.check_alerts()] == [True]
    worker(JEUDI + 30 * MINUTE)
    with time_machine.travel(JEUDI + 60 * MINUTE, tick=False):
        assert list(urgences.check_alerts()) == []


def test_verifier_names_no_confidential_request(ecole, pole, direction):
    psy, author = staff(pole, membre, membre)
    with time_machine.travel(JEUDI, tick=False):
        saisine = teacher_case(ecole, author, [psy])

    with time_machine.travel(JEUDI + timedelta(days=2), tick=False):
        (line,) = urgences.check_alerts()
    assert "une urgence attend" in line
    assert saisine.reference not in line


def test_stand_in_role_is_told_as_such(ecole, pole, direction):
    coordination, psy = staff(pole, coordinatrice, membre)
    with time_machine.travel(JEUDI - timedelta(days=1)):
        AffectationFactory(
            personne=psy,
            pole=pole,
            fonction="coordonnateur",
            titre=Titre.SUPPLEANCE,
            supplee=coordination.affectations.get(),
            jours="4",
        )

    saisine = sent(ecole, direction)

    assert told() == [psy]
    with time_machine.travel(JEUDI, tick=False):
        assert urgences.prendre(saisine, by=fresh(psy)).prise_par == psy
