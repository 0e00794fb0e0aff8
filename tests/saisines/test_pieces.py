"""The one PDF of a saisine: what is refused and why, sealed at rest, opened by one checked address."""

import io
import uuid
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from pole.models import Acte, Entree
from pole.televersement import TAILLE_MAX
from saisines.enums import Etat, Origine
from saisines.models import PieceJointe, Saisine
from saisines.services import acces
from saisines.services.brouillon import DraftClosedError
from saisines.services.dossier import create_draft
from saisines.services.pieces import REFUS, PieceRefusedError, attach, check_pdf, detach, read
from tests.factories.pole import EcoleFactory, coordinatrice, directrice, membre, secretaire
from tests.saisines.documents import pdf

ACTION = NameObject("/S")


def dictionary(**entries):
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})


def at_root(**entries):
    return lambda writer: writer.root_object.update(dictionary(**entries))


def on_page(**entries):
    return lambda writer: writer.pages[0].update(dictionary(**entries))


def annotation(**entries):
    return on_page(Annots=ArrayObject([dictionary(Type=NameObject("/Annot"), **entries)]))


def action(name, **entries):
    return dictionary(S=NameObject(name), **entries)


def behind_a_reference(writer):
    """The name of the action is itself an object elsewhere in the file."""
    name = writer._add_object(NameObject("/JavaScript"))
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(dictionary(S=name))


def attached(writer):
    writer.add_attachment("canari.txt", b"canari")


def zip_of(content):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        writer.writestr("canari.html", content)
    return archive.getvalue()


TEXT = TextStringObject("canari")
HOSTILE = [
    ("vide", b""),
    ("trop_gros", b"%PDF-" + b"0" * TAILLE_MAX),
    ("pas_un_pdf", b"MZ\x90\x00\x03 renamed exe"),
    ("pas_un_pdf", b"<html><script>alert(1)</script></html>"),
    ("pas_un_pdf", zip_of("x")),
    ("pas_un_pdf", b"\xff\xd8\xff\xe0 picture"),
    ("pas_un_pdf", b"GIF89a" + pdf()),
    ("incomplet", b"%PDF-1.7\n"),
    ("incomplet", pdf()[:200]),
    ("double", pdf() + zip_of("x")),
    ("double", pdf() + b"\n<script>alert(1)</script>"),
    ("double", b"%PDF-1.7\n<html><script>alert(1)</script>" + pdf()[9:]),
    ("chiffre", pdf(change=lambda writer: writer.encrypt("secret"))),
    ("action", pdf(change=at_root(OpenAction=action("/JavaScript", JS=TEXT)))),
    ("javascript", pdf(change=annotation(A=action("/JavaScript")))),
    ("javascript", pdf(change=at_root(Names=dictionary(JavaScript=dictionary())))),
    ("javascript", pdf(change=annotation(A=action("/JavaScript"))).replace(b"/JavaScript", b"/J#61vaScript")),
    ("action", pdf(change=behind_a_reference)),
    ("action", pdf(change=at_root(OpenAction=action("/Launch", F=TEXT)))),
    ("action", pdf(change=annotation(A=action("/Launch", F=TEXT)))),
    ("action", pdf(change=annotation(A=action("/SubmitForm")))),
    ("action", pdf(change=on_page(AA=dictionary(O=action("/Named"))))),
    ("formulaire", pdf(change=at_root(AcroForm=dictionary(XFA=TEXT)))),
    ("fichier_joint", pdf(change=attached)),
    ("fichier_joint", pdf(change=annotation(Subtype=NameObject("/FileAttachment")))),
    ("media", pdf(change=annotation(Subtype=NameObject("/RichMedia")))),
    ("media", pdf(change=annotation(Subtype=NameObject("/Screen")))),
    ("lien", pdf(change=annotation(A=action("/URI", URI=TEXT)))),
    ("lien", pdf(change=annotation(A=action("/GoToR", F=TEXT)))),
    ("trop_de_pages", pdf(31)),
    ("illisible", b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF"),
]


@pytest.mark.parametrize(
    ("code", "content"), HOSTILE, ids=lambda value: value if isinstance(value, str) else ""
)
def test_hostile_file_is_refused_with_its_reason(code, content):
    """menaces.md T13: nothing active goes in."""
    with pytest.raises(PieceRefusedError) as refusal:
        check_pdf(content)

    assert refusal.value.code == code
    assert str(refusal.value) == REFUS[code]


def test_every_reason_says_what_to_do():
    assert all(len(message) > 30 and message.endswith((".", "\u00a0?")) for message in REFUS.values())


@pytest.mark.parametrize("pages", [1, 30])
def test_ordinary_document_is_accepted(pages):
    assert check_pdf(pdf(pages)) == pages


def test_place_where_a_word_processor_opens_the_document_is_harmless():
    def place(writer):
        target = ArrayObject([writer.pages[0].indirect_reference, NameObject("/XYZ"), NumberObject(0)])
        writer.root_object[NameObject("/OpenAction")] = target

    assert check_pdf(pdf(change=place)) == 1


def test_bomb_is_stopped_by_its_limits():
    """Objects nested without end: refused, and the worker lives."""
    nested = b"<</A" * 5000 + b">>" * 5000
    bomb = pdf().replace(b"/Type /Catalog", b"/Bomb " + nested + b" /Type /Catalog")

    with pytest.raises(PieceRefusedError, match="PDF"):
        check_pdf(bomb)


@pytest.fixture
def ecole(db):
    return EcoleFactory()


@pytest.fixture
def auteur(ecole):
    return directrice(ecole)


@pytest.fixture
def saisine(ecole, auteur):
    return create_draft(by=auteur, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())[0]


def fichier(content=None, name="../../CanariNom Bilan.pdf"):
    return SimpleUploadedFile(name, pdf() if content is None else content, content_type="application/pdf")


def test_piece_is_sealed_at_rest_under_a_name_that_says_nothing(saisine, auteur):
    content = pdf(2)

    piece = attach(saisine, fichier(content), type="ppre", by=auteur)

    with default_storage.open(piece.chemin, "rb") as stored:
        sealed = stored.read()
    assert sealed.startswith(b"v1:t1:")
    assert b"%PDF" not in sealed
    assert piece.chemin == f"pieces/{piece.pk.hex[:2]}/{piece.pk.hex}"
    assert "CanariNom" in piece.nom
    assert (piece.pages, piece.taille, piece.cle) == (2, len(content), "t1")
    assert read(piece) == content


def test_half_written_piece_leaves_nothing(saisine, auteur, monkeypatch):
    def full_disk(name, content):
        raise OSError("no space left")

    monkeypatch.setattr(default_storage, "save", full_disk)

    with pytest.raises(OSError, match="no space"):
        attach(saisine, fichier(), type="ppre", by=auteur)

    assert not PieceJointe.objects.exists()


def test_row_that_fails_leaves_no_file(saisine, auteur):
    attach(saisine, fichier(), type="ppre", by=auteur)
    before = {
        name
        for folder in default_storage.listdir("pieces")[0]
        for name in default_storage.listdir(f"pieces/{folder}")[1]
    }

    with pytest.raises(PieceRefusedError, match="déjà jointe"):
        attach(saisine, fichier(), type="ppre", by=auteur)

    after = {
        name
        for folder in default_storage.listdir("pieces")[0]
        for name in default_storage.listdir(f"pieces/{folder}")[1]
    }
    assert after == before


def test_piece_goes_with_its_file(saisine, auteur, django_capture_on_commit_callbacks):
    piece = attach(saisine, fichier(), type="ppre", by=auteur)

    with django_capture_on_commit_callbacks(execute=True):
        detach(piece, by=auteur)

    assert not default_storage.exists(piece.chemin)
    assert not PieceJointe.objects.exists()


def test_nothing_is_attached_or_removed_once_sent_or_by_another(saisine, auteur):
    piece = attach(saisine, fichier(), type="ppre", by=auteur)
    stranger = directrice(EcoleFactory(pole=saisine.pole))

    with pytest.raises(PermissionDenied):
        detach(piece, by=stranger)
    Saisine.objects.filter(pk=saisine.pk).update(
        etat=Etat.TRANSMISE, reference="R", transmise_par=auteur, transmise_le=timezone.now(), nature="G"
    )
    with pytest.raises(DraftClosedError):
        detach(piece, by=auteur)
    with pytest.raises(DraftClosedError):
        attach(saisine, fichier(), type="ppre", by=auteur)


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
    Saisine.objects.filter(pk=saisine.pk).update(
        etat=Etat.TRANSMISE, reference="R", transmise_par=auteur, transmise_le=timezone.now(), nature="G"
    )
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
        (b"%PDF-" + b"0" * (TAILLE_MAX + 1), "Ce fichier dépasse 5"),
    ],
)
def test_refused_file_says_why_on_the_page_and_loses_no_text(client, saisine, auteur, content, message):
    client.force_login(auteur)

    response = client.post(
        reverse("saisines:modifier", args=[saisine.pk, "pieces"]),
        {"version": 0, "urgence_motif": "non", "disponibilites": "le mardi", "fichier": fichier(content)},
    )

    page = response.content.decode()
    assert message in page
    assert "le mardi" in page
    assert not PieceJointe.objects.exists()


def test_file_is_joined_from_its_step_and_the_refused_types_are_shown(client, saisine, auteur):
    """What must not be stored is named, with its own way."""
    client.force_login(auteur)
    address = reverse("saisines:modifier", args=[saisine.pk, "pieces"])
    before = client.get(address).content.decode()

    client.post(address, {"version": 0, "action": "joindre", "type": "pap", "fichier": fichier()})
    after = client.get(address).content.decode()

    assert "un bilan psychologique" in before
    assert "Retirer ce document" in after
    assert "CanariNom" not in after
    assert PieceJointe.objects.get().type == "pap"
