"""What comes first on a narrow screen, and what must not be cut there."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from pole.models import Personne
from pole.services.envois import enqueue
from saisines.enums import Etat
from tests.e2e.visite import HAUTEUR
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.navigateur

# Lines on which the text of an element stands.
LIGNES = "element => new Set([...element.getClientRects()].map(box => Math.round(box.top))).size"


def test_director_starts_a_demand_from_the_first_screen_the_numbers_above(monde, ouvrir):
    visite = ouvrir(monde.directrice, largeur=320).aller(reverse("saisines:nouvelle")).check()

    start = visite.page.get_by_role("button", name="Commencer").bounding_box()
    numbers = [visite.page.locator(f'main a[href="tel:{one}"]').bounding_box() for one in (15, 17, 18, 119)]

    assert start["y"] + start["height"] <= HAUTEUR
    assert all(number["y"] < start["y"] for number in numbers)


def test_other_numbers_are_one_tap_away_without_a_script(monde, ouvrir):
    monde.pole.numeros_urgence = [{"nom": "Cellule départementale", "numero": "04 00 00 00 11"}]
    monde.pole.save(update_fields=["numeros_urgence"])
    visite = ouvrir(monde.directrice, largeur=320, javascript=False).aller(reverse("saisines:nouvelle"))
    local = visite.page.get_by_role("link", name="04 00 00 00 11 Cellule départementale")
    hidden_at_first = not local.is_visible()

    visite.page.get_by_text("Les autres numéros").click()

    assert hidden_at_first
    assert local.is_visible()
    visite.check()


def test_phone_numbers_and_addresses_are_not_cut(monde, ouvrir):
    long_address = "prenom.nom-compose@academie-de-la-circonscription.example"
    Personne.objects.filter(pk=monde.psychologue.pk).update(email=long_address)
    visite = ouvrir(monde.directrice, largeur=320).aller(reverse("pole:qui_fait_quoi")).check()

    phones = visite.page.locator('main a[href^="tel:"]')
    address = visite.page.locator(f'main a[href="mailto:{long_address}"]')

    assert phones.count() > 1
    assert {phone.evaluate(LIGNES) for phone in phones.all()} == {1}
    # After « @ », then inside the only part that is wider than the card: never inside the first.
    assert address.inner_html().startswith("prenom.<wbr>nom-compose@<wbr>")
    assert address.evaluate(LIGNES) > 1


def test_what_is_late_comes_before_the_next_deadline(monde, ouvrir):
    SaisineFactory(
        ecole=monde.ecole,
        auteur=monde.directrice,
        etat=Etat.COMPLEMENT_DEMANDE,
        prochaine_date=monde.pole.today() - timedelta(days=3),
    )
    visite = ouvrir(monde.directrice, largeur=320).aller("/").check()

    late = visite.page.get_by_role("heading", name="Date dépassée").bounding_box()
    deadline = visite.page.get_by_role("heading", name="Prochaine date limite").bounding_box()

    assert late["y"] < deadline["y"]


def test_a_mail_takes_little_of_the_height_of_a_phone(monde, ouvrir):
    with transaction.atomic():
        for number in range(3):
            enqueue("saisines/reponse", pole=monde.pole, destinataire=monde.coordinatrice, cle=str(number))
    visite = ouvrir(monde.coordinatrice, largeur=320).aller(reverse("envois:list")).check()

    heights = [row.bounding_box()["height"] for row in visite.page.locator("tbody tr").all()]

    assert len(heights) == 3
    assert max(heights) < HAUTEUR / 6


def test_one_more_person_is_offered_at_a_time_without_a_script(monde, ouvrir):
    saisine = SaisineFactory(ecole=monde.ecole, auteur=monde.directrice, etat=Etat.PRISE_EN_CHARGE)
    visite = ouvrir(monde.coordinatrice, largeur=320, javascript=False)
    visite.aller(reverse("saisines:confier", args=[saisine.pk])).check()
    offered = visite.page.locator("summary").filter(has_text="e personne").locator("visible=true")
    at_first = offered.all_inner_texts()

    offered.first.click()

    assert at_first == ["2e personne (facultatif)"]
    assert offered.all_inner_texts() == ["2e personne (facultatif)", "3e personne (facultatif)"]
    visite.check()
