"""What is kept of an ordinary file: its pixels and its words, without its past nor its place."""

import base64
import io
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject

from saisines.controle_pieces.bornes import RefusedError
from saisines.controle_pieces.jpeg import without_words
from saisines.services.examen import examine
from tests.saisines.corpus_pdf import HTML
from tests.saisines.documents import docx, field, image, odt, pdf


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
