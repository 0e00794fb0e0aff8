"""Hostile files: none is kept as it came, none is served active, and the site goes on (menaces.md T13).

« 40 hostile files: none served active, no worker down »: there are more than a hundred here.
"""

import uuid

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from saisines.models import PieceJointe
from saisines.services import examen
from saisines.services.dossier import create_draft
from saisines.services.examen import REFUS, PieceRefusedError, clean_name, examine
from saisines.services.pieces import attach, read
from tests.factories.pole import EcoleFactory, directrice
from tests.saisines.corpus import DOCUMENTS, IMAGES, NOMS
from tests.saisines.corpus_pdf import ACTIF, PDFS
from tests.saisines.documents import pdf
from tests.saisines.saisie.pages import VIDES

CORPUS = {f"{name}.pdf": case for name, case in PDFS.items()} | IMAGES | DOCUMENTS
REFUSED = {name: case for name, case in CORPUS.items() if case[0]}
REDRAWN = [name for name, case in CORPUS.items() if not case[0]]


def claimed(name):
    return {"jpg": "jpeg"}.get(extension := name.rpartition(".")[2], extension)


@pytest.fixture
def saisine(db):
    ecole = EcoleFactory()
    auteur = directrice(ecole)
    return create_draft(by=auteur, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())[0]


def stored():
    """Every file of the storage of attachments."""
    try:
        folders = default_storage.listdir("pieces")[0]
    except FileNotFoundError:
        return set()
    return {f"{one}/{name}" for one in folders for name in default_storage.listdir(f"pieces/{one}")[1]}


def test_corpus_holds_what_it_promises():
    assert len(CORPUS) + len(NOMS) > 100
    assert {code for code, _ in CORPUS.values()} - {None} <= set(REFUS)


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_file_is_refused_with_its_reason(name):
    code, make = CORPUS[name]

    with pytest.raises(PieceRefusedError) as refusal:
        examine(make(), claimed(name))

    assert refusal.value.code == code
    assert str(refusal.value) == REFUS[code]


@pytest.mark.parametrize("name", REDRAWN)
def test_picture_that_hides_something_is_drawn_again_without_it(name):
    hostile = CORPUS[name][1]()

    kept = examine(hostile, claimed(name)).content

    assert kept.startswith(b"\xff\xd8\xff")
    assert kept.endswith(b"\xff\xd9")
    assert not any(mark in kept for mark in (b"Canari", ACTIF, b"PK\x03\x04", b"%PDF", b"script"))


@pytest.mark.parametrize(("name", "code"), NOMS.items(), ids=[repr(name)[:30] for name in NOMS])
def test_name_decides_nothing_but_the_format_that_it_claims(saisine, name, code):
    fichier = SimpleUploadedFile("x", pdf())
    fichier._name = name  # a forged request does not go through the cleaning of Django

    if code:
        with pytest.raises(PieceRefusedError) as refusal:
            attach(saisine, fichier, type="ppre", by=saisine.auteur)
        assert refusal.value.code == code
        return
    piece = attach(saisine, fichier, type="ppre", by=saisine.auteur)

    assert piece.chemin == f"pieces/{piece.pk.hex[:2]}/{piece.pk.hex}"
    assert len(piece.nom) <= 200
    assert not set(piece.nom) & set("/\\\r\n\x00\u202e")


def test_name_is_cleaned_of_what_turns_its_reading_around():
    assert clean_name("bilan\u202efdp.exe") == "bilan fdp.exe"
    assert clean_name("C:\\dossier\\a.pdf") == clean_name("../dossier/a.pdf") == "a.pdf"


def test_hostile_files_posted_to_the_site_leave_nothing_and_the_site_answers(client, saisine):
    """By the page, one after the other: said plainly, the text kept, nothing stored, nothing down."""
    posted = dict(list(REFUSED.items())[::2])
    client.force_login(saisine.auteur)
    address = reverse("saisines:modifier", args=[saisine.pk, "pieces"])
    before, answers = stored(), {}
    client.post(
        address, {**VIDES["pieces"], "version": 0, "urgence_motif": "non", "disponibilites": "CanariMardi"}
    )
    for name, (_, make) in posted.items():
        response = client.post(
            address,
            {
                **VIDES["pieces"],
                "version": 1,
                "urgence_motif": "non",
                "disponibilites": "CanariMardi",
                "action": "joindre",
                "type": "ppre",
                "fichier": SimpleUploadedFile(name, make()),
            },
        )
        page = response.content.decode()
        answers[name] = (response.status_code, "CanariMardi" in page, "alert(" in page)

    assert len(posted) > 40
    assert answers == dict.fromkeys(posted, (200, True, False))
    assert not PieceJointe.objects.exists()
    assert stored() == before
    assert (
        client.post(
            address,
            {
                **VIDES["pieces"],
                "version": 1,
                "action": "joindre",
                "type": "ppre",
                "fichier": SimpleUploadedFile("a.pdf", pdf()),
            },
        ).status_code
        == 302
    )


def test_machine_too_busy_to_judge_in_time_says_to_come_back(monkeypatch):
    monkeypatch.setattr(examen, "DELAI_SECONDES", 0.001)

    with pytest.raises(PieceRefusedError) as refusal:
        examine(pdf(), "pdf")

    assert refusal.value.code == "occupe"


def test_every_reason_says_what_to_do():
    assert all(len(message) > 30 and message.endswith((".", "\u00a0?")) for message in REFUS.values())


def test_more_files_at_once_than_the_machine_bears_are_asked_to_come_back(monkeypatch):
    for _ in range(examen.EXAMENS_ENSEMBLE):
        examen._places.acquire()
    with monkeypatch.context() as patch:
        patch.setattr(examen, "DELAI_SECONDES", 0.01)
        with pytest.raises(PieceRefusedError, match="dans une minute"):
            examine(pdf(), "pdf")
    for _ in range(examen.EXAMENS_ENSEMBLE):
        examen._places.release()

    assert examine(pdf(), "pdf").pages == 1


def test_judge_runs_without_any_secret(monkeypatch):
    seen = {}
    run = examen.subprocess.run
    monkeypatch.setattr(examen.subprocess, "run", lambda *args, **kw: seen.update(kw) or run(*args, **kw))

    examine(pdf(), "pdf")

    assert seen["env"] == {}


@pytest.mark.parametrize("kind", ["application/pdf", "text/html"])
def test_nothing_of_the_corpus_is_served_active(client, saisine, kind):
    """What is accepted leaves as a file to save, under a fixed name, whatever the browser was told."""
    client.force_login(saisine.auteur)
    for name in REDRAWN[:2]:
        fichier = SimpleUploadedFile(name, CORPUS[name][1](), content_type=kind)
        piece = attach(saisine, fichier, type="production", by=saisine.auteur)

        response = client.get(reverse("saisines:piece", args=[saisine.pk, piece.pk]))

        assert response["Content-Type"] == "image/jpeg"
        assert response["Content-Disposition"] == 'attachment; filename="piece-jointe.jpg"'
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response.content == read(piece)
