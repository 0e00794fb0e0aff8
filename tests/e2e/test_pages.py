"""The pages around the cases, at three widths: no fault, nothing that overflows."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.navigateur

ORGANISATION = ("pole:detail", "pole:qui_fait_quoi", "pole:membres", "pole:ecoles", "cellules:annee")
BUREAU = ("pole:inviter", "pole:reglages", "pole:calendrier", "envoi_list")


@pytest.mark.parametrize("name", ["accueil", "account_login", "account_reset_password"])
def test_page_without_sign_in_is_clean(monde, ouvrir, name):
    visite = ouvrir().aller(reverse(name))

    visite.check_widths()


@pytest.mark.parametrize("name", [*ORGANISATION, "accueil", "mon_compte"])
def test_page_of_the_pole_is_clean_for_a_director(monde, ouvrir, name):
    visite = ouvrir(monde.directrice).aller(reverse(name))

    visite.check_widths()
