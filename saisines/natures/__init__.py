"""The kinds of saisine, each described once. Adding a kind is adding a module here.

`Champ`, `Table`, `Etape` and `Description` are the vocabulary; `description` gives the one of a kind.
"""

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
from saisines.natures.crise import CRISE
from saisines.natures.eleve import ELEVE
from saisines.natures.enseignant import ENSEIGNANT
from saisines.natures.groupe import GROUPE
from saisines.natures.orientation import ORIENTATION
from saisines.natures.projet import PROJET
from saisines.natures.relation import RELATION

DESCRIPTIONS: dict[str, Description] = {
    described.nature: described
    for described in (ELEVE, GROUPE, ENSEIGNANT, RELATION, CRISE, ORIENTATION, PROJET)
}

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
    """Description of a kind. Raises KeyError for what is not a kind."""
    return DESCRIPTIONS[nature]
