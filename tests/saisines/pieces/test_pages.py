"""The documents on the pages: read at one checked address, joined and taken back from their step."""

import html
import uuid
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test.client import encode_multipart
from django.urls import reverse
from django.utils import timezone

from pole.models import Acte, Entree
from pole.televersement import TAILLE_MAX
from saisines.enums import Origine
from saisines.models import Etape, PieceJointe
from saisines.natures.pieces import REFUSEES
from saisines.services import acces
from saisines.services.dossier import create_draft
from saisines.services.examen import TAILLE_GARDEE
from saisines.services.pieces import attach, read
from tests.factories.pole import EcoleFactory, coordinatrice, directrice, membre, secretaire
from tests.saisines.documents import pdf
from tests.saisines.pieces.scene import fichier, send
from tests.saisines.saisie.pages import VIDES


def get(client, user, piece):
    client.force_login(user)
    return client.get(reverse("saisines:piece", args=[piece.saisine_id, piece.pk]))


def test_piece_is_sent_as_a_file_that_no_browser_runs(client, saisine, auteur):
    piece = attach(saisine, fichier(), type="ppre", by=auteur)

    response = get(client, auteur, piece)

    assert response.content == read(piece)
    assert response["Content-Disposition"] == 'attachment; filename="piece-jointe.pdf"'
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    line = Entree.objects.get(acte=Acte.PIECE)
    assert (line.acte, line.personne, line.objet_id, line.identite) == (Acte.PIECE, auteur, saisine.pk, True)


def test_piece_is_read_by_those_who_read_the_name(client, saisine, auteur):
    piece = attach(saisine, fichier(), type="ppre", by=auteur)
    send(saisine, auteur)
    convened, colleague = membre(saisine.pole), membre(saisine.pole)
    acces.grant(
        saisine,
        convened,
        origine=Origine.SOLLICITATION,
        origine_id=uuid.uuid4(),
        debut=timezone.now() - timedelta(hours=1),
        fin=timezone.now() + timedelta(days=1),
    )

    answers = {
        "coordination": get(client, coordinatrice(saisine.pole), piece).status_code,
        "secretariat": get(client, secretaire(saisine.pole), piece).status_code,
        "conviée, sans le clic": get(client, convened, piece).status_code,
        "collègue": get(client, colleague, piece).status_code,
        "autre école": get(client, directrice(EcoleFactory(pole=saisine.pole)), piece).status_code,
    }

    assert answers == {
        "coordination": 200,
        "secretariat": 403,
        "conviée, sans le clic": 403,
        "collègue": 404,
        "autre école": 404,
    }
    assert Entree.objects.filter(acte=Acte.PIECE).count() == 1


def test_piece_whose_file_is_lost_is_said_on_the_case(client, saisine, auteur):
    piece = attach(saisine, fichier(), type="ppre", by=auteur)
    default_storage.delete(piece.chemin)

    response = get(client, auteur, piece)

    assert (response.status_code, response.url) == (302, saisine.get_absolute_url())
    assert "ne peut pas être lu" in client.get(response.url).content.decode()
    assert not Entree.objects.filter(acte=Acte.PIECE).exists()


def test_piece_of_another_saisine_is_not_found(client, saisine, auteur, ecole):
    piece = attach(saisine, fichier(), type="ppre", by=auteur)
    other, _ = create_draft(by=auteur, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())
    client.force_login(auteur)

    assert client.get(reverse("saisines:piece", args=[other.pk, piece.pk])).status_code == 404


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"MZ exe", "Ce fichier n’est pas un PDF."),
        (b"", "Ce fichier est vide"),
        (b"%PDF-" + b"0" * TAILLE_GARDEE, "Ce fichier dépasse 5"),
        (b"%PDF-" + b"0" * (TAILLE_MAX + 1), "Ce fichier dépasse 5"),
    ],
)
def test_refused_file_says_why_on_the_page_and_loses_no_text(client, saisine, auteur, content, message):
    client.force_login(auteur)

    data = {
        **VIDES["pieces"],
        "version": 0,
        "urgence_motif": "non",
        "disponibilites": "le mardi",
        "type": "ppre",
    }
    response = client.post(step(saisine), data | {"fichier": fichier(content)})

    page = response.content.decode()
    assert message in page
    assert "le mardi" in page
    assert not PieceJointe.objects.exists()


def step(saisine):
    return reverse("saisines:modifier", args=[saisine.pk, "pieces"])


def test_documents_are_joined_and_taken_back_one_by_one_from_their_step(client, saisine, auteur):
    client.force_login(auteur)
    for type in ("pap", "observation", "pap"):
        client.post(
            step(saisine),
            {**VIDES["pieces"], "version": 0, "action": "joindre", "type": type, "fichier": fichier()},
        )
    first, second, third = PieceJointe.objects.order_by("rang")

    response = client.post(step(saisine), {**VIDES["pieces"], "version": 0, "retirer": str(second.pk)})
    page = client.get(step(saisine)).content.decode()

    assert response.url.endswith("#piece")
    assert set(PieceJointe.objects.all()) == {first, third}
    assert page.count("Retirer<") == 2
    assert "CanariNom" not in page


def test_document_of_another_case_is_not_taken_back_from_this_step(client, saisine, auteur, ecole):
    piece = attach(saisine, fichier(), type="ppre", by=auteur)
    other, _ = create_draft(by=auteur, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())
    client.force_login(auteur)

    client.post(step(other), {**VIDES["pieces"], "version": 0, "retirer": str(piece.pk)})

    assert PieceJointe.objects.filter(pk=piece.pk).exists()


def test_types_that_are_refused_stand_in_the_list_and_answer_with_their_way(client, saisine, auteur):
    """What must not be stored is looked for in the list: it is there, as a refusal that helps."""
    client.force_login(auteur)

    before = client.get(step(saisine)).content.decode()
    answer = client.post(
        step(saisine),
        {
            **VIDES["pieces"],
            "version": 0,
            "action": "joindre",
            "type": "refus_bilan",
            "fichier": fichier(),
            "telephone": "0400",
        },
    ).content.decode()

    assert "Non, cela ne se joint pas" in before
    assert all(html.escape(refusee.libelle) in before for refusee in REFUSEES)
    assert html.escape(REFUSEES[0].voie) in answer
    assert "0400" in answer
    assert not PieceJointe.objects.exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"type": "ppre"}, "Choisissez le fichier à joindre."),
        ({"fichier": True}, "Choisissez un type de document dans la liste."),
        ({"type": "refus_medical"}, "sous pli fermé"),
        ({"type": "inconnu", "fichier": True}, "Choisissez un type de document dans la liste."),
    ],
)
def test_half_of_what_is_needed_to_join_is_said(client, saisine, auteur, data, message):
    client.force_login(auteur)
    if data.get("fichier"):
        data = data | {"fichier": fichier()}

    page = client.post(
        step(saisine), {**VIDES["pieces"], "version": 0, "action": "joindre", **data}
    ).content.decode()

    assert message in page
    assert not PieceJointe.objects.exists()


def test_full_disk_is_said_and_the_text_is_kept_and_sent(client, saisine, auteur, monkeypatch):
    """Fault: the place is missing. The text is stored, and the saisine goes on without the document."""

    def full_disk(name, content):
        raise OSError("no space left")

    client.force_login(auteur)
    with monkeypatch.context() as patch:
        patch.setattr(default_storage, "save", full_disk)
        response = client.post(
            step(saisine),
            {
                **VIDES["pieces"],
                "version": 0,
                "type": "ppre",
                "fichier": fichier(),
                "disponibilites": "CanariMardi",
            },
        )

    assert "la place manque sur le serveur" in response.content.decode()
    assert Etape.objects.get(saisine=saisine, code="pieces").contenu["disponibilites"] == "CanariMardi"
    assert (
        client.post(
            step(saisine), {**VIDES["pieces"], "version": 1, "disponibilites": "CanariMardi"}
        ).status_code
        == 302
    )


def test_upload_that_is_cut_on_the_way_leaves_nothing(client, saisine, auteur):
    """Fault: the network is lost in the middle of the file."""
    client.force_login(auteur)
    whole = encode_multipart(
        "limite",
        {**VIDES["pieces"], "version": 0, "action": "joindre", "type": "ppre", "fichier": fichier(pdf(20))},
    )
    before = PieceJointe.objects.count()

    answers = {
        client.generic(
            "POST", step(saisine), whole[:length], content_type="multipart/form-data; boundary=limite"
        ).status_code
        for length in (len(whole) // 4, len(whole) // 2, len(whole) - 60)
    }

    assert answers <= {200, 302, 400}
    assert PieceJointe.objects.count() == before
