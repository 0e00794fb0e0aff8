"""Hostile files: none is kept as it came, none is served active, and the site goes on (menaces.md T13).

« 40 hostile files: none served active, no worker down »: there are more than a hundred here.
"""

import base64
import io
import uuid
import zipfile
import zlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject

from saisines.controle_pieces.bornes import RefusedError
from saisines.controle_pieces.jpeg import without_words
from saisines.models import PieceJointe
from saisines.services import examen
from saisines.services.dossier import create_draft
from saisines.services.examen import REFUS, PieceRefusedError, clean_name, examine
from saisines.services.pieces import attach, read
from tests.factories.pole import EcoleFactory, directrice
from tests.saisines.corpus import ACTIF, DOCUMENTS, HTML, IMAGES, NOMS, PDFS
from tests.saisines.documents import docx, field, image, odt, pdf
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


def photograph():
    """A picture lying on its side, with the place and the hour where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "CanariTelephone"
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 24.0)
    content = io.BytesIO()
    picture = Image.new("RGB", (300, 200), "white")
    picture.paste("red", (0, 0, 30, 200))
    picture.save(content, "JPEG", exif=exif, comment=b"CanariComment", icc_profile=b"CanariProfil" * 20)
    return content.getvalue()


def test_photograph_is_turned_upright_and_forgets_where_it_was_taken():
    kept = examine(photograph(), "jpeg").content

    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.size == (200, 300)
        assert picture.getpixel((100, 10))[0] > 200
        assert picture.getpixel((100, 10))[1] < 60  # the red side is now on top
        assert not picture.getexif()
        assert "icc_profile" not in picture.info
    assert b"Canari" not in kept


def picture_in_a_pdf(data, filters):
    """A page that shows a photograph, packed as these filters say."""

    def change(writer):
        picture = StreamObject()
        picture._data = data
        picture.update(
            {
                NameObject("/Subtype"): NameObject("/Image"),
                NameObject("/Width"): NumberObject(300),
                NameObject("/Height"): NumberObject(200),
                NameObject("/ColorSpace"): NameObject("/DeviceRGB"),
                NameObject("/BitsPerComponent"): NumberObject(8),
                NameObject("/Filter"): ArrayObject([NameObject(name) for name in filters]),
            }
        )
        shown = DictionaryObject({NameObject("/Photo"): writer._add_object(picture)})
        writer.pages[0][NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): shown})

    return pdf(change=change)


def letters(data):
    return base64.a85encode(data) + b"~>"


@pytest.mark.parametrize(
    ("pack", "filters"),
    [
        (bytes, ["/DCTDecode"]),
        (zlib.compress, ["/FlateDecode", "/DCTDecode"]),
        (letters, ["/ASCII85Decode", "/DCTDecode"]),
    ],
)
def test_photograph_within_a_pdf_forgets_its_place_and_keeps_its_pixels(pack, filters):
    before = photograph()

    kept = examine(picture_in_a_pdf(pack(before), filters), "pdf").content

    found = PdfReader(io.BytesIO(kept)).pages[0]["/Resources"]["/XObject"]["/Photo"]
    with Image.open(io.BytesIO(before)) as old, Image.open(io.BytesIO(found._data)) as new:
        assert old.tobytes() == new.tobytes()
    assert found["/Filter"] == "/DCTDecode"
    assert b"Canari" not in kept
    assert b"Exif" not in kept


def test_photographs_of_every_packing_lose_their_words_and_no_pixel():
    for options in ({"progressive": True}, {"quality": 95, "restart_marker_rows": 1}, {"subsampling": 2}):
        words = image(size=(90, 70), comment=b"CanariComment", exif=b"Exif\0\0CanariExif", **options)

        kept = without_words(words + HTML)

        assert b"Canari" not in kept
        assert kept.endswith(b"\xff\xd9")
        with Image.open(io.BytesIO(words)) as old, Image.open(io.BytesIO(kept)) as new:
            assert old.tobytes() == new.tobytes()


@given(st.binary(max_size=200))
def test_photograph_of_random_bytes_is_refused_or_shortened(data):
    try:
        kept = without_words(b"\xff\xd8" + data)
    except RefusedError:
        return
    assert len(kept) <= len(data) + 2


def test_pdf_is_written_again_without_its_past_nor_its_words():
    """An older version, what no page needs, and what it says of who made it are gone."""
    past = pdf(
        2, words=b"CanariAncien", change=lambda writer: writer.add_metadata({"/Author": "CanariAuteur"})
    )
    writer = PdfWriter(io.BytesIO(past), incremental=True)
    writer.pages[0][NameObject("/Contents")] = ArrayObject()
    apart = StreamObject()
    apart._data = b"CanariApart"
    writer._add_object(apart)
    writer.root_object[NameObject("/PieceInfo")] = DictionaryObject({NameObject("/Canari"): ArrayObject()})
    now = io.BytesIO()
    writer.write(now)

    examen = examine(now.getvalue(), "pdf")

    assert now.getvalue().count(b"%%EOF") == 2
    assert now.getvalue().count(b"Canari") >= 4
    assert (examen.pages, examen.content.count(b"%%EOF")) == (2, 1)
    assert b"Canari" not in examen.content


def test_large_photograph_is_kept_smaller():
    kept = examine(image(size=(6000, 4000)), "jpeg")

    with Image.open(io.BytesIO(kept.content)) as picture:
        assert picture.size == (2600, 1733)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_drawing_of_any_kind_is_kept_on_white(mode):
    kept = examine(image("PNG", mode=mode, color=0), "png")

    with Image.open(io.BytesIO(kept.content)) as picture:
        white = picture.getpixel((5, 5)) == (255, 255, 255)
    assert white is (mode in {"LA", "RGBA"})


def test_ordinary_documents_are_accepted():
    contents = [
        docx(field("PAGE") + field('HYPERLINK \\l "_Toc1"'), {"word/media/a.png": image("PNG")}),
        docx(parts={"docProps/core.xml": "<a/>", "customXml/item1.xml": "<a/>", "word/theme/t.xml": "<a/>"}),
    ]

    assert [examine(content, "docx").pages for content in contents] == [0, 0]
    inside = '<text:p><draw:image xlink:href="Pictures/a.jpg"/><text:a xlink:href="#ici">là</text:a></text:p>'
    assert examine(odt(inside, {"Pictures/a.jpg": image(), "layout-cache": "x"}), "odt").pages == 0


def test_document_is_packed_again_and_its_photographs_forget_their_place():
    kept = examine(docx(parts={"word/media/a.jpg": photograph()}), "docx").content

    with zipfile.ZipFile(io.BytesIO(kept)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert b"Canari" not in archive.read("word/media/a.jpg")
        assert "Un texte." in archive.read("word/document.xml").decode()
        assert {info.date_time[0] for info in archive.infolist()} == {1980}


@pytest.mark.parametrize("extension", ["png", "gif", "jpg"])
def test_picture_of_a_document_is_drawn_again_without_what_stood_behind_it(extension):
    format = {"jpg": "JPEG"}.get(extension, extension.upper())
    hostile = image(format, (60, 40), color="red") + HTML + b"CanariDerriere"
    name = f"word/media/image1.{extension}"

    kept = examine(docx(parts={name: hostile}), "docx").content

    with zipfile.ZipFile(io.BytesIO(kept)) as archive:
        data = archive.read(name)
    with Image.open(io.BytesIO(data)) as picture:
        assert (picture.format, picture.size) == (format, (60, 40))
        assert picture.convert("RGB").getpixel((30, 20))[0] > 250
    assert b"Canari" not in data


def test_drawing_of_a_document_stays_clear_where_it_was():
    drawing = Image.new("RGBA", (40, 30), (0, 0, 0, 0))
    drawing.paste((255, 0, 0, 255), (0, 0, 10, 30))
    content = io.BytesIO()
    drawing.save(content, "PNG", exif=b"Exif\0\0CanariLieu")

    kept = examine(odt(parts={"Pictures/a.png": content.getvalue()}), "odt").content

    with zipfile.ZipFile(io.BytesIO(kept)) as archive, Image.open(archive.open("Pictures/a.png")) as picture:
        assert [picture.getpixel((x, 5)) for x in (5, 35)] == [(255, 0, 0, 255), (0, 0, 0, 0)]
        assert "exif" not in picture.info
        assert "dpi" not in picture.info


def test_drawing_of_sixteen_bits_keeps_its_greys():
    grey = Image.new("I;16", (30, 20), 32_768)
    content = io.BytesIO()
    grey.save(content, "PNG")

    with Image.open(io.BytesIO(examine(content.getvalue(), "png").content)) as picture:
        assert abs(picture.getpixel((5, 5))[0] - 128) < 4


def test_part_that_is_not_kept_leaves_the_list_of_the_parts():
    listed = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/>'
        '<m:file-entry m:full-path="layout-cache" m:media-type="application/binary"/></m:manifest>'
    )

    kept = examine(odt(parts={"META-INF/manifest.xml": listed, "layout-cache": "x"}), "odt").content

    with zipfile.ZipFile(io.BytesIO(kept)) as archive:
        manifest = archive.read("META-INF/manifest.xml").decode()
        assert "layout-cache" not in archive.namelist()
    assert "content.xml" in manifest
    assert "layout-cache" not in manifest


def test_machine_too_busy_to_judge_in_time_says_to_come_back(monkeypatch):
    monkeypatch.setattr(examen, "DELAI_SECONDES", 0.001)

    with pytest.raises(PieceRefusedError) as refusal:
        examine(pdf(), "pdf")

    assert refusal.value.code == "occupe"


def test_open_document_says_its_type_first_and_unpacked():
    kept = examine(odt(), "odt").content

    assert kept[30:38] == b"mimetype"
    assert kept[38:].startswith(b"application/vnd.oasis.opendocument.text")


def test_same_document_given_back_is_accepted_again():
    """What the site keeps meets its own rules."""
    once = examine(docx(), "docx").content
    picture = examine(photograph(), "jpeg").content
    page = examine(pdf(2), "pdf").content

    assert examine(once, "docx").content == once
    assert examine(picture, "jpeg").pages == 1
    assert examine(page, "pdf").pages == 2


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
