"""A crisis, from the phone of a director to the one tap of whoever takes it, and its closing."""

import pytest

from pole.enums import Nature
from saisines.models import Saisine
from tests.e2e import gestes
from tests.e2e.test_natures import about_a_crisis

pytestmark = pytest.mark.navigateur


def test_crisis_reaches_the_office_on_every_page_and_one_tap_tells_the_school(monde, ouvrir):
    ecole = ouvrir(monde.directrice, largeur=320)
    about_a_crisis(ecole)
    gestes.relire(ecole)
    numbers_first = ecole.page.locator("main").inner_text()
    gestes.transmettre(ecole)
    receipt = ecole.check().page.locator("main").inner_text()
    saisine = Saisine.objects.get(nature=Nature.CRISE)

    bureau = ouvrir(monde.coordinatrice)
    bureau.aller("/cellules/").check_widths().cliquer(f"Prendre en charge {saisine.reference}")
    bureau.page.wait_for_load_state()
    bureau.check_widths()
    taken = ecole.aller(saisine.get_absolute_url()).check().page.locator("main").inner_text()
    ouvrir(monde.ien).aller("/").check()

    assert numbers_first.index("SAMU") < numbers_first.index("L’événement")
    assert "Prévenus" in receipt
    assert "Pris en charge par Solveig Tournesac" in taken
    assert "Une urgence attend" not in bureau.page.content()

    bureau.page.locator("summary").filter(has_text="Autres actions").click()
    bureau.page.get_by_role("link", name="Clore").click()
    bureau.check_widths().ecrire("Pourquoi", "Le calme est revenu.").ecrire("Ce qui a aidé", "Le téléphone.")
    bureau.cliquer("Clore").page.wait_for_load_state()
    bureau.check()

    assert "Le téléphone." in bureau.page.locator("main").inner_text()
    assert "Le téléphone." not in ecole.aller(saisine.get_absolute_url()).page.locator("main").inner_text()
