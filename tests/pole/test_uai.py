"""The check letter of UAI codes."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pole.uai import LETTRES, cle_uai, normalise_uai, valider_uai

chiffres = st.text(alphabet=string.digits, min_size=7, max_size=7)


def test_uai_of_the_ecully_office_is_valid_s1_01():
    assert cle_uai("0690273") == "X"
    assert valider_uai("0690273X")


@pytest.mark.parametrize("letter", sorted(set(string.ascii_uppercase) - {"X"}))
def test_uai_with_another_letter_is_refused(letter):
    assert not valider_uai(f"0690273{letter}")


@pytest.mark.parametrize(
    "uai",
    [
        "",
        "0690273",
        "690273X",
        "00690273X",
        "0690273x",
        " 0690273X",
        "0690273X\n",
        "0690273XX",
        "O690273X",
        "\u0660\u0666\u0669\u0660\u0662\u0667\u0663X",
    ],
)
def test_uai_of_another_shape_is_refused(uai):
    assert not valider_uai(uai)


@given(chiffres)
def test_uai_with_its_own_letter_is_accepted(digits):
    assert valider_uai(digits + cle_uai(digits))


@given(chiffres, st.integers(0, 6), st.sampled_from(string.digits))
def test_uai_with_one_changed_digit_is_refused(digits, place, digit):
    changed = digits[:place] + digit + digits[place + 1 :]

    assert valider_uai(changed + cle_uai(digits)) is (changed == digits)


@given(chiffres, st.sampled_from(LETTRES))
def test_uai_with_one_changed_letter_is_refused(digits, letter):
    assert valider_uai(digits + letter) is (letter == cle_uai(digits))


@pytest.mark.parametrize(
    "digits", ["069027", "06902733", "069027X", "", "\u0660\u0666\u0669\u0660\u0662\u0667\u0663"]
)
def test_check_letter_of_anything_but_seven_digits_is_an_error(digits):
    with pytest.raises(ValueError, match="sept chiffres"):
        cle_uai(digits)


def test_typed_uai_is_put_in_its_stored_form():
    assert normalise_uai(" 069 0273x\n") == "0690273X"
