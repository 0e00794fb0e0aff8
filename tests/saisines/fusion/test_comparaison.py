"""What the comparison of three versions says, without any database."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saisines import fusion
from tests.saisines.fusion.scene import ITEMS

QUESTION, REUSSITES, FAITS = ITEMS["question"], ITEMS["points_appui"], ITEMS["faits"]

PK = uuid.UUID(int=7)
words = st.text(alphabet="abc é", max_size=6)
answers = st.fixed_dictionaries(
    {
        "question": words,
        "points_appui": words,
        "faits": st.lists(st.fixed_dictionaries({"quoi": words}), max_size=2),
    }
)
CHECKED = (QUESTION, REUSSITES, FAITS)


@given(answers, answers, answers)
def test_nobody_s_change_is_overwritten_without_a_conflict(opened, theirs, mine):
    base = fusion.base_of(PK, CHECKED, opened)

    found = fusion.compare(PK, CHECKED, base=base, enregistre=theirs, propose=mine)

    for item in CHECKED:
        before, stored, typed = (one[item.code] for one in (opened, theirs, mine))
        if stored != before and typed != before and stored != typed:
            assert item.code in found.conflits
        elif typed != before and typed != stored:
            assert item.code in found.miennes
        elif stored != before:
            assert item.code not in found.miennes + found.conflits


@given(answers, answers)
def test_without_a_base_all_that_differs_is_a_conflict(theirs, mine):
    found = fusion.compare(PK, CHECKED, base={}, enregistre=theirs, propose=mine)

    assert found.miennes == []
    assert set(found.conflits) == {item.code for item in CHECKED if theirs[item.code] != mine[item.code]}


@given(words, words)
def test_prints_travel_in_the_page_and_belong_to_one_case(one, other):
    base = {"question": fusion.empreinte(PK, QUESTION, one)}

    assert fusion.read(fusion.written(base)) == base
    assert fusion.empreinte(uuid.UUID(int=8), QUESTION, one) != base["question"]
    assert (fusion.empreinte(PK, QUESTION, other) == base["question"]) is (one == other)


@pytest.mark.parametrize("text", ["", "x", "question:xyz", "é:0123456789abcdef", "a" * 9000])
def test_prints_that_are_not_are_ignored(text):
    assert fusion.read(text) == {}


def test_both_together_keeps_each_line_once_and_never_more_than_the_table_holds():
    one, two = {"quoi": "il sort"}, {"quoi": "il crie"}

    assert fusion.both(FAITS, [one], [one, two]) == [one, two]
    assert fusion.both(FAITS, [one] * FAITS.max_lignes, [two]) is None
    assert fusion.both(QUESTION, "a", "b") == "a\n\nb"
    assert fusion.both(ITEMS["frequence"], "jour", "semaine") is None
