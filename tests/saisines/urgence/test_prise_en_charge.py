"""« Prendre en charge » : one tap, once, by those who pilot."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from saisines.enums import Etat, Origine
from saisines.models import Alerte, Saisine
from saisines.services import acces, urgences
from saisines.services.suites import intervenir
from saisines.services.workflow import apply_transition
from saisines.workflow import TransitionRefusedError
from tests.factories.pole import (
    PoleFactory,
    coordinatrice,
    fresh,
    inspectrice,
    membre,
    secretaire,
)
from tests.saisines.urgence.scene import JEUDI, MINUTE, alert_mails, sent, staff, told, worker

pytestmark = pytest.mark.django_db


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


def test_of_two_alerts_of_one_instant_the_open_one_is_taken(ecole, pole, direction):
    """A case withdrawn and sent again at once: whatever the order of their identifiers."""
    [coordination] = staff(pole, coordinatrice)
    saisine = sent(ecole, direction)
    opened = saisine.alertes.get()
    Alerte.objects.create(
        pk=UUID(int=2**128 - 1), saisine=saisine, raison=opened.raison, ouverte_le=JEUDI, finie_le=JEUDI
    )

    with time_machine.travel(JEUDI + MINUTE, tick=False):
        taken = urgences.prendre(saisine, by=fresh(coordination))

    assert taken == opened
    assert taken.prise_par == coordination
