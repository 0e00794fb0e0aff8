"""Who may write a draft, and who learns nothing of it."""

import uuid

import pytest
from django.urls import reverse

from saisines.services.coffre import local_vault
from saisines.services.dossier import create_draft
from tests.factories.pole import EcoleFactory, coordinatrice, directrice, enseignante, inspectrice, membre
from tests.factories.saisines import SaisineFactory
from tests.saisines.saisie.pages import ETAPES, FETCH, address, autosave, post

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("etape", ETAPES)
def test_who_may_not_write_a_draft_learns_nothing_of_it(client, saisine, etape):
    pole, ecole = saisine.pole, saisine.ecole
    other = EcoleFactory()
    for person in (
        directrice(EcoleFactory(pole=pole)),
        enseignante(ecole),
        coordinatrice(pole),
        inspectrice(pole),
        membre(pole),
        directrice(other),
    ):
        client.force_login(person)
        assert client.get(address(saisine, etape)).status_code == 404
        assert post(client, saisine, etape).status_code == 404
        assert autosave(client, saisine, etape).status_code == 404
        assert client.get(reverse("saisines:coffre", args=[saisine.pk])).status_code == 404
        assert client.post(reverse("saisines:transmettre", args=[saisine.pk])).status_code == 404


def test_who_reads_a_saisine_that_was_sent_does_not_write_it(client):
    saisine = SaisineFactory()
    client.force_login(coordinatrice(saisine.pole))

    assert client.get(address(saisine, "qui")).status_code == 403
    assert autosave(client, saisine, "qui", nom="x").status_code == 403
    assert client.get(reverse("saisines:relire", args=[saisine.pk])).status_code == 403


def test_key_of_the_browser_belongs_to_one_person_and_one_document(client, ecole, saisine, directeur):
    """Derived, given to who may write, never stored."""
    colleague = directrice(ecole)
    other, _ = create_draft(by=directeur, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())

    mine = client.get(reverse("saisines:coffre", args=[saisine.pk]), **FETCH)
    vaults = {local_vault(directeur, saisine), local_vault(colleague, saisine), local_vault(directeur, other)}

    assert mine.json()["cle"] == local_vault(directeur, saisine).cle
    assert mine["Cache-Control"] == "no-store"
    assert len({vault.cle for vault in vaults}) == len({vault.nom for vault in vaults}) == 3
