"""Reading files that come from outside: encodings, separators, broken records."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pole.annuaire import clean
from pole.lecture import (
    FichierIllisible,
    Rejet,
    column_key,
    detect_delimiter,
    detect_encoding,
    read_records,
)

cellules = st.text(alphabet='a;",é ', min_size=1, max_size=4).filter(str.strip)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encoding_is_recognised(tmp_path, encoding):
    (tmp_path / "f").write_bytes("nom;Écully\n".encode(encoding))

    assert detect_encoding(tmp_path / "f") == encoding


def test_letter_cut_by_a_block_is_still_utf_8(tmp_path):
    # Two bytes a letter, from an odd place: one of them lies across the end of the first block.
    (tmp_path / "f").write_bytes(b"a" + "é".encode() * (1 << 20))

    assert detect_encoding(tmp_path / "f") == "utf-8"


def test_byte_that_is_no_utf_8_far_in_the_file_is_seen(tmp_path):
    (tmp_path / "f").write_bytes(b"a" * (3 << 20) + b"\xe9")

    assert detect_encoding(tmp_path / "f") == "cp1252"


def test_file_that_is_not_text_is_refused(tmp_path):
    (tmp_path / "f").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")

    with pytest.raises(FichierIllisible, match="sans compression"):
        detect_encoding(tmp_path / "f")


@pytest.mark.parametrize(
    ("header", "delimiter"), [("a;b,c;d", ";"), ("a,b", ","), ("a\tb\tc,d", "\t"), ("a", ";")]
)
def test_separator_is_the_one_that_cuts_most(header, delimiter):
    assert detect_delimiter(header) == delimiter


@pytest.mark.parametrize("header", ["Code postal", "CODE_POSTAL", "\ufeffcode_postal", " Côde-Postal "])
def test_column_is_known_by_one_key(header):
    assert column_key(header) == "code_postal"


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("x;y", "2 colonnes au lieu de 3"),
        ("x;y;z;t", "4 colonnes au lieu de 3"),
        ('x;"y;z', "un guillemet reste ouvert"),
    ],
)
def test_broken_record_costs_one_line(broken, said):
    text = f"1;2;3\n{broken}\n4;5;6\n\n;;\n7;8;9\n"

    found = list(read_records(StringIO(text), ";", 3))

    assert [(number, wrong) for number, _, wrong in found] == [(2, ""), (3, said), (4, ""), (7, "")]


def test_quotation_mark_inside_a_cell_is_a_character():
    [(_, cells, wrong)] = read_records(StringIO('x;tuyau 5" bleu;z\n'), ";", 3)

    assert (cells, wrong) == (["x", 'tuyau 5" bleu', "z"], "")


def test_quotation_mark_open_on_the_last_lines_is_told():
    found = list(read_records(StringIO('1;2;3\n4;5;"6\n'), ";", 3))

    assert [wrong for _, _, wrong in found] == ["", "un guillemet reste ouvert"]


def test_rejected_line_is_said_in_words():
    assert str(Rejet(12, "trop courte")) == "ligne\u00a012\u00a0: trop courte"


@given(
    st.lists(st.tuples(cellules, st.builds("\n".join, st.lists(cellules, max_size=4)), cellules), max_size=8)
)
def test_records_written_by_csv_are_read_whole(table):
    stream = StringIO(newline="")
    csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL).writerows(table)
    stream.seek(0)

    found = list(read_records(stream, ";", 3))

    assert [tuple(cells) for _, cells, _ in found] == table
    assert not any(wrong for _, _, wrong in found)


@given(st.text())
def test_clean_text_has_no_control_character_and_is_clean_already(value):
    once = clean(value)

    assert clean(once) == once
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in once)
