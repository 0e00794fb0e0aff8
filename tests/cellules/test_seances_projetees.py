"""The screen of a séance on a projector: an act there does not bring the rest of the site back."""

import pytest
from django.urls import reverse

from tests.clients import signed_in


@pytest.mark.parametrize("name", ["nom_en_seance", "commencer_situation", "situation"])
def test_projected_screen_stays_projected_after_an_act(salle, name):
    salle.open()
    pilot = signed_in(salle.pilote)
    url = reverse(f"cellules:{name}", args=[salle.reunion.pk, salle.row(salle.premiere).pk])

    kept = pilot.post(url, {"version": "0", "comprehension": "Il lit seul.", "projection": "1"})
    other = pilot.post(url, {"version": "1", "comprehension": "Il lit seul.", "projection": ""})

    assert "/seance/?projection=1#situation-" in kept.url
    assert "projection" not in other.url


def test_both_texts_are_read_on_a_screen_that_stays_projected(salle):
    """Two people wrote: the page that shows it is on the wall too."""
    salle.open()
    pilot = signed_in(salle.pilote)
    url = reverse("cellules:situation", args=[salle.reunion.pk, salle.row(salle.premiere).pk])
    pilot.post(url, {"version": "0", "comprehension": "Il lit seul."})

    projected = pilot.post(url, {"version": "0", "comprehension": "Il lit à deux.", "projection": "1"})
    laptop = pilot.post(url, {"version": "0", "comprehension": "Il lit à deux.", "projection": ""})

    assert (projected.status_code, laptop.status_code) == (409, 409)
    html = projected.content.decode()
    assert 'class="seance--projection"' in html
    assert 'name="projection" value="1"' in html
    assert "/seance/?projection=1#situation-" in html
    assert "seance--projection" not in laptop.content.decode()
