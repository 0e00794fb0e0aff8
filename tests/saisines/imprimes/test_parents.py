"""The sheets for the parents: one page, plain words, nothing of the case."""

import io
import re
from datetime import date

import pypdf
import pytest
from django.urls import reverse

from pole.enums import Nature
from saisines.documents import ACCORDS, ANNONCE
from saisines.enums import Etat
from saisines.models import Accord
from tests.clients import page, signed_in
from tests.factories.saisines import SaisineFactory
from tests.saisines.imprimes.scene import fetch, joined, text_of

pytestmark = pytest.mark.django_db


def test_sheet_for_the_parents_holds_on_one_page_without_a_word_about_the_child(directeur, told):
    answer = fetch(directeur, told, "parents", "pdf")
    text = text_of(answer)

    assert len(pypdf.PdfReader(io.BytesIO(answer.content)).pages) == 1
    for words in (told.ecole.nom, told.pole.nom, "Qui lit", "Vos droits", "Les deux parents", "accord écrit"):
        assert words in text
    for hidden in (told.eleve.nom, told.eleve.prenom, "Dit0", told.reference, "confidentiel", str(directeur)):
        assert hidden not in text


def test_sheet_for_the_parents_speaks_plainly(directeur, told):
    """No acronym and no word of the trade; short sentences."""
    text = text_of(fetch(directeur, told, "parents", "pdf"))

    jargon = ("saisine", "RASED", "PPRE", "ESS", "IEN", "cellule", "RGPD", "traitement")
    assert [word for word in jargon if re.search(rf"\b{word}\b", text)] == []
    sentences = re.split(r"[.:!?•]\s", text)
    assert max(len(sentence.split()) for sentence in sentences) <= 30


@pytest.mark.parametrize("modele", ACCORDS, ids=lambda modele: modele.nom)
def test_sheet_of_an_agreement_is_blank_and_holds_on_one_page(directeur, told, modele):
    answer = fetch(directeur, told, modele.nom, "pdf")
    text = text_of(answer)

    assert len(pypdf.PdfReader(io.BytesIO(answer.content)).pages) == 1
    for words in (told.ecole.nom, told.pole.nom, "oui ou non", "changer d’avis"):
        assert words in text
    for hidden in (told.eleve.nom, told.eleve.prenom, told.reference, str(directeur)):
        assert hidden not in text


def test_sheet_of_the_case_says_which_agreements_are_noted(people, told):
    day = date(2026, 10, 5)
    Accord.objects.create(
        saisine=told,
        type="pre",
        etat="signe",
        le=day,
        signe_le=day,
        signataire="les_deux",
        precision="LimiteDite",
        modifie_par=people["direction"],
    )

    for who in ("direction", "coordonnateur", "convie"):
        text = text_of(signed_in(people[who]).get(reverse("saisines:pdf", args=[told.pk])))
        for words in ("Signé le 5 octobre 2026 (les deux parents)", "LimiteDite"):
            assert joined(words) in joined(text)
        assert "Pas encore demandé" not in text


def test_sheet_of_a_noted_agreement_names_the_partner(directeur, saisine):
    accord = Accord.objects.create(
        saisine=saisine, type="partage", partenaire="CMP du Lac", modifie_par=directeur
    )

    answer = signed_in(directeur).get(reverse("saisines:accord_feuille", args=[saisine.pk, accord.pk]))

    assert "Service : CMP du Lac" in text_of(answer)
    assert answer["Content-Disposition"] == f'attachment; filename="accord-partage-{saisine.reference}.pdf"'


@pytest.mark.parametrize("address", ["modifier/famille/", "relire/"])
def test_sheet_is_offered_while_the_saisine_is_written(directeur, ecole, address):
    draft = SaisineFactory(ecole=ecole, auteur=directeur, etat=Etat.BROUILLON)
    sheet = reverse("saisines:document", args=[draft.pk, ANNONCE.nom, "pdf"])

    assert sheet in page(signed_in(directeur).get(f"{draft.get_absolute_url()}{address}"))
    assert fetch(directeur, draft, "parents", "pdf")["Content-Disposition"].endswith('parents-brouillon.pdf"')


def test_draft_of_kind_r_offers_it_once_it_names_a_pupil(directeur, ecole):
    draft = SaisineFactory(
        ecole=ecole, auteur=directeur, etat=Etat.BROUILLON, nature=Nature.RELATION, eleve=None
    )
    with_pupil = SaisineFactory(ecole=ecole, auteur=directeur, etat=Etat.BROUILLON, nature=Nature.RELATION)

    for saisine, offered in ((draft, False), (with_pupil, True)):
        for address in ("modifier/famille/", "relire/"):
            shown = page(signed_in(directeur).get(f"{saisine.get_absolute_url()}{address}"))
            assert ("parents.pdf" in shown) is offered
