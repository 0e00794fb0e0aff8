"""Fields that take what a person types as it is: text stays text, and nothing typed is lost on an error."""

import unicodedata
from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from pole.dsfr import ChampDate

# Signs that turn the reading direction round: invisible, and able to make a text say something else.
_BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_KEPT = {"\n", "\t"}
AGE_MIN, AGE_MAX = 2, 16


def clean_text(texte: str, *, une_ligne: bool = False) -> str:
    """Plain text: one form of accents, real ends of line, no control character, no reversed reading."""
    texte = unicodedata.normalize("NFC", texte.replace("\r\n", "\n").replace("\r", "\n"))
    texte = "".join(signe for signe in texte if signe in _KEPT or not _is_refused(signe))
    return " ".join(texte.split()) if une_ligne else texte.strip()


def _is_refused(signe: str) -> bool:
    return unicodedata.category(signe) in {"Cc", "Cs"} or ord(signe) in _BIDI


def grouped(nombre: int) -> str:
    """1 200 with the space that French uses in numbers."""
    return f"{nombre:,}".replace(",", "\u202f")


class ChampTexte(forms.CharField):
    """Text with a limit said in French. No `maxlength`: a browser would cut a pasted text without a word."""

    def __init__(self, *, signes: int, long: bool = False, **kwargs) -> None:
        self.signes = signes
        self.long = long
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 4}) if long else forms.TextInput)
        super().__init__(strip=False, **kwargs)
        # Django's refusal of null characters has nothing left to refuse: they are removed first.
        self.validators = []

    def to_python(self, value):
        return clean_text(super().to_python(value), une_ligne=not self.long)

    def validate(self, value):
        super().validate(value)
        if len(value) > self.signes:
            raise ValidationError(
                f"Ce texte compte {grouped(len(value))} signes, {grouped(self.signes)} au plus : "
                "gardez l’essentiel, ou joignez un document.",
                code="trop_long",
            )


class ChampNaissance(ChampDate):
    """Birth date of a pupil, kept as an ISO text. `today` is the local day of the pole."""

    def __init__(self, *, today: date, **kwargs) -> None:
        super().__init__(**kwargs)
        self.today = today

    def clean(self, value):
        jour = super().clean(clean_text(str(value or ""), une_ligne=True))
        if jour is None:
            return ""
        if jour > self.today:
            raise ValidationError("Cette date est dans l’avenir : vérifiez l’année.", code="avenir")
        if not AGE_MIN <= self.today.year - jour.year <= AGE_MAX:
            raise ValidationError(
                "Cette date ne correspond pas à l’âge d’un élève : vérifiez l’année.", code="age"
            )
        return jour.isoformat()
