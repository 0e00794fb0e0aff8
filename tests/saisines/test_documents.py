"""Documents made from what was typed once: cut to their reader, in two formats that open again."""

import io
import re
import zipfile
from datetime import date

import docx
import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx.oxml.ns import qn

from pole.documents import Document, Grille, Partie, Texte
from pole.enums import Nature
from pole.models import Acte, Entree
from pole.word import render_word
from saisines.documents import ACCORDS, ANNONCE, MODELES, TRAMES
from saisines.enums import Etat, Relation
from saisines.models import Accord, ContactFamille, Essai, Etape, Instance, Plan
from saisines.natures import DESCRIPTIONS, Champ
from tests.clients import page, signed_in
from tests.factories.saisines import EtapeFactory, SaisineFactory
from tests.imprime import words_of
from tests.securite.canaris import PATTERN, Voliere, readable
from tests.securite.dossiers import furnish

pytestmark = pytest.mark.django_db
DOCUMENTS = [(modele.nom, format_) for modele in MODELES.values() for format_ in modele.formats]
DES_TRAMES = [(modele.nom, format_) for modele in TRAMES for format_ in modele.formats]
QUI = {
    Relation.DIRECTION: "direction",
    Relation.COORDONNATEUR: "coordonnateur",
    Relation.IEN: "ien",
    Relation.CONVIE: "convie",
}


def fetch(personne, saisine, nom, format_, status=200):
    answer = signed_in(personne).get(reverse("saisines:document", args=[saisine.pk, nom, format_]))
    assert answer.status_code == status
    return answer


def text_of(answer):
    """Words of a PDF or of a .docx, opened again by the library that reads it."""
    if answer["Content-Type"] == "application/pdf":
        return words_of(answer.content)
    word = docx.Document(io.BytesIO(answer.content))
    texts = [node.text or "" for node in word.element.body.iter(qn("w:t"))]
    return " ".join(" ".join(texts).split())


def joined(texte):
    """A long word is cut at the end of a line of a PDF."""
    return re.sub(r"[\s-]+", "", texte)


@pytest.fixture
def told(saisine):
    """One and three lines in each table that is typed once, and answers that the documents take up."""
    EtapeFactory(
        saisine=saisine,
        code="famille",
        contenu={"avis_parents": f"AvisDit par {saisine.eleve.prenom}", "parents_informes": "oui"},
    )
    for number in range(3):
        Essai.objects.create(saisine=saisine, rang=number + 2, type="ppre", precision=f"EssaiDit{number}")
        ContactFamille.objects.create(
            saisine=saisine, rang=number, forme="ecrit", retenu=f"ContactDit{number}"
        )
        Instance.objects.create(saisine=saisine, rang=number, type="ess", quand=f"InstanceDite{number}")
    Plan.objects.create(saisine=saisine, type="pap", depuis="PlanDit0")
    return saisine


# What they say


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


# Who reads what in them


@pytest.fixture
def lieu(saisine):
    """The case with a canary in every text, each with the relations that may read it."""
    voliere = Voliere()
    Etape.objects.filter(saisine=saisine).delete()
    saisine.essais.all().delete()
    furnish(saisine, "ici", voliere)
    return voliere


@pytest.mark.parametrize(("nom", "format_"), DES_TRAMES)
@pytest.mark.parametrize("relation", QUI)
def test_document_holds_no_word_that_its_reader_does_not_read(people, lieu, saisine, relation, nom, format_):
    answer = fetch(people[QUI[relation]], saisine, nom, format_)

    text = readable(answer.content) + str(answer.headers)
    found = {lieu.tous[one.casefold()] for one in PATTERN.findall(text)}
    assert [one.champ for one in found if relation not in one.lecteurs] == []
    if nom in {"equipe-educative", "rased"}:
        assert "saisines.essai.precision" in {one.champ for one in found}


@pytest.mark.parametrize("nom", [ANNONCE.nom, *(modele.nom for modele in ACCORDS)])
def test_sheet_for_parents_holds_no_word_of_the_case(people, lieu, saisine, nom):
    text = readable(fetch(people["coordonnateur"], saisine, nom, "pdf").content)

    assert PATTERN.findall(text) == []


@pytest.mark.parametrize("nom", [modele.nom for modele in TRAMES])
def test_word_about_the_teacher_stands_in_no_document(people, lieu, saisine, nom):
    """S4-10: what a situation does to the teacher is for the pilots alone, even when they print."""
    text = readable(fetch(people["coordonnateur"], saisine, nom, "docx").content)

    found = {lieu.tous[one.casefold()] for one in PATTERN.findall(text)}
    assert found
    assert [one for one in found if Relation.DIRECTION not in one.lecteurs] == []


@pytest.mark.parametrize("nom", [modele.nom for modele in TRAMES if modele.nom != "emas"])
@pytest.mark.parametrize("format_", ["pdf", "docx"])
def test_member_prints_no_name_before_the_logged_click(people, told, nom, format_):
    eleve, convie = told.eleve, people["convie"]
    client = signed_in(convie)
    address = reverse("saisines:document", args=[told.pk, nom, format_])

    before = client.get(address)
    client.post(reverse("saisines:identite", args=[told.pk]))
    after = client.get(address)

    for word in (eleve.prenom, eleve.nom):
        assert word not in joined(text_of(before))
        assert word not in readable(before.content)
        assert word in joined(text_of(after))
    assert "Nom masqué dans cette copie" in text_of(before)
    flags = Entree.objects.filter(personne=convie, acte__in=(Acte.PDF, Acte.EXPORT)).order_by("pk")
    assert list(flags.values_list("identite", flat=True)) == [False, True]


@pytest.mark.parametrize("format_", ["pdf", "docx"])
@pytest.mark.parametrize("etat", [None, "demande", "refuse", "signe"])
def test_request_to_the_emas_names_the_pupil_only_when_a_parent_agreed(directeur, told, etat, format_):
    """domaine.md §5.3, R18: it leaves the Éducation nationale."""
    if etat:
        day = timezone.localdate()
        signed = {"signe_le": day, "signataire": "parent_1"} if etat == "signe" else {}
        Accord.objects.create(saisine=told, type="emas", etat=etat, le=day, modifie_par=directeur, **signed)

    answer = fetch(directeur, told, "emas", format_)

    text = joined(text_of(answer)) + readable(answer.content)
    for word in (told.eleve.prenom, told.eleve.nom):
        assert (word in text) is (etat == "signe")
    assert ("n’est pas imprimé" in text_of(answer)) is (etat != "signe")
    assert "AvisDit" not in text
    assert "ContactDit" not in text


def test_documents_are_refused_to_the_secretariat_and_unknown_to_strangers(people, strangers, saisine):
    addresses = [reverse("saisines:documents", args=[saisine.pk])]
    addresses += [reverse("saisines:document", args=[saisine.pk, *one]) for one in DOCUMENTS]

    for address in addresses:
        assert signed_in(people["secretariat"]).get(address).status_code == 403
        assert {signed_in(one).get(address).status_code for one in strangers.values()} == {404}


@pytest.mark.parametrize("nature", [Nature.GROUPE, Nature.CRISE])
def test_case_about_no_pupil_has_only_its_own_sheet(directeur, ecole, nature):
    saisine = SaisineFactory(ecole=ecole, auteur=directeur, nature=nature, eleve=None)

    for nom, format_ in DOCUMENTS:
        fetch(directeur, saisine, nom, format_, status=404)
    shown = page(signed_in(directeur).get(reverse("saisines:documents", args=[saisine.pk])))
    assert "Fiche de saisine" in shown
    assert "parents" not in shown


@pytest.mark.parametrize(
    ("nom", "format_"), [("inconnu", "pdf"), ("ppre", "odt"), ("parents", "docx"), ("accord-emas", "docx")]
)
def test_unknown_document_or_format_is_404(directeur, saisine, nom, format_):
    fetch(directeur, saisine, nom, format_, status=404)


# What they are outside


@pytest.mark.parametrize(("nom", "format_"), DOCUMENTS)
def test_document_has_a_neutral_name_and_is_journaled(directeur, saisine, nom, format_):
    answer = fetch(directeur, saisine, nom, format_)

    name = f"{nom}-{saisine.reference}.{format_}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    line = Entree.objects.get(objet_id=saisine.pk, personne=directeur)
    assert line.acte == (Acte.PDF if format_ == "pdf" else Acte.EXPORT)
    assert line.identite is MODELES[nom].nomme


@pytest.mark.parametrize("nom", list(MODELES))
def test_pdf_is_tagged_in_french_and_titled_without_a_name(directeur, saisine, nom):
    reader = pypdf.PdfReader(io.BytesIO(fetch(directeur, saisine, nom, "pdf").content))

    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert saisine.eleve.nom not in str(reader.metadata)


@pytest.mark.parametrize("nom", [modele.nom for modele in TRAMES])
def test_word_file_is_french_structured_and_names_nobody_in_its_properties(directeur, told, nom):
    content = fetch(directeur, told, nom, "docx").content
    word = docx.Document(io.BytesIO(content))

    properties = word.core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.language == "fr-FR"
    styles = [paragraph.style.name for paragraph in word.paragraphs]
    assert styles[0] == "Heading 1"
    assert styles.count("Heading 1") == 1
    assert styles.count("Heading 2") >= 4
    assert {node.get(qn("w:val")) for node in word.styles.element.iter(qn("w:lang"))} == {"fr-FR"}
    for table in word.tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
    assert any(row._tr.trPr is not None for table in word.tables for row in table.rows)


@pytest.mark.parametrize(("nom", "format_"), DOCUMENTS)
def test_no_canary_stands_in_the_name_or_the_properties_of_a_document(people, lieu, saisine, nom, format_):
    answer = fetch(people["direction"], saisine, nom, format_)

    if format_ == "pdf":
        reader = pypdf.PdfReader(io.BytesIO(answer.content))
        properties = str(reader.metadata) + str(reader.xmp_metadata.stream.get_data())
    else:
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            parts = [name for name in archive.namelist() if not name.startswith("word/")]
            assert "docProps/core.xml" in parts
            properties = "".join(archive.read(name).decode() for name in parts)
    outside = properties + str(answer.headers)
    assert PATTERN.findall(outside) == []
    assert [word for word in (saisine.eleve.nom, saisine.eleve.prenom) if word in outside] == []


@pytest.mark.parametrize("nom", [modele.nom for modele in TRAMES])
def test_word_file_has_no_link_outside_no_macro_no_picture(directeur, told, nom):
    with zipfile.ZipFile(io.BytesIO(fetch(directeur, told, nom, "docx").content)) as archive:
        names = archive.namelist()
        rels = "".join(archive.read(name).decode() for name in names if name.endswith(".rels"))
        types = archive.read("[Content_Types].xml").decode()

    assert "TargetMode" not in rels
    assert "attachedTemplate" not in rels
    assert "macro" not in types.lower()
    assert not [name for name in names if re.search(r"vba|media|thumbnail|customXml|embeddings", name)]


def test_word_file_keeps_any_text_as_text():
    """What a person typed is neither a field, nor a formula, nor broken XML."""
    hostile = "<w:p/>&amp; {{ 7|add:7 }} =1+1 \x00\x1b\ud800 fin\nligne"
    document = Document(
        titre="Essai",
        chapeau=hostile,
        parties=(Partie(hostile, (Texte(hostile), Grille(hostile, (hostile,), ((hostile,),)))),),
    )

    word = docx.Document(io.BytesIO(render_word(document, pied=hostile)))

    assert word.paragraphs[1].text == "<w:p/>&amp; {{ 7|add:7 }} =1+1  fin\nligne"
    assert word.tables[0].rows[1].cells[0].text == word.paragraphs[1].text


# For the parents


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


# The page


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
