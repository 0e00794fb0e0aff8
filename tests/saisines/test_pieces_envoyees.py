"""Documents after the sending: the school and the coordination join and take back, until it is studied."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pole.enums import Nature
from pole.models import Acte, Entree
from saisines.enums import ETATS_AVANT_ETUDE, Audience, Etat
from saisines.models import Evenement, PieceJointe, Saisine
from saisines.services.pieces import attach, detach
from tests.factories.pole import membre
from tests.factories.saisines import SaisineFactory
from tests.saisines.documents import docx, image, odt, pdf

pytestmark = pytest.mark.django_db


def fichier(content=None, name="CanariNom.pdf"):
    return SimpleUploadedFile(name, pdf() if content is None else content)


def page(saisine):
    return reverse("saisines:pieces", args=[saisine.pk])


def take_back(client, piece):
    return client.post(reverse("saisines:piece_retirer", args=[piece.saisine_id, piece.pk]))


def in_state(saisine, etat):
    Saisine.objects.filter(pk=saisine.pk).update(etat=etat)
    saisine.refresh_from_db()


@pytest.mark.parametrize("etat", [etat for etat in Etat if etat not in {"brouillon", "a_relire"}])
@pytest.mark.parametrize("role", ["direction", "coordonnateur"])
def test_documents_come_and_go_until_the_case_is_studied(client, saisine, people, role, etat):
    in_state(saisine, etat)
    client.force_login(people[role])

    client.post(page(saisine), {"type": "ppre", "fichier": fichier()})
    joined = PieceJointe.objects.count()
    answer = client.get(page(saisine)).content.decode()

    ouvert = etat in ETATS_AVANT_ETUDE
    assert joined == ouvert
    assert ("Joindre ce document" in answer) is ouvert
    assert ("ses documents ne changent plus" in answer) is not ouvert


def test_each_coming_and_going_is_a_line_of_the_history_that_both_sides_read(client, saisine, people):
    client.force_login(people["direction"])

    client.post(page(saisine), {"type": "ppre", "fichier": fichier()})
    take_back(client, PieceJointe.objects.get())
    school = client.get(saisine.get_absolute_url()).content.decode()
    client.force_login(people["coordonnateur"])
    pole = client.get(saisine.get_absolute_url()).content.decode()

    acts = Evenement.objects.filter(nom__in=["joindre", "retirer_piece"]).order_by("le")
    assert [(act.nom, act.audience, act.texte) for act in acts] == [
        ("joindre", Audience.ECOLE, "PPRE"),
        ("retirer_piece", Audience.ECOLE, "PPRE"),
    ]
    for text in (school, pole):
        assert "Un document a été joint" in text
        assert "Un document a été retiré" in text
        assert "CanariNom.pdf" not in text


def test_draft_has_no_history_of_its_documents(saisine, directeur):
    draft = SaisineFactory(ecole=saisine.ecole, auteur=directeur, etat=Etat.BROUILLON)

    attach(draft, fichier(), type="ppre", by=directeur)

    assert not Evenement.objects.filter(saisine=draft).exists()


def test_school_takes_back_its_own_documents_and_the_coordination_any(saisine, directeur, coordinateur):
    of_school = attach(saisine, fichier(), type="ppre", by=directeur)
    of_pole = attach(saisine, fichier(), type="ppre", by=coordinateur)

    with pytest.raises(PermissionDenied):
        detach(of_pole, by=directeur)
    detach(of_school, by=coordinateur)
    detach(of_pole, by=coordinateur)

    assert (of_school.par_le_pole, of_pole.par_le_pole) == (False, True)
    assert not PieceJointe.objects.exists()


def test_page_offers_to_take_back_only_what_may_be(client, saisine, directeur, coordinateur):
    attach(saisine, fichier(), type="ppre", by=directeur)
    attach(saisine, fichier(), type="pap", by=coordinateur)

    offered = {}
    for name, person in (("école", directeur), ("coordination", coordinateur)):
        client.force_login(person)
        offered[name] = client.get(page(saisine)).content.decode().count("Retirer<")

    assert offered == {"école": 1, "coordination": 2}


def test_taken_back_twice_it_goes_once(saisine, directeur):
    piece = attach(saisine, fichier(), type="ppre", by=directeur)
    twin = PieceJointe.objects.get(pk=piece.pk)

    detach(piece, by=directeur)
    detach(twin, by=directeur)

    assert Evenement.objects.filter(nom="retirer_piece").count() == 1


@pytest.mark.parametrize("role", ["secretariat", "convie"])
def test_others_join_and_take_back_nothing(client, saisine, people, role, directeur):
    piece = attach(saisine, fichier(), type="ppre", by=directeur)
    client.force_login(people[role])

    answers = [
        client.get(page(saisine)).status_code,
        client.post(page(saisine), {"type": "ppre", "fichier": fichier()}).status_code,
        take_back(client, piece).status_code,
    ]

    assert answers == [403, 403, 403]
    assert PieceJointe.objects.count() == 1


def test_strangers_do_not_learn_that_there_are_documents(client, saisine, strangers, directeur):
    piece = attach(saisine, fichier(), type="ppre", by=directeur)

    for person in strangers.values():
        client.force_login(person)
        assert client.get(page(saisine)).status_code == 404
        assert take_back(client, piece).status_code == 404
    assert PieceJointe.objects.count() == 1


def test_member_called_upon_reads_what_a_document_is_and_opens_it_after_the_click(
    client, saisine, sollicite, directeur
):
    piece = attach(saisine, fichier(), type="observation", by=directeur)
    address = reverse("saisines:piece", args=[saisine.pk, piece.pk])
    client.force_login(sollicite)

    before = client.get(saisine.get_absolute_url()).content.decode()
    refused = client.get(address).status_code
    client.post(reverse("saisines:identite", args=[saisine.pk]))
    after = client.get(saisine.get_absolute_url()).content.decode()

    assert "Grille d’observation" in before
    assert address not in before
    assert "Affichez d’abord l’identité" in before
    assert refused == 403
    assert address in after
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("nature", [Nature.RELATION, Nature.CRISE, Nature.ENSEIGNANT])
def test_kind_without_documents_has_no_page_for_them(client, saisine, directeur, nature):
    other = SaisineFactory(ecole=saisine.ecole, auteur=directeur, nature=nature)
    client.force_login(directeur)

    assert client.get(page(other)).status_code == 404
    assert page(other) not in client.get(other.get_absolute_url()).content.decode()


def test_draft_has_its_documents_in_its_step(client, saisine, directeur):
    draft = SaisineFactory(ecole=saisine.ecole, auteur=directeur, etat=Etat.BROUILLON)
    client.force_login(directeur)

    response = client.get(page(draft))

    assert response.url == reverse("saisines:modifier", args=[draft.pk, "pieces"])


def test_each_format_leaves_under_its_own_type(client, saisine, directeur):
    client.force_login(directeur)
    found = {}
    for name, content in (("a.png", image("PNG")), ("a.docx", docx()), ("a.odt", odt()), ("a.pdf", pdf())):
        piece = attach(saisine, fichier(content, name), type="ppre", by=directeur)
        response = client.get(reverse("saisines:piece", args=[saisine.pk, piece.pk]))
        found[response["Content-Disposition"]] = response["Content-Type"].rpartition("/")[2]

    assert found == {
        'attachment; filename="piece-jointe.jpg"': "jpeg",
        'attachment; filename="piece-jointe.docx"': (
            "vnd.openxmlformats-officedocument.wordprocessingml.document"
        ),
        'attachment; filename="piece-jointe.odt"': "vnd.oasis.opendocument.text",
        'attachment; filename="piece-jointe.pdf"': "pdf",
    }
    assert Entree.objects.filter(acte=Acte.PIECE, objet_id=saisine.pk, personne=directeur).count() == 4


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_documents_costs_ten_queries_at_most(
    client, saisine, directeur, count, django_assert_max_num_queries
):
    for _ in range(count):
        attach(saisine, fichier(), type="ppre", by=directeur)
    client.force_login(directeur)

    with django_assert_max_num_queries(10):
        client.get(page(saisine))
    with django_assert_max_num_queries(10):
        client.get(saisine.get_absolute_url())


def test_joining_then_taking_back_costs_twelve_queries_at_most(client, saisine, directeur):
    membre(saisine.pole, personne=directeur)
    client.force_login(directeur)

    with CaptureQueriesContext(connection) as joining:
        client.post(page(saisine), {"type": "ppre", "fichier": fichier()})
    piece = PieceJointe.objects.get()
    with CaptureQueriesContext(connection) as taking_back:
        take_back(client, piece)

    for captured in (joining, taking_back):
        statements = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
        assert len(statements) <= 12, statements
