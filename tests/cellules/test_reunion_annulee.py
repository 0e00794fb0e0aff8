"""The pages of a meeting once it is cancelled: no page asks to prepare what will not be held."""

import pytest
from django.urls import reverse

from cellules.services.annee import annuler
from tests.clients import page, signed_in
from tests.factories.pole import fresh


@pytest.mark.parametrize("name", ["convocations", "ordre_du_jour"])
def test_cancelled_meeting_says_where_its_cases_went(salle, name):
    annuler(salle.reunion, by=fresh(salle.pilote))

    text = page(signed_in(salle.pilote).get(reverse(f"cellules:{name}", args=[salle.reunion.pk])))

    assert "Cette réunion est annulée" in text
    assert "passées à la prochaine réunion publiée" in text
    assert "Rien n’est encore à l’ordre du jour" not in text
    assert "Chaque personne lit les situations" not in text


def test_seance_of_a_cancelled_meeting_offers_nothing_to_close_or_project(salle):
    salle.open()
    annuler(salle.reunion, by=fresh(salle.pilote))

    text = page(signed_in(salle.pilote).get(reverse("cellules:seance", args=[salle.reunion.pk])))

    assert "Cette réunion est annulée" in text
    assert "Voir les réunions à venir" in text
    assert not [words for words in ("Clore la séance", "Projeter en grand", "reste 120") if words in text]
