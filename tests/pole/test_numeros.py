"""Local emergency numbers: one shape, whatever was written in the settings of a pole."""

import pytest
from django.core.exceptions import ValidationError

from pole.numeros import Numero, read_numeros, validate_numeros
from tests.clients import page, signed_in
from tests.factories.pole import EcoleFactory, PoleFactory, coordinatrice, directrice

pytestmark = pytest.mark.django_db

CRIP = {"nom": "CRIP", "numero": "04 00 00 00 11"}
MALFORMED = [
    "CRIP",
    {"nom": "CRIP", "numero": "04"},
    ["CRIP"],
    [["CRIP", "04 00 00 00 11"]],
    [{"nom": "CRIP"}],
    [{"numero": "119"}],
    [{"nom": "CRIP", "numero": 119}],
    [{"nom": " ", "numero": "119"}],
    [{"nom": "CRIP", "numero": "à demander"}],
    [{"nom": ["CRIP"], "numero": {}}],
    [None],
]


def test_number_is_read_as_it_is_written():
    assert read_numeros([{"nom": " CRIP ", "numero": "04 00 00 00 11 "}]) == [
        Numero("CRIP", "04 00 00 00 11")
    ]
    assert str(Numero("CRIP", "119")) == "CRIP\u00a0: 119"


@pytest.mark.parametrize("stored", [*MALFORMED, [CRIP, "autre chose"]], ids=str)
def test_malformed_number_is_refused_by_the_settings_of_a_pole(stored):
    with pytest.raises(ValidationError, match="un nom et un numéro"):
        PoleFactory.build(numeros_urgence=stored).full_clean()


def test_numbers_well_written_are_accepted():
    PoleFactory.build(numeros_urgence=[]).full_clean()
    PoleFactory.build(numeros_urgence=[CRIP, {"nom": "Astreinte", "numero": "119"}]).full_clean()
    with pytest.raises(ValidationError):
        validate_numeros(None)


@pytest.mark.parametrize("stored", MALFORMED, ids=str)
def test_pages_open_whatever_is_stored(stored):
    pole = PoleFactory(numeros_urgence=stored)

    before = page(signed_in(directrice(EcoleFactory(pole=pole))).get("/saisines/nouvelle/"))
    settings = page(signed_in(coordinatrice(pole)).get("/pole/reglages/"))

    assert pole.numeros_locaux == []
    assert "tel:119" in before
    assert "Numéros locaux d’urgence" in settings


def test_number_well_written_is_kept_beside_one_that_is_not():
    pole = PoleFactory(numeros_urgence=[CRIP, "autre chose"])

    before = page(signed_in(directrice(EcoleFactory(pole=pole))).get("/saisines/nouvelle/"))
    settings = page(signed_in(coordinatrice(pole)).get("/pole/reglages/"))

    assert 'href="tel:0400000011"' in before
    assert "CRIP\u00a0: 04 00 00 00 11" in settings
    assert "autre chose" not in before + settings
