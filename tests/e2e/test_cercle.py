"""Who reads a case, in a browser: the pages of the accesses at three widths, and the way of each act."""

import uuid

import pytest
from django.urls import reverse

from saisines.models import DemandeAcces, Deport
from saisines.services import demandes_acces, partages
from tests.factories.pole import fresh, inspectrice, membre, partenaire
from tests.factories.saisines import EtapeFactory, SaisineFactory
from tests.saisines.test_acces import named

pytestmark = pytest.mark.navigateur


@pytest.fixture
def saisine(monde):
    saisine = SaisineFactory(ecole=monde.ecole, auteur=monde.directrice)
    EtapeFactory(saisine=saisine, contenu={"question": "Que proposer ?"})
    inspectrice(saisine.pole)
    return saisine


def url(nom, saisine):
    return reverse(f"saisines:{nom}", args=[saisine.pk])


def test_coordinator_keeps_somebody_away_and_lifts_it(monde, ouvrir, saisine):
    person = named(saisine, membre(saisine.pole))
    visite = ouvrir(monde.coordinatrice).aller(url("acces", saisine)).check_widths()

    visite.page.get_by_label("Qui ne doit pas lire").select_option(str(person.pk))
    visite.page.get_by_label("Pourquoi").fill("Connaît la famille")
    visite.cliquer("Tenir à l’écart").check_widths()
    kept = Deport.objects.en_cours().count()
    visite.page.get_by_role("button", name="Lever").click()
    visite.check()

    assert kept == 1
    assert not Deport.objects.en_cours().exists()


def test_note_is_written_reread_and_read_by_the_partner(monde, ouvrir, saisine):
    visite = ouvrir(monde.coordinatrice).aller(url("note_de_partage", saisine))
    visite.page.get_by_label("Ce que le partenaire lira").fill("Mme Dubosc attend un avis.")
    visite.page.get_by_text("Je l’ai relue").click()
    visite.cliquer("Enregistrer la note").check_widths()
    warned = visite.page.get_by_text("À vérifier avant de partager").is_visible()
    outside = named(saisine, partenaire(saisine.pole))
    partner = ouvrir(fresh(outside)).aller(url("detail", saisine)).check_widths()

    assert warned
    assert partages.is_shareable(saisine, outside) == ""
    assert partner.page.get_by_text("attend un avis").is_visible()


def test_member_asks_and_the_coordinator_answers(monde, ouvrir, saisine):
    psy = membre(saisine.pole)
    visite = ouvrir(psy).aller(reverse("saisines:demander_acces")).check_widths()
    visite.page.get_by_label("Référence du dossier").fill(saisine.reference)
    visite.page.get_by_label("Pourquoi").fill("Je suis la fratrie.")
    visite.cliquer("Demander l’accès").check()
    demande = DemandeAcces.objects.get()
    answer = ouvrir(monde.coordinatrice).aller(demande.get_absolute_url()).check_widths()
    answer.cliquer("Accepter").check()

    assert DemandeAcces.objects.get().jusqu_au
    assert visite.aller(url("detail", saisine)).check().page.get_by_text("Que proposer").is_visible()


def test_no_is_answered_with_a_word_without_javascript(monde, ouvrir, saisine):
    demande = demandes_acces.demander(
        saisine.pole,
        by=fresh(membre(saisine.pole)),
        reference=saisine.reference,
        raison="Besoin",
        jeton=uuid.uuid4(),
    )
    visite = ouvrir(monde.coordinatrice, javascript=False).aller(demande.get_absolute_url())

    visite.page.get_by_label("Votre réponse").fill("Appelez-moi.")
    visite.page.get_by_role("button", name="Répondre non").click()

    assert DemandeAcces.objects.get().mot == "Appelez-moi."
