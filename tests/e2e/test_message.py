"""A message being written survives a cut network and a closed tab, sealed in the browser."""

import pytest
from django.urls import reverse

from saisines.models import Message
from tests.factories.saisines import EtapeFactory, SaisineFactory

pytestmark = pytest.mark.navigateur
TEXTE = "CanariMessage : pouvez-vous passer jeudi ?"


def test_message_typed_without_network_is_given_back_in_the_next_tab_and_sent(monde, ouvrir):
    saisine = SaisineFactory(ecole=monde.ecole, auteur=monde.directrice)
    EtapeFactory(saisine=saisine, contenu={"question": "Que proposer ?"})
    url = reverse("saisines:dialogue", args=[saisine.pk])
    visite = ouvrir(monde.directrice).aller(url).check()
    visite.coupure = True
    visite.page.locator("textarea[name=texte]").fill(TEXTE)
    for _ in range(100):
        if visite.stored():
            break
        visite.page.wait_for_timeout(100)
    stored = visite.stored()
    visite.context.set_offline(True)
    visite.page.locator("[data-message] button[type=submit]").click()
    visite.page.get_by_text("le service ne répond pas").wait_for()
    visite.page.close(run_before_unload=False)
    visite.context.set_offline(False)

    visite.page = visite.context.new_page()
    visite.aller(url).page.get_by_text("Texte retrouvé").wait_for()
    visite.check().cliquer("Le reprendre")
    given_back = visite.page.locator("textarea[name=texte]").input_value()
    visite.page.locator("[data-message] button[type=submit]").click()
    visite.page.locator("[data-jeton]").first.wait_for()

    assert stored
    assert "Canari" not in "".join(stored)
    assert given_back == TEXTE
    assert Message.objects.get().texte == TEXTE
