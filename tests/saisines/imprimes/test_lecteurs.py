"""Who reads what in the documents of a case."""

import io
import zipfile

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from pole.enums import Nature
from pole.models import Acte, Entree
from saisines.documents import ACCORDS, ANNONCE, TRAMES
from saisines.enums import Relation
from saisines.models import Accord
from tests.clients import page, signed_in
from tests.factories.saisines import SaisineFactory
from tests.saisines.imprimes.scene import DES_TRAMES, DOCUMENTS, QUI, fetch, joined, text_of
from tests.securite.canaris import PATTERN, readable

pytestmark = pytest.mark.django_db


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
