"""The list of mails that left tells nothing of a case that its reader may not see (T4, kind E)."""

import uuid

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from pole.models import Envoi
from pole.services.envois import enqueue
from saisines.models import Saisine
from saisines.services import coauteurs, dialogue
from saisines.services.dossier import transmettre
from saisines.services.lecteurs import commencer
from saisines.taches import remind
from tests.clients import page, signed_in
from tests.factories.pole import (
    EcoleFactory,
    coordinatrice,
    directrice,
    enseignante,
    fresh,
    inspectrice,
    membre,
)
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_production(settings):
    settings.DEMO = False


@pytest.fixture
def ecole():
    return EcoleFactory()


@pytest.fixture
def confidence(ecole):
    """An urgent confidential request that left: its author and its only reader were mailed."""
    author = enseignante(ecole, personne__nom="CanariAuteur")
    reader = membre(ecole.pole, personne__nom="CanariLectrice")
    row = commencer(by=fresh(author), pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4(), personnes=[reader.pk])
    Saisine.objects.filter(pk=row.pk).update(urgence="haute", urgence_raison="danger")
    return transmettre(Saisine.objects.get(pk=row.pk), by=fresh(author))


def listed(person) -> str:
    return page(signed_in(fresh(person)).get(reverse("envois:list")))


@pytest.mark.parametrize("who", [inspectrice, coordinatrice])
def test_mails_of_a_confidential_request_are_not_listed_to_the_office(confidence, ecole, who):
    text = listed(who(ecole.pole))

    assert Envoi.objects.filter(cible_id=confidence.pk).count() >= 2
    assert "CanariAuteur" not in text
    assert "CanariLectrice" not in text


def test_author_still_finds_their_own_mail(confidence):
    own = Envoi.objects.visible_to(fresh(confidence.auteur))

    assert own.filter(cible_id=confidence.pk).exists()
    assert {mail.destinataire for mail in own} == {confidence.auteur}


def test_invitation_to_a_draft_is_not_listed_before_the_draft_is_sent(ecole):
    direction = directrice(ecole)
    teacher = enseignante(ecole, personne__nom="CanariInvitée")
    draft = SaisineFactory(ecole=ecole, auteur=direction, etat="brouillon")
    coauteurs.inviter(draft, by=fresh(direction), personne=teacher.pk, mot="x")

    assert "CanariInvitée" not in listed(coordinatrice(ecole.pole))


def test_message_is_listed_to_its_readers_only(ecole):
    direction, coordination = directrice(ecole), coordinatrice(ecole.pole)
    other = inspectrice(ecole.pole)
    sent = SaisineFactory(ecole=ecole, auteur=direction)
    dialogue.envoyer(sent, by=fresh(direction), texte="mot", lecteurs=[coordination.pk], jeton=uuid.uuid4())

    assert "Un message vous attend" in listed(coordination)
    assert "Un message vous attend" not in listed(other)


def test_reminder_of_a_draft_is_not_listed_to_the_office(ecole, confidence):
    author = confidence.auteur
    row = commencer(
        by=fresh(author),
        pole=ecole.pole,
        ecole=ecole,
        jeton=uuid.uuid4(),
        personnes=[membre(ecole.pole).pk],
    )
    Saisine.objects.filter(pk=row.pk).update(updated_at=timezone.now() - timezone.timedelta(days=14))
    with transaction.atomic():
        remind(ecole.pole, timezone.now())

    assert Envoi.objects.filter(gabarit="saisines/rappel", destinataire=author).exists()
    assert "CanariAuteur" not in listed(inspectrice(ecole.pole))


def test_mail_about_no_case_and_about_a_case_one_pilots_are_listed(ecole):
    """One and three rows: the list still shows the office what leaves in its name."""
    coordination, direction = coordinatrice(ecole.pole), directrice(ecole, personne__nom="CanariDirection")
    case = SaisineFactory(ecole=ecole, auteur=direction)
    about = {"pole": ecole.pole, "destinataire": direction, "cible": case, "contexte": {}}
    with transaction.atomic():
        enqueue("saisines/accuse", cle="essai", **about)

    assert "CanariDirection" in listed(coordination)
