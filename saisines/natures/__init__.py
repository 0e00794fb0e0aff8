"""The kinds of saisine, each described once. Adding a kind is adding a module here.

`Champ`, `Table`, `Etape` and `Description` are the vocabulary; `description` gives the one of a kind.
"""

from pole.enums import Nature
from saisines.natures.base import (
    AVANT,
    RELIRE,
    Besoin,
    Champ,
    Conservation,
    Description,
    Etape,
    Rangement,
    Sensibilite,
    Table,
    TypeChamp,
)
from saisines.natures.eleve import ELEVE

DESCRIPTIONS: dict[str, Description] = {Nature.ELEVE: ELEVE}

__all__ = [
    "AVANT",
    "DESCRIPTIONS",
    "RELIRE",
    "Besoin",
    "Champ",
    "Conservation",
    "Description",
    "Etape",
    "Rangement",
    "Sensibilite",
    "Table",
    "TypeChamp",
    "description",
]


def description(nature: str) -> Description:
    """Description of a kind; one without any step for a kind that is not described yet: it tells nothing."""
    return DESCRIPTIONS.get(nature) or Description(nature=nature, titre=Nature(nature).label, etapes=())
