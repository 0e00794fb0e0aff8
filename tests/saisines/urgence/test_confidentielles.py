"""An urgent confidential request reaches the readers whom its author chose, and nobody else."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from pole.enums import Nature, Urgence
from pole.models import Envoi
from saisines.enums import Droit
from saisines.models import Lecteur
from saisines.services import lecteurs, urgences
from saisines.services.lecteurs import open_to_chosen
from tests.clients import page, signed_in
from tests.factories.pole import (
    coordinatrice,
    fresh,
    inspectrice,
    membre,
    secretaire,
)
from tests.factories.saisines import SaisineFactory
from tests.saisines.urgence.scene import JEUDI, MINUTE, read, staff, told, worker

pytestmark = pytest.mark.django_db


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


def test_reader_left_out_since_is_named_to_nobody_among_those_who_were_told(ecole, pole, direction):
    psy, doctor = staff(pole, membre, membre)
    with time_machine.travel(JEUDI, tick=False):
        saisine = teacher_case(ecole, direction, [psy, doctor])
        before = len(read(saisine, JEUDI).prevenus)
        lecteurs.choisir(saisine, by=fresh(direction), personnes=[psy.pk])

        assert (before, len(read(saisine, JEUDI).prevenus)) == (2, 1)
        client = signed_in(fresh(psy))
        assert str(doctor) not in page(client.get(saisine.get_absolute_url()))


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


def test_verifier_names_no_confidential_request(ecole, pole, direction):
    psy, author = staff(pole, membre, membre)
    with time_machine.travel(JEUDI, tick=False):
        saisine = teacher_case(ecole, author, [psy])

    with time_machine.travel(JEUDI + timedelta(days=2), tick=False):
        (line,) = urgences.check_alerts()
    assert "une urgence attend" in line
    assert saisine.reference not in line
