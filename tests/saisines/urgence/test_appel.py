"""Who is told at once of an urgent case, at any hour, and what the mail says (S2-17, T33)."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction

from pole.courriels import render
from pole.enums import RaisonUrgence, Titre, Urgence
from pole.models import Envoi
from pole.services.absences import note_absence
from pole.services.envois import send_pending
from saisines.models import Alerte, AlerteRecue, Saisine
from saisines.services import urgences
from saisines.services.dossier import transmettre
from tests.factories.pole import (
    AffectationFactory,
    coordinatrice,
    fresh,
    inspectrice,
    membre,
    secretaire,
)
from tests.saisines.urgence.scene import JEUDI, MINUTE, NUIT, alert_mails, sent, staff, told, worker

pytestmark = pytest.mark.django_db


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
