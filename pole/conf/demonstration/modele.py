"""What a story is made of. Pure data: the acts are played by `actes`."""

from dataclasses import dataclass, field
from typing import Any

from pole.enums import Nature

# Year of birth of a pupil of this level, before the calendar year in which the school year begins.
AGES = {
    "tps": 2,
    "ps": 3,
    "ms": 4,
    "gs": 5,
    "cp": 6,
    "ce1": 7,
    "ce2": 8,
    "cm1": 9,
    "cm2": 10,
    "ulis": 9,
    "upe2a": 8,
}


@dataclass(frozen=True, slots=True)
class Acte:
    """One act: how many school days ago, by whom (first part of the address), with what.

    `donnees` follow the act; a date among them is a number of school days after the act.
    """

    nom: str
    jour: int
    par: str
    donnees: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Histoire:
    """A saisine and its life. `dire` holds the answers by code of field, tables as tuples of columns.

    In the texts, {-12} is the day twelve school days before the sending and {m-2} the month two months
    before. `ne_le` is a month and a day: the level gives the year.
    """

    cle: str
    # Empty for a situation that a member of the pole brings.
    ecole: str
    par: str
    nature: Nature = Nature.ELEVE
    # First name, name, month and day of birth; None where the kind is about no pupil.
    eleve: tuple[str, str, str] | None = None
    niveau: str = ""
    motifs: tuple[str, ...]
    # Of a confidential request: who was chosen to read it.
    lecteurs: tuple[str, ...] = ()
    # Of a request that the coordination entered: how it came, who asked, how many days before.
    recue: tuple[str, str, int] | None = None
    # Of a pupil who comes from another school: the story that ended there.
    suite_de: str = ""
    dire: dict[str, Any] = field(default_factory=dict)
    # The draft begins so many school days ago.
    ecrite: int
    vie: tuple[Acte, ...] = ()
    # Name of the document joined, if any.
    document: str = ""

    @property
    def envoi(self) -> int:
        """School days since the sending, or since the draft if it was not sent."""
        return next((acte.jour for acte in self.vie if acte.nom == "transmettre"), self.ecrite)


def acte(nom: str, jour: int, par: str, **donnees) -> Acte:
    """An act, written on one line."""
    return Acte(nom, jour, par, donnees)
