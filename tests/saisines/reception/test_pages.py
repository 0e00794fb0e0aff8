"""The pages of the paper bridge: entering, telling how it came, confirming."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from saisines.a_faire import CONFIRMER, choses_des_saisines
from saisines.enums import Confirmation
from saisines.models import Saisine
from saisines.services.dossier import transmettre
from saisines.services.reception import corriger, repondre
from saisines.services.workflow import apply_transition
from saisines.workflow import TransitionRefusedError
from tests.clients import page, signed_in
from tests.factories.pole import (
    EcoleFactory,
    directrice,
    fresh,
    secretaire,
)
from tests.saisines.reception.scene import enter, facts, sent, today

pytestmark = pytest.mark.django_db


def test_case_says_how_it_came_and_who_confirmed(ecole, coordo, direction):
    saisine = sent(ecole, coordo)
    address = reverse("saisines:detail", args=[saisine.pk])
    before = page(signed_in(coordo).get(address))
    bureau = page(signed_in(secretaire(ecole.pole)).get(address))
    client = signed_in(direction)

    asked = page(client.get(reverse("saisines:confirmer", args=[saisine.pk])))
    client.post(
        reverse("saisines:confirmer", args=[saisine.pk]), {"reponse": "corrigee", "mot": "CanariCorrection"}
    )
    after = page(client.get(address))

    assert "Reçue par téléphone le" in before
    assert "CanariAuteur (l’équipe enseignante)" in before
    assert f"saisie par {coordo}" in before
    assert "ne l’a pas encore confirmée" in before
    assert "Reçue par téléphone le" in bureau
    assert "CanariAuteur" not in bureau
    assert "ce n’est pas nous" in asked
    assert f"Confirmée avec une correction par {direction}" in after
    assert "CanariCorrection" in after


def test_director_finds_it_among_the_things_to_do(ecole, coordo, direction):
    sent(ecole, coordo)
    sent(ecole, coordo)
    theirs = [one.titre for one in choses_des_saisines(fresh(direction), ecole.pole)]
    repondre(Saisine.objects.first(), by=fresh(direction), reponse=Confirmation.CONFIRMEE)

    left = [one.titre for one in choses_des_saisines(fresh(direction), ecole.pole)]

    assert (theirs.count(CONFIRMER[0]), left.count(CONFIRMER[0])) == (2, 1)


def test_pages_of_the_entry_lead_from_the_school_to_the_form(ecole, coordo, auteure):
    client, address = signed_in(coordo), reverse("saisines:recue")
    schools = page(client.get(address))
    form = client.get(address, {"ecole": str(ecole.pk)})
    data = {
        "jeton": str(uuid.uuid4()),
        "nature": "P",
        "canal": "papier",
        "recue_le": today(ecole).isoformat(),
        "auteur": str(auteure.pk),
    }

    sent_form = client.post(address, data | {"ecole": str(ecole.pk)})

    saisine = Saisine.objects.get()
    assert ecole.nom in schools
    assert str(auteure) in page(form)
    assert sent_form.url == reverse("saisines:modifier", args=[saisine.pk, "qui"])
    assert page(client.get(sent_form.url))
    assert "Comment elle est arrivée" in page(client.get(reverse("saisines:relire", args=[saisine.pk])))


def test_page_of_the_entry_keeps_what_was_typed_and_says_what_lacks(ecole, coordo):
    address = reverse("saisines:recue")
    data = {
        "ecole": str(ecole.pk),
        "jeton": str(uuid.uuid4()),
        "nature": "P",
        "canal": "papier",
        "auteur": "autre",
    }
    data["recue_le"] = (today(ecole) + timedelta(days=2)).isoformat()

    shown = page(signed_in(coordo).post(address, data | {"auteur_nom": "Claude Exemple"}))

    assert "Claude Exemple" in shown
    assert "à venir" in shown
    assert "Dites ce que cette personne fait" in shown
    assert not Saisine.objects.exists()


def test_pages_of_the_entry_cost_few_queries(ecole, coordo, django_assert_max_num_queries):
    saisine, client = enter(ecole, coordo), signed_in(coordo)
    directors = [directrice(ecole) for _ in range(3)]
    for address in (
        f"{reverse('saisines:recue')}?ecole={ecole.pk}",
        reverse("saisines:corriger_reception", args=[saisine.pk]),
        reverse("saisines:relire", args=[saisine.pk]),
    ):
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200
    transmettre(saisine, by=fresh(coordo))
    client = signed_in(directors[0])
    with django_assert_max_num_queries(10):
        assert client.get(reverse("saisines:detail", args=[saisine.pk])).status_code == 200


def test_case_without_a_school_is_taken_up_by_finding_it(ecole, coordo, direction):
    saisine = sent(ecole, coordo)
    repondre(saisine, by=fresh(direction), reponse=Confirmation.RECUSEE, mot="Non")
    client = signed_in(coordo)
    shown = page(client.get(reverse("saisines:detail", args=[saisine.pk])))
    chosen = page(client.get(reverse("saisines:corriger_reception", args=[saisine.pk])))

    with pytest.raises(TransitionRefusedError, match="Indiquez l’école"):
        apply_transition(saisine, "rouvrir", by=fresh(coordo), motif="Reprise")
    with pytest.raises(PermissionDenied):
        corriger(saisine, by=fresh(direction), **facts(ecole))

    assert "Retrouver la bonne école" in shown
    assert "École à retrouver" in shown
    assert "De quelle école vient la demande" in chosen


def test_once_sent_the_facts_of_its_arrival_stay(ecole, coordo):
    saisine = sent(ecole, coordo)

    with pytest.raises(TransitionRefusedError, match="celle de son école"):
        corriger(saisine, by=fresh(coordo), **facts(EcoleFactory(pole=ecole.pole)))
