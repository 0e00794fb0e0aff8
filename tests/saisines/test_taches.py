"""Reminders and alerts of the cases: at the right time, to the right person, once, without a pupil's word."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from pole import echeances
from pole.echeances import Echeance
from pole.enums import Titre
from pole.models import Envoi
from pole.services import planification
from pole.services.calendrier import load_national_calendar
from pole.services.envois import send_pending
from saisines import taches
from saisines.enums import Etat, Redacteur
from saisines.models import Saisine, Sollicitation
from tests.factories.pole import (
    EcoleFactory,
    PoleFactory,
    coordinatrice,
    directrice,
    enseignante,
    membre,
)
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.django_db

# A Friday: the deadline of S2-18 is the Friday of the week before the meeting.
LIMITE = date(2026, 10, 9)
JOUR = timedelta(days=1)


def at(day, hour=8, minute=0):
    return datetime(2026, 10, day, hour, minute, tzinfo=UTC) if day <= 31 else None


@pytest.fixture(autouse=True)
def school_year(monkeypatch):
    """The shipped calendar, the jobs of cases alone, and one meeting to come."""
    load_national_calendar()
    kept = {name: planification._taches[name] for name in (taches.RAPPELS,)}
    monkeypatch.setattr(planification, "_taches", kept)

    def next_deadline(pole, jour):
        if jour > LIMITE:
            return None
        return Echeance(
            reunion=pole.pk,
            nom="cellule",
            date_limite=LIMITE,
            date_reunion=date(2026, 10, 15),
            reponse_avant=LIMITE,
        )

    monkeypatch.setattr(echeances, "_providers", [next_deadline])


@pytest.fixture
def ecole():
    with time_machine.travel(datetime(2026, 9, 7, 8, 0, tzinfo=UTC)):
        return EcoleFactory(pole=PoleFactory(zone="A"))


@pytest.fixture
def direction(ecole):
    with time_machine.travel(datetime(2026, 9, 7, 8, 0, tzinfo=UTC)):
        return directrice(ecole)


def draft(ecole, author, on, **fields):
    with time_machine.travel(on):
        return SaisineFactory(ecole=ecole, auteur=author, etat=Etat.BROUILLON, **fields)


def run_days(first, last):
    """The worker at 10:00 every day; returns the days on which something was written, with to whom."""
    found = []
    for number in range((last - first).days + 1):
        before = set(Envoi.objects.values_list("pk", flat=True))
        with time_machine.travel(first + number * JOUR, tick=False):
            planification.run_due()
        new = Envoi.objects.exclude(pk__in=before)
        found += [((first + number * JOUR).day, row.destinataire, row.contexte) for row in new]
    return found


def test_direction_is_reminded_eight_and_two_days_before_the_deadline(ecole, direction):
    """S2-18: a week to gather what is needed, then a last call; 1 and 7 October."""
    draft(ecole, direction, at(1, 15))

    sent = run_days(at(1), at(9))

    assert [(day, who) for day, who, _ in sent] == [(1, direction), (7, direction)]
    assert (sent[0][2]["a_transmettre"], sent[0][2]["limite"]) == (1, "9 octobre 2026")


def test_reminder_for_a_closed_day_leaves_the_school_day_before(ecole, direction, monkeypatch):
    """Two days before Monday 12 is a Saturday: the mail leaves on Friday."""
    monkeypatch.setattr(
        echeances,
        "_providers",
        [
            lambda pole, jour: Echeance(
                reunion=pole.pk,
                nom="cellule",
                date_limite=date(2026, 10, 12),
                date_reunion=date(2026, 10, 15),
                reponse_avant=LIMITE,
            )
        ],
    )
    draft(ecole, direction, at(6))

    assert [day for day, *_ in run_days(at(6), at(12))] == [9]


def test_reminder_that_a_stopped_worker_missed_leaves_on_its_return(ecole, direction):
    draft(ecole, direction, at(5))
    run_days(at(6), at(6))

    assert [day for day, *_ in run_days(at(8), at(9))] == [8]


def test_sent_case_and_school_without_draft_are_left_in_peace(ecole, direction):
    with time_machine.travel(at(1)):
        SaisineFactory(ecole=ecole, auteur=direction, etat=Etat.TRANSMISE)

    assert run_days(at(1), at(9)) == []


def test_one_mail_a_day_says_everything(ecole, direction):
    draft(ecole, direction, datetime(2026, 9, 10, 8, 0, tzinfo=UTC))
    draft(ecole, direction, at(1, 6))

    sent = run_days(at(1), at(1))

    assert [(who, words["a_transmettre"]) for _, who, words in sent] == [(direction, 2)]


def test_teacher_is_reminded_of_their_own_draft_and_the_direction_of_what_it_must_read(ecole, direction):
    with time_machine.travel(datetime(2026, 9, 7, 8, 0, tzinfo=UTC)):
        teacher, other = enseignante(ecole), enseignante(ecole)
    draft(ecole, teacher, at(5), redacteur=Redacteur.ENSEIGNANT)
    waiting = draft(ecole, other, at(5), redacteur=Redacteur.ENSEIGNANT)
    Saisine.objects.filter(pk=waiting.pk).update(etat=Etat.A_RELIRE)

    assert {who for _, who, _ in run_days(at(7), at(7))} == {teacher, direction}


def test_draft_left_aside_is_recalled_every_fortnight(ecole, direction, monkeypatch):
    monkeypatch.setattr(echeances, "_providers", [])
    draft(ecole, direction, datetime(2026, 9, 8, 8, 0, tzinfo=UTC))

    sent = run_days(datetime(2026, 9, 9, 8, 0, tzinfo=UTC), at(9))

    assert [day for day, *_ in sent] == [22, 6]
    assert sent[0][2]["oublies"] == 1


def test_nothing_leaves_during_the_holidays_then_once_after(ecole, direction, monkeypatch):
    monkeypatch.setattr(echeances, "_providers", [])
    draft(ecole, direction, at(7))

    sent = run_days(at(15), datetime(2026, 11, 3, 8, 0, tzinfo=UTC))

    assert [day for day, *_ in sent] == [2]


def test_mission_that_nobody_received_is_recalled_to_both(ecole, direction):
    with time_machine.travel(at(1)):
        asker, member = coordinatrice(ecole.pole), membre(ecole.pole)
        saisine = SaisineFactory(ecole=ecole, auteur=direction)
        Sollicitation.objects.create(
            saisine=saisine, personne=member, demandee_par=asker, echeance=LIMITE, mission="CanariMission"
        )

    sent = run_days(at(2), at(9))

    # Three school days after Thursday 1: Friday, Monday, Tuesday 6.
    assert {(day, who, words["missions"], words["missions_demandees"]) for day, who, words in sent} == {
        (6, member, 1, 0),
        (6, asker, 0, 1),
    }


def stand_in_for(person, jours, helper, place):
    replaced = person.affectations.get()
    with time_machine.travel(at(1)):
        return helper(place, titre=Titre.SUPPLEANCE, supplee=replaced, jours=jours)


def test_part_time_stand_in_of_a_direction_is_reminded_on_their_days_only(ecole, direction):
    """The reminders leave on a Thursday and a Wednesday; their day is Thursday."""
    stand_in = stand_in_for(direction, "4", directrice, ecole)
    draft(ecole, direction, at(1, 15))

    sent = run_days(at(1), at(9))

    assert sorted((day, str(who)) for day, who, _ in sent) == sorted(
        [(1, str(direction)), (1, str(stand_in)), (7, str(direction))]
    )


def test_mails_of_the_jobs_say_no_word_of_a_pupil(ecole, direction):
    draft(ecole, direction, at(5))

    with time_machine.travel(at(7), tick=False):
        planification.run_due()
        send_pending()

    assert sorted(sent.subject.split(" (")[0] for sent in mail.outbox) == [
        "Ce qui vous attend au pôle ressource",
    ]
    text = "".join(sent.body + sent.alternatives[0].content for sent in mail.outbox)
    assert "Canari" not in text
    assert "La date limite est le 9 octobre 2026" in text
    assert reverse("accueil") in text
