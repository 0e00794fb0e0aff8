"""Documents made from what was typed once, in two formats that open again, and the page that lists them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pole.enums import Nature
from saisines.documents import ACCORDS, TRAMES
from saisines.models import Accord, Essai
from saisines.natures import DESCRIPTIONS, Champ
from tests.clients import page, signed_in
from tests.factories.saisines import EtapeFactory, SaisineFactory
from tests.saisines.imprimes.scene import DOCUMENTS, fetch, joined, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("format_", ["pdf", "docx"])
@pytest.mark.parametrize(
    ("nom", "words"),
    [
        (
            "equipe-educative",
            ["EssaiDit", "ContactDit", "InstanceDite", "PlanDit", "AvisDit", "CanariQuestion"],
        ),
        ("ppre", ["EssaiDit", "ContactDit", "InstanceDite", "PlanDit", "AvisDit", "CanariQuestion"]),
        ("rased", ["EssaiDit", "ContactDit", "InstanceDite", "PlanDit", "AvisDit", "CanariQuestion"]),
        ("emas", ["EssaiDit", "InstanceDite", "PlanDit", "CanariQuestion"]),
    ],
)
def test_document_takes_up_what_was_typed_once(directeur, told, nom, words, format_):
    text = joined(text_of(fetch(directeur, told, nom, format_)))

    for word in words:
        expected = 1 if word in {"PlanDit", "AvisDit", "CanariQuestion"} else 3
        assert len(set(re.findall(rf"{word}\d?", text))) == expected, word
    assert "CanariEssai" in text


@pytest.mark.parametrize("nom", [modele.nom for modele in TRAMES])
def test_case_that_tells_almost_nothing_gives_a_document_to_complete(directeur, ecole, nom):
    saisine = SaisineFactory(ecole=ecole, auteur=directeur)

    assert "[à compléter]" in text_of(fetch(directeur, saisine, nom, "docx")) or nom == "rased"
    assert saisine.eleve.nom_complet in text_of(fetch(directeur, saisine, "rased", "docx"))
    assert text_of(fetch(directeur, saisine, nom, "pdf"))


def test_both_formats_say_the_same_words(directeur, told):
    for modele in TRAMES:
        pdf, word = (joined(text_of(fetch(directeur, told, modele.nom, one))) for one in ("pdf", "docx"))
        for typed in ("EssaiDit2", "PlanDit0", told.reference):
            assert (joined(typed) in pdf) is (joined(typed) in word) is True


def test_kind_a_prints_what_blocks_and_the_aim_in_the_ppre(directeur, ecole):
    """S4-16: help to write a PPRE."""
    saisine = SaisineFactory(ecole=ecole, auteur=directeur, nature=Nature.PROJET)
    EtapeFactory(saisine=saisine, contenu={"blocage": "BlocageDit", "objectif": "ObjectifDit"})

    text = text_of(fetch(directeur, saisine, "ppre", "docx"))

    assert "BlocageDit" in text
    assert "ObjectifDit" in text


def test_page_lists_every_document_and_the_case_leads_there(directeur, told):
    address = reverse("saisines:documents", args=[told.pk])
    shown = page(signed_in(directeur).get(address))

    assert address in page(signed_in(directeur).get(told.get_absolute_url()))
    for nom, format_ in DOCUMENTS:
        if nom != "accord-partage":
            assert reverse("saisines:document", args=[told.pk, nom, format_]) in shown
    assert shown.count("Pas encore demandé") == len(ACCORDS) - 1
    assert reverse("saisines:accord_noter", args=[told.pk, "partage"]) in shown


def test_member_sees_the_agreements_and_notes_none(people, told):
    shown = page(signed_in(people["convie"]).get(reverse("saisines:documents", args=[told.pk])))

    assert "Pas encore demandé" in shown
    assert "Noter" not in shown
    assert told.eleve.nom not in shown


@pytest.mark.parametrize("who", ["direction", "coordonnateur", "convie"])
@pytest.mark.parametrize("count", [1, 3])
def test_page_and_documents_cost_few_queries_whatever_they_hold(people, saisine, who, count):
    for number in range(count):
        Essai.objects.create(saisine=saisine, rang=number + 2, type="apc")
        Accord.objects.create(
            saisine=saisine, type="partage", partenaire=f"CMP {number}", modifie_par=people["direction"]
        )
    client = signed_in(people[who])
    addresses = [reverse("saisines:documents", args=[saisine.pk])]
    addresses += [reverse("saisines:document", args=[saisine.pk, nom, "docx"]) for nom in ("ppre", "emas")]
    client.get(addresses[0])

    for address in addresses:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        queries = [one["sql"] for one in captured if "SAVEPOINT" not in one["sql"]]
        assert len(queries) <= 8, queries


def test_codes_of_a_kind_are_one_so_that_a_document_finds_its_field():
    for described in DESCRIPTIONS.values():
        codes = [item.code for etape in described.etapes for item in etape.contenu]
        assert len(codes) == len(set(codes)), described.nature
    assert all(isinstance(item, Champ) or item.colonnes for item in DESCRIPTIONS["P"].etapes[1].contenu)
