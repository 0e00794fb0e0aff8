"""The paper bridge: entered by the coordination, the school's once sent."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from pole.enums import Nature
from pole.models import Envoi
from saisines.enums import AuteurVrai, Confirmation, Droit, Redacteur, Relation
from saisines.models import Reception, Saisine
from saisines.relations import droits_of
from saisines.services.reception import saisir
from saisines.services.workflow import apply_transition
from saisines.workflow import TransitionRefusedError
from tests.factories.cellules import ReunionFactory
from tests.factories.pole import (
    EcoleFactory,
    coordinatrice,
    directrice,
    enseignante,
    fresh,
    inspectrice,
    membre,
    secretaire,
)
from tests.saisines.reception.scene import enter, facts, sees, sent, today

pytestmark = pytest.mark.django_db


def test_entry_stays_with_the_coordination_until_it_is_sent(ecole, coordo, direction, auteure):
    colleague, ien, secretary = coordinatrice(ecole.pole), inspectrice(ecole.pole), secretaire(ecole.pole)
    saisine = enter(ecole, coordo, auteur=auteure)

    assert [sees(one, saisine) for one in (coordo, colleague)] == [True, True]
    assert not any(sees(one, saisine) for one in (direction, auteure, ien, secretary, membre(ecole.pole)))
    assert saisine.relations_to(fresh(colleague)) == {Relation.SIGNATAIRE}
    assert Droit.PILOTER not in droits_of(saisine.relations_to(fresh(coordo)))


def test_sent_it_is_the_schools_and_its_true_authors(ecole, coordo, direction, auteure):
    saisine = sent(ecole, coordo, auteur=auteure)

    assert saisine.auteur == auteure
    assert saisine.ecole == ecole
    assert saisine.relations_to(fresh(auteure)) == {Relation.AUTEUR}
    assert saisine.relations_to(fresh(direction)) == {Relation.DIRECTION}
    assert saisine.relations_to(fresh(coordo)) == {Relation.COORDONNATEUR}
    assert saisine.reception.auteur_fonction == AuteurVrai.ENSEIGNANT


def test_director_gets_a_link_and_the_author_a_receipt_without_a_word_of_the_case(
    ecole, coordo, direction, auteure
):
    saisine = sent(ecole, coordo, auteur=auteure)

    mails = {(mail.destinataire, mail.gabarit) for mail in Envoi.objects.all()}
    assert mails == {(direction, "saisines/a_confirmer"), (auteure, "saisines/accuse")}
    assert {mail.contexte["reference"] for mail in Envoi.objects.all()} == {saisine.reference}
    assert "CanariAuteur" not in str([mail.contexte for mail in Envoi.objects.all()])


def test_whoever_entered_it_for_a_person_without_account_gets_no_mail_of_the_school(ecole, coordo, direction):
    saisine = sent(ecole, coordo)
    ien = inspectrice(ecole.pole)

    apply_transition(saisine, "prendre_en_charge", by=fresh(ien), responsable=ien)

    assert saisine.auteur == coordo
    told = Envoi.objects.filter(gabarit="saisines/prise_en_charge").values_list("destinataire", flat=True)
    assert list(told) == [direction.pk]


@pytest.mark.parametrize("role", [directrice, enseignante])
def test_school_does_not_enter_for_the_pole(ecole, role):
    with pytest.raises(PermissionDenied):
        enter(ecole, role(ecole))


@pytest.mark.parametrize("role", [inspectrice, secretaire, membre])
def test_only_the_coordination_enters(ecole, role):
    with pytest.raises(PermissionDenied):
        enter(ecole, role(ecole.pole))


def test_coordination_of_another_pole_does_not_enter_here(ecole):
    with pytest.raises(PermissionDenied):
        enter(ecole, coordinatrice(EcoleFactory().pole))


def test_school_of_another_pole_is_refused(ecole, coordo):
    elsewhere = EcoleFactory()

    with pytest.raises(PermissionDenied):
        saisir(by=coordo, pole=ecole.pole, jeton=uuid.uuid4(), nature="G", **facts(elsewhere))


def test_confidential_request_is_never_entered_for_somebody_else(ecole, coordo):
    with pytest.raises(PermissionDenied):
        enter(ecole, coordo, nature=Nature.ENSEIGNANT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Saisine.objects.create(
            pole=ecole.pole,
            ecole=ecole,
            auteur=coordo,
            annee=2026,
            nature=Nature.ENSEIGNANT,
            redacteur=Redacteur.BUREAU,
        )


def test_coordination_still_reads_no_confidential_draft(ecole, coordo, auteure):
    saisine = Saisine.objects.create(
        pole=ecole.pole, ecole=ecole, auteur=auteure, annee=2026, nature=Nature.ENSEIGNANT
    )

    assert not sees(coordo, saisine)
    assert saisine.relations_to(fresh(coordo)) == frozenset()


@pytest.mark.parametrize(("days", "words"), [(1, "à venir"), (-400, "plus d’un an")])
def test_date_is_in_the_past_year(ecole, coordo, days, words):
    with pytest.raises(TransitionRefusedError, match=words):
        enter(ecole, coordo, recue_le=today(ecole) + timedelta(days=days))


def test_database_refuses_a_reception_after_its_entry(ecole, coordo):
    saisine = enter(ecole, coordo)

    with pytest.raises(IntegrityError), transaction.atomic():
        Reception.objects.filter(saisine=saisine).update(recue_le=today(ecole) + timedelta(days=1))


def test_database_refuses_a_confirmation_by_nobody(ecole, coordo):
    saisine = enter(ecole, coordo)

    with pytest.raises(IntegrityError), transaction.atomic():
        Reception.objects.filter(saisine=saisine).update(confirmation=Confirmation.CONFIRMEE)


def test_author_works_in_that_school_or_has_a_name(ecole, coordo):
    with pytest.raises(TransitionRefusedError, match="ne travaille plus"):
        enter(ecole, coordo, auteur=enseignante(EcoleFactory(pole=ecole.pole)))
    with pytest.raises(TransitionRefusedError, match="qui vous a adressé"):
        enter(ecole, coordo, auteur_nom=" ")


def test_double_click_enters_once(ecole, coordo):
    jeton = uuid.uuid4()

    first, second = (enter(ecole, coordo, jeton=jeton) for _ in range(2))

    assert first == second
    assert Reception.objects.count() == 1


def test_received_in_time_it_keeps_its_meeting_however_late_it_is_entered(ecole, coordo):
    day = today(ecole)
    near = ReunionFactory(pole=ecole.pole, date=day + timedelta(days=4), date_limite=day - timedelta(days=2))
    far = ReunionFactory(
        pole=ecole.pole, periode=2, date=day + timedelta(days=40), date_limite=day + timedelta(days=34)
    )

    before = sent(ecole, coordo, recue_le=day - timedelta(days=3))
    after = sent(ecole, coordo, recue_le=day - timedelta(days=1))

    assert before.reunion_visee == near.pk
    assert after.reunion_visee == far.pk


def test_meeting_already_held_is_not_given(ecole, coordo):
    day = today(ecole)
    ReunionFactory(pole=ecole.pole, date=day - timedelta(days=1), date_limite=day - timedelta(days=7))
    far = ReunionFactory(
        pole=ecole.pole, periode=2, date=day + timedelta(days=40), date_limite=day + timedelta(days=34)
    )

    assert sent(ecole, coordo, recue_le=day - timedelta(days=9)).reunion_visee == far.pk
