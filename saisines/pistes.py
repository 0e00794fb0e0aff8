"""A piste before it is a row: the same words while an answer is written and when it leaves."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID

from saisines.enums import PourQui, Visee


@dataclass(frozen=True, slots=True)
class PisteEcrite:
    """A line and who; the rest only when it helps. `porteur` is somebody of the pole who carries it."""

    texte: str
    qui: str = ""
    pour_qui: str = ""
    avec_quoi: str = ""
    avant_le: date | None = None
    accord_parents: bool = False
    visee: str = ""
    porteur: UUID | None = None

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """From the JSON of a draft; an unknown choice or an unreadable date says nothing."""
        return cls(
            texte=str(stored.get("texte") or "").strip(),
            qui=str(stored.get("qui") or "").strip(),
            pour_qui=_among(PourQui, stored.get("pour_qui")),
            avec_quoi=str(stored.get("avec_quoi") or "").strip(),
            avant_le=_day(stored.get("avant_le")),
            accord_parents=bool(stored.get("accord_parents")),
            visee=_among(Visee, stored.get("visee")),
            porteur=_identifier(stored.get("porteur")),
        )

    @classmethod
    def of(cls, row) -> Self:
        """From a row of an answer that was sent."""
        return cls(
            texte=row.texte,
            qui=row.qui,
            pour_qui=row.pour_qui,
            avec_quoi=row.avec_quoi,
            avant_le=row.avant_le,
            accord_parents=row.accord_parents,
            visee=row.visee,
            porteur=row.porteur_id,
        )

    def stored(self) -> dict[str, Any]:
        """As the JSON of a draft: what is empty is left out, but for the line, who, and the bearer."""
        words = {name: value for name, value in asdict(self).items() if value}
        words |= {"texte": self.texte, "qui": self.qui}
        words["porteur"] = str(self.porteur) if self.porteur else None
        if self.avant_le:
            words["avant_le"] = self.avant_le.isoformat()
        return words


def _among(choices, value: Any) -> str:
    return value if value in choices.values else ""


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _identifier(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
