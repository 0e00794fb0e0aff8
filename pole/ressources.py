"""What a pole gives to read before a request: one shape, for those who write and those who read."""

from typing import NamedTuple, Self
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

NOM_MAX, ADRESSE_MAX = 120, 300


class Ressource(NamedTuple):
    """What one may read today, and where. Stored as {"nom", "adresse"}."""

    nom: str
    adresse: str

    def __str__(self) -> str:
        return f"{self.nom}\u00a0: {self.adresse}"

    @property
    def site(self) -> str:
        """Where the link leads, said before one follows it."""
        return urlsplit(self.adresse).hostname or ""

    @classmethod
    def read(cls, row: object) -> Self | None:
        """A stored row; None for what is not a name with an https address."""
        if not isinstance(row, dict):
            return None
        nom, adresse = row.get("nom"), row.get("adresse")
        if not (isinstance(nom, str) and isinstance(adresse, str)):
            return None
        nom, adresse = nom.strip(), adresse.strip()
        fits = 0 < len(nom) <= NOM_MAX and len(adresse) <= ADRESSE_MAX and _is_https(adresse)
        return cls(nom, adresse) if fits else None


def _is_https(adresse: str) -> bool:
    """A plain secure address: no other scheme (T22), no user in it, no blank."""
    try:
        parts = urlsplit(adresse)
    except ValueError:
        return False
    plain = adresse.isprintable() and not any(sign.isspace() for sign in adresse)
    return plain and parts.scheme == "https" and "." in (parts.hostname or "") and "@" not in parts.netloc


def read_ressources(stored: object) -> list[Ressource]:
    """The resources of a pole. What is malformed is left out: the page before a request must always open."""
    rows = stored if isinstance(stored, list) else []
    return [ressource for row in rows if (ressource := Ressource.read(row))]


def validate_ressources(stored: object) -> None:
    """Refuse to store what could not be read back."""
    if not isinstance(stored, list) or len(read_ressources(stored)) != len(stored):
        raise ValidationError("Chaque ressource a un nom et une adresse qui commence par https.")
