"""Local emergency numbers of a pole: their one shape, for those who write them and those who read them."""

from typing import NamedTuple, Self

from django.core.exceptions import ValidationError


class Numero(NamedTuple):
    """Whom one calls, and at which number. Stored as {"nom", "numero"}."""

    nom: str
    numero: str

    def __str__(self) -> str:
        return f"{self.nom}\u00a0: {self.numero}"

    @classmethod
    def read(cls, row: object) -> Self | None:
        """A stored row; None for what is not a name with a number of at least one digit."""
        if not isinstance(row, dict):
            return None
        nom, numero = row.get("nom"), row.get("numero")
        if not (isinstance(nom, str) and isinstance(numero, str)):
            return None
        nom, numero = nom.strip(), numero.strip()
        return cls(nom, numero) if nom and any(sign.isdigit() for sign in numero) else None


def read_numeros(stored: object) -> list[Numero]:
    """The numbers of a pole. What is malformed is left out: a page that sends for help must always open."""
    rows = stored if isinstance(stored, list) else []
    return [numero for row in rows if (numero := Numero.read(row))]


def validate_numeros(stored: object) -> None:
    """Refuse to store what could not be read back."""
    if not isinstance(stored, list) or len(read_numeros(stored)) != len(stored):
        raise ValidationError("Chaque numéro local a un nom et un numéro.")
