"""« Retenez la date »: who is sent the published dates, once, and told of what becomes of them."""

from datetime import date, time, timedelta

import ics
import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from cellules.models import DateRetenue, EtatReunion, Habitue, Reunion
from cellules.services import convocations, envoi_convocations
from cellules.services.annee import ajouter, annuler, deplacer, modifier, publier
from cellules.services.formation import regler_formation
from pole.models import Affectation
from pole.services.calendrier import load_national_calendar
from pole.services.envois import send_pending
from tests.cellules.scene import Scene, enrolled
from tests.clients import page, signed_in
from tests.factories.cellules import ReunionFactory
from tests.factories.pole import (
    EcoleFactory,
    PoleFactory,
    coordinatrice,
    directrice,
    fresh,
    membre,
    partenaire,
    secretaire,
)

pytestmark = pytest.mark.django_db


class Annee:
    """Two proposals, somebody who usually sits, a partner, and others."""

    def __init__(self):
        load_national_calendar()
        self.pole = PoleFactory(mot_reunion="cellule de veille")
        self.pilote = coordinatrice(self.pole)
        self.psy, self.cmp, self.autre = membre(self.pole), partenaire(self.pole), membre(self.pole)
        self.direction = directrice(EcoleFactory(pole=self.pole))
        Habitue.objects.create(pole=self.pole, personne=self.psy)
        self.octobre = ReunionFactory(pole=self.pole, etat=EtatReunion.PROPOSEE, heure=time(13, 30), lieu="B")
        self.novembre = ReunionFactory(
            pole=self.pole, etat=EtatReunion.PROPOSEE, date=date(2026, 11, 12), periode=2
        )

    def publish(self):
        publier(self.pole, 2026, by=fresh(self.pilote))

    mails = staticmethod(Scene.mails)

    def read(self, person):
        """What this person received, once it has left."""
        send_pending()
        return [one for one in mail.outbox if one.to == [person.email]]


@pytest.fixture
def annee(db):
    with time_machine.travel("2026-09-10T08:00:00Z", tick=True):
        yield Annee()


def events(message):
    (file,) = [one for one in message.attachments if one.filename == "dates.ics"]
    return {event.begin.date(): event for event in ics.Calendar(file.content).events}


def test_published_dates_leave_in_one_mail_to_those_who_sit_and_to_partners(annee):
    annee.publish()

    for person in (annee.psy, annee.cmp):
        (received,) = annee.read(person)
        assert "Cellule de veille, jeudi 8 octobre 2026, à 13\u00a0h\u00a030, B" in received.body
        assert "jeudi 12 novembre 2026" in received.body
        assert set(events(received)) == {date(2026, 10, 8), date(2026, 11, 12)}
    for person in (annee.autre, annee.direction):
        assert annee.mails(person) == []


def test_published_twice_is_told_once(annee):
    annee.publish()
    annee.publish()

    assert annee.mails(annee.psy) == ["dates"]
    assert DateRetenue.objects.filter(personne=annee.psy).count() == 2


def test_meeting_added_later_is_told_alone(annee):
    annee.publish()
    annee.read(annee.psy)
    ajouter(annee.pole, by=fresh(annee.pilote), type="cellule", jour=date(2026, 12, 3))
    annee.publish()

    _, second = annee.read(annee.psy)
    assert "3 décembre" in second.body
    assert "octobre" not in second.body


def test_whoever_joins_the_usual_people_after_the_publication_is_sent_the_dates_once(annee):
    annee.publish()
    usual = [annee.psy, annee.autre]
    for _ in range(2):
        regler_formation(annee.pole, usual, by=fresh(annee.pilote))

    (received,) = annee.read(annee.autre)
    assert "jeudi 12 novembre 2026" in received.body
    assert set(events(received)) == {date(2026, 10, 8), date(2026, 11, 12)}
    assert annee.mails(annee.psy) == annee.mails(annee.cmp) == ["dates"]


def test_whoever_joins_is_not_sent_a_date_that_their_letter_told(annee):
    annee.publish()
    enrolled(annee.direction.affectations.get().ecole, annee.pilote)
    row = annee.octobre.inscriptions.get()
    convocations.convier(row, annee.autre, by=fresh(annee.pilote))
    envoi_convocations.envoyer(annee.octobre, by=fresh(annee.pilote))

    regler_formation(annee.pole, [annee.psy, annee.autre], by=fresh(annee.pilote))

    assert annee.mails(annee.autre) == ["convocation", "dates"]
    kept = DateRetenue.objects.filter(personne=annee.autre)
    assert [one.reunion for one in kept] == [annee.novembre]


def test_whoever_joins_is_not_asked_to_keep_the_date_of_a_cancelled_meeting(annee):
    annee.publish()
    annuler(annee.novembre, by=fresh(annee.pilote))

    regler_formation(annee.pole, [annee.psy, annee.autre], by=fresh(annee.pilote))

    (received,) = annee.read(annee.autre)
    assert set(events(received)) == {date(2026, 10, 8)}
    assert not DateRetenue.objects.filter(reunion=annee.novembre).exists()


@pytest.mark.parametrize("change", ["moved", "cancelled"])
def test_whoever_joins_once_their_letter_has_ended_is_told_what_becomes_of_the_date(annee, change):
    annee.publish()
    enrolled(annee.direction.affectations.get().ecole, annee.pilote)
    row = convocations.convier(annee.octobre.inscriptions.get(), annee.autre, by=fresh(annee.pilote))
    envoi_convocations.envoyer(annee.octobre, by=fresh(annee.pilote))
    annee.read(annee.autre)
    convocations.retirer(row, by=fresh(annee.pilote))
    regler_formation(annee.pole, [annee.psy, annee.autre], by=fresh(annee.pilote))
    assert annee.mails(annee.autre) == ["convocation", "plus_attendu", "dates"]

    if change == "moved":
        deplacer(annee.octobre, date(2026, 10, 9), by=fresh(annee.pilote))
    else:
        annuler(annee.octobre, by=fresh(annee.pilote))

    # As whoever usually sat before: what they kept is what changed.
    assert annee.mails(annee.autre)[2:] == annee.mails(annee.psy)
    assert len(annee.mails(annee.psy)) == 2


def test_whoever_joins_before_any_date_is_published_is_sent_nothing_yet(annee):
    regler_formation(annee.pole, [annee.autre], by=fresh(annee.pilote))

    assert annee.mails(annee.autre) == []


def test_meeting_that_is_over_is_not_a_date_to_keep(annee):
    Reunion.objects.filter(pk=annee.octobre.pk).update(date=date(2026, 9, 8), date_limite=None)
    annee.publish()

    (received,) = annee.read(annee.psy)
    assert "8 septembre" not in received.body


@pytest.mark.parametrize("end", ["role", "account"])
def test_whoever_has_left_is_not_told(annee, end):
    if end == "role":
        for person in (annee.psy, annee.cmp):
            Affectation.objects.filter(personne=person).update(fin=timezone.now())
    else:
        type(annee.psy).objects.filter(pk__in=[annee.psy.pk, annee.cmp.pk]).update(is_active=False)

    annee.publish()

    assert not DateRetenue.objects.exists()


def test_whoever_leaves_before_the_mail_does_not_receive_it(annee):
    annee.publish()
    Affectation.objects.filter(personne=annee.psy).update(fin=timezone.now())

    assert annee.read(annee.psy) == []


def test_date_that_moves_is_told_once_to_those_who_keep_it(annee):
    annee.publish()
    annee.read(annee.psy)

    moved = deplacer(Reunion.objects.get(pk=annee.octobre.pk), date(2026, 10, 13), by=fresh(annee.pilote))
    modifier(moved, by=fresh(annee.pilote), jour=moved.date, heure=moved.heure, lieu=moved.lieu)

    assert annee.mails(annee.psy) == ["dates", "date_changee"]
    _, second = annee.read(annee.psy)
    (event,) = events(second).values()
    assert (event.begin.date(), event.status) == (date(2026, 10, 13), "CONFIRMED")
    assert annee.mails(annee.autre) == []


def test_date_that_moves_twice_before_the_mail_leaves_is_told_once_with_the_last(annee):
    annee.publish()
    annee.read(annee.psy)
    for day in (13, 15):
        deplacer(Reunion.objects.get(pk=annee.octobre.pk), date(2026, 10, day), by=fresh(annee.pilote))

    _, second = annee.read(annee.psy)

    assert "15 octobre 2026" in second.body


def test_cancelled_date_is_told_once_and_is_news_if_it_comes_back(annee):
    annee.publish()
    annee.read(annee.psy)
    annuler(Reunion.objects.get(pk=annee.octobre.pk), by=fresh(annee.pilote))
    _, second = annee.read(annee.psy)
    assert {event.status for event in events(second).values()} == {"CANCELLED"}

    ajouter(annee.pole, by=fresh(annee.pilote), type="cellule", jour=date(2026, 10, 8))
    annee.publish()

    assert annee.mails(annee.psy) == ["dates", "date_annulee", "dates"]


def test_proposal_that_moves_or_goes_tells_nobody(annee):
    deplacer(annee.octobre, date(2026, 10, 13), by=fresh(annee.pilote))
    annuler(annee.novembre, by=fresh(annee.pilote))

    assert annee.mails(annee.psy) == []


def test_whoever_keeps_a_date_and_whose_letter_had_not_left_is_told_that_it_is_cancelled(annee):
    annee.publish()
    reunion = Reunion.objects.get(pk=annee.octobre.pk)
    saisine = enrolled(EcoleFactory(pole=annee.pole), annee.pilote)
    annee.read(annee.psy)
    convocations.convier(saisine.inscriptions.get(), annee.psy, by=fresh(annee.pilote))
    envoi_convocations.envoyer(reunion, by=fresh(annee.pilote))

    annuler(reunion, by=fresh(annee.pilote))

    assert [one.subject for one in annee.read(annee.psy)[1:]] == ["Une date retenue avec le pôle est annulée"]


@pytest.mark.parametrize("act", ["move", "cancel"])
def test_whoever_has_a_convocation_is_told_by_it_and_not_twice(annee, act):
    annee.publish()
    reunion = Reunion.objects.get(pk=annee.octobre.pk)
    saisine = enrolled(EcoleFactory(pole=annee.pole), annee.pilote)
    convocations.convier(saisine.inscriptions.get(), annee.psy, by=fresh(annee.pilote))
    envoi_convocations.envoyer(reunion, by=fresh(annee.pilote))
    send_pending()

    if act == "move":
        deplacer(reunion, date(2026, 10, 13), by=fresh(annee.pilote))
    else:
        annuler(reunion, by=fresh(annee.pilote))

    last = {"move": ("reunion_deplacee", "date_changee"), "cancel": ("reunion_annulee", "date_annulee")}[act]
    assert annee.mails(annee.psy) == ["dates", "convocation", last[0]]
    assert annee.mails(annee.cmp) == ["dates", last[1]]


def test_page_says_before_publishing_who_is_told(annee):
    for person in (annee.pilote, secretaire(annee.pole)):
        text = page(signed_in(person).get(reverse("cellules:annee"), {"annee": "2026"}))
        assert "<strong>2 personnes</strong> reçoivent un «\u00a0retenez la date\u00a0»" in text
        assert (str(annee.psy) in text, str(annee.cmp) in text) == (True, True)
        assert str(annee.autre) not in text


def test_page_says_that_nobody_is_told(annee):
    Habitue.objects.all().delete()
    Affectation.objects.filter(personne=annee.cmp).update(fin=timezone.now() - timedelta(days=1))

    text = page(signed_in(annee.pilote).get(reverse("cellules:annee"), {"annee": "2026"}))

    assert "Personne ne reçoit de «\u00a0retenez la date\u00a0»" in text
