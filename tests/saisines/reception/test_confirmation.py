"""The direction says of what was entered for its school that it is right, to correct, or not theirs."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from pole.enums import Nature
from pole.models import Envoi
from saisines.enums import Confirmation, Etat
from saisines.models import Acces, Evenement, Reception
from saisines.services.brouillon import save_step
from saisines.services.reception import corriger, repondre
from saisines.services.suites import solliciter
from saisines.workflow import TransitionRefusedError
from tests.clients import page, signed_in
from tests.factories.pole import (
    EcoleFactory,
    directrice,
    fresh,
    inspectrice,
    membre,
    secretaire,
)
from tests.saisines.reception.scene import enter, facts, sees, sent, today

pytestmark = pytest.mark.django_db


def test_direction_confirms_once(ecole, coordo, direction):
    saisine, other = sent(ecole, coordo), directrice(ecole)

    repondre(saisine, by=fresh(direction), reponse=Confirmation.CONFIRMEE)

    reception = Reception.objects.get()
    assert (reception.confirmation, reception.confirmee_par) == (Confirmation.CONFIRMEE, direction)
    assert Evenement.objects.get(nom="confirmer").fonction == "direction de l’école"
    assert Envoi.objects.get(gabarit="saisines/confirmee").destinataire == coordo
    with pytest.raises(TransitionRefusedError, match="déjà répondu"):
        repondre(saisine, by=fresh(other), reponse=Confirmation.RECUSEE, mot="Non")


def test_correction_says_what(ecole, coordo, direction):
    saisine = sent(ecole, coordo)

    with pytest.raises(TransitionRefusedError, match="quelques mots"):
        repondre(saisine, by=fresh(direction), reponse=Confirmation.CORRIGEE)
    repondre(saisine, by=fresh(direction), reponse=Confirmation.CORRIGEE, mot="CanariCorrection")

    assert Reception.objects.get().mot == "CanariCorrection"
    assert saisine.etat == Etat.TRANSMISE


def test_request_that_the_school_does_not_know_leaves_it_at_once(ecole, coordo, direction, auteure):
    saisine = sent(ecole, coordo, auteur=auteure)
    called = membre(ecole.pole)
    solliciter(
        saisine,
        by=fresh(coordo),
        personne=called,
        mission="Observer",
        echeance=today(ecole) + timedelta(days=5),
    )

    repondre(saisine, by=fresh(direction), reponse=Confirmation.RECUSEE, mot="CanariRefus")

    saisine.refresh_from_db()
    assert (saisine.etat, saisine.ecole) == (Etat.RETIREE, None)
    assert not any(sees(one, saisine) for one in (direction, auteure, called))
    assert sees(coordo, saisine)
    assert not Acces.objects.filter(content_object=saisine, expire_le__gt=timezone.now()).exists()
    assert not saisine.sollicitations.en_cours().exists()


def test_next_school_is_asked_and_reads_nothing_of_the_first(ecole, coordo, direction):
    saisine = sent(ecole, coordo)
    repondre(saisine, by=fresh(direction), reponse=Confirmation.RECUSEE, mot="CanariRefus")
    next_school = EcoleFactory(pole=ecole.pole, nom="École du Lac")
    next_director = directrice(next_school)

    corriger(saisine, by=fresh(coordo), **facts(next_school))
    saisine.refresh_from_db()
    shown = page(signed_in(next_director).get(reverse("saisines:detail", args=[saisine.pk])))

    assert Reception.objects.get().is_attendue
    assert (saisine.ecole, saisine.etat) == (next_school, Etat.PRISE_EN_CHARGE)
    assert Envoi.objects.get(destinataire=next_director).gabarit == "saisines/a_confirmer"
    assert "CanariRefus" not in shown
    assert ecole.nom not in shown
    assert "Est-ce bien votre demande" in shown
    assert not sees(direction, saisine)


def test_pupil_follows_the_case_to_the_right_school(ecole, coordo):
    saisine = enter(ecole, coordo, nature=Nature.ELEVE)
    save_step(saisine, "qui", {"prenom": "Lou", "nom": "Exemple"}, version=0, by=fresh(coordo))
    right = EcoleFactory(pole=ecole.pole)

    corriger(saisine, by=fresh(coordo), **facts(right))

    saisine.refresh_from_db()
    assert (saisine.ecole, saisine.eleve.ecole) == (right, right)


def test_only_the_direction_of_that_school_confirms(ecole, coordo, direction, auteure):
    saisine = sent(ecole, coordo, auteur=auteure)
    neighbour = directrice(EcoleFactory(pole=ecole.pole))

    for one in (auteure, coordo, neighbour, inspectrice(ecole.pole), secretaire(ecole.pole)):
        with pytest.raises(PermissionDenied):
            repondre(saisine, by=fresh(one), reponse=Confirmation.CONFIRMEE)


def test_case_written_by_the_school_has_nothing_to_confirm(saisine, directeur):
    with pytest.raises(TransitionRefusedError, match="écrite par l’école"):
        repondre(saisine, by=fresh(directeur), reponse=Confirmation.RECUSEE, mot="Non")
    asked = signed_in(directeur).get(reverse("saisines:confirmer", args=[saisine.pk]))
    assert asked.url == saisine.get_absolute_url()
