"""Tables to keep: every cell is inert, whatever was typed, and the files open where they must."""

import csv
import io
from datetime import date
from zipfile import ZIP_STORED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pole.tableur import CSV, ODS, inert, table_response

TITRES = ["Référence", "Élève", "Le"]


def content_of(lignes, format):
    response = table_response(TITRES, lignes, format=format, nom="saisines")
    return b"".join(response.streaming_content)


def rows_of_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def xml_of(content):
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return archive.read("content.xml").decode()


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+33 4 00 00 00 00",
        "-2+3",
        "@SUM(A1)",
        "  =1+1",
        "\t=1+1",
        "\r\n=1+1",
        "\u00a0=1+1",
        "\u200b=1+1",
        "\ufeff=1+1",
        "\uff1d1+1",
        "\ufe621",
        "\uff0d1",
        "\uff20A1",
        '=HYPERLINK("http://exemple.test";"Ici")',
        "=cmd|' /C calc'!A0",
    ],
)
def test_text_that_a_spreadsheet_would_run_is_made_inert(text):
    assert inert(text).startswith("'")


@pytest.mark.parametrize(
    "text", ["Zoé d’Aubrelande", "2627-ECULLY-014", "CE1 – CE2", "", "l’élève = un autre"]
)
def test_plain_text_stays_as_it_is(text):
    assert inert(text) == text


@given(st.text())
def test_no_text_at_all_opens_a_formula_or_a_new_line(text):
    line = inert(text)

    assert line[:1] not in {"=", "+", "-", "@"}
    assert len(line.splitlines()) <= 1
    assert line == line.strip()


@given(st.lists(st.text(), min_size=1, max_size=3))
def test_any_texts_come_back_from_both_formats_in_their_cells(texts):
    cells = [inert(text) for text in texts]

    _, row = rows_of_csv(content_of([texts], CSV))
    xml = xml_of(content_of([texts], ODS))

    assert row == cells
    assert "table:formula" not in xml


def test_csv_opens_in_a_french_spreadsheet():
    content = content_of([["A", 'Zoé "la grande" ; CP', date(2026, 10, 3)], ["B", None, None]], CSV)

    assert content.startswith(b"\xef\xbb\xbf")
    assert rows_of_csv(content) == [
        TITRES,
        ["A", 'Zoé "la grande" ; CP', "03/10/2026"],
        ["B", "", ""],
    ]


def test_ods_is_an_archive_whose_type_comes_first_and_holds_real_dates():
    content = content_of([["A", "<b>&amp;", date(2026, 10, 3)]], ODS)

    with ZipFile(io.BytesIO(content)) as archive:
        first = archive.infolist()[0]
        names = archive.namelist()
    xml = xml_of(content)
    assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
    assert "meta.xml" not in names
    assert 'office:date-value="2026-10-03"' in xml
    assert "&lt;b&gt;&amp;amp;" in xml


def test_file_comes_as_an_attachment_with_a_plain_name():
    response = table_response(TITRES, [], format=ODS, nom="saisines-2026-10-03")

    assert response["Content-Disposition"] == 'attachment; filename="saisines-2026-10-03.ods"'
    assert response["Content-Type"] == "application/vnd.oasis.opendocument.spreadsheet"


def test_csv_leaves_line_by_line():
    """Nothing waits for the last row before the first one leaves."""
    read = []

    def lines():
        for number in range(3):
            read.append(number)
            yield [str(number), "", ""]

    pieces = iter(table_response(TITRES, lines(), format=CSV, nom="x").streaming_content)
    for _ in range(3):
        next(pieces)

    assert read == [0]
