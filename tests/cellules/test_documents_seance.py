"""What the true closing of a séance makes of its documents."""

import zipfile
from io import BytesIO

import pytest
from django.urls import reverse

from cellules.models import LotDeDocuments
from cellules.services import lots
from cellules.services.cloture import clore
from tests.cellules.scene import meeting
from tests.clients import page, signed_in
from tests.factories.pole import fresh
from tests.imprime import words_of

pytestmark = pytest.mark.django_db


def address(salle, name):
    return reverse(f"cellules:{name}", args=[salle.reunion.pk])


@pytest.fixture
def closed(salle):
    """One case studied with the psychologist there, the other carried over."""
    meeting(salle.pole, 30)
    salle.open()
    there = {str(row.pk): True for row in salle.letter(salle.psy).convies.all()}
    salle.study(salle.premiere)
    salle.letter(salle.psy).convies.filter(pk__in=there).update(presence=True)
    clore(salle.reunion, by=fresh(salle.pilote))
    return salle


def test_closing_opens_the_record_with_what_was_noted_and_what_is_carried_over(closed):
    text = page(signed_in(closed.psy).get(address(closed, "releve")))

    assert "Il lit seul quand on lui en laisse le temps." in text
    assert "Un temps de lecture chaque matin" in text
    assert str(closed.psy) in text
    pilot = page(signed_in(closed.pilote).get(address(closed, "releve")))
    assert closed.seconde.reference in pilot.split("Reportées à une autre réunion")[1]


def test_whoever_came_has_their_attestation_the_same_day(closed):
    url = reverse("cellules:attestation_pdf", args=[closed.letter(closed.psy).pk])

    response = signed_in(closed.psy).get(url)

    assert response.status_code == 200
    assert str(closed.psy) in words_of(response.content)
    assert "Attestation de présence" in page(signed_in(closed.psy).get(address(closed, "documents")))


def test_archive_of_a_closed_meeting_holds_its_record(closed):
    lots.demander(closed.reunion, by=fresh(closed.pilote))
    lots.make_next()

    names = zipfile.ZipFile(BytesIO(lots.read_archive(LotDeDocuments.objects.get()))).namelist()

    day = f"{closed.reunion.date:%Y-%m-%d}"
    assert {f"releve-{day}.pdf", f"attestations-{day}.pdf", f"dossier-{day}.pdf"} <= set(names)


def test_reading_is_closed_with_the_seance(closed):
    url = reverse("cellules:regards", args=[closed.row(closed.premiere).pk])

    assert "Enregistrer mon regard" not in page(signed_in(closed.psy).get(url))


def test_screen_of_the_seance_leads_to_the_readings_of_each_case(salle):
    salle.open()

    text = page(signed_in(salle.pilote).get(reverse("cellules:seance", args=[salle.reunion.pk])))

    for saisine in (salle.premiere, salle.seconde):
        assert reverse("cellules:regards", args=[salle.row(saisine).pk]) in text
