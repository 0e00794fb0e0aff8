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
from saisines.natures.crise import CRISE
from saisines.natures.eleve import ELEVE
from saisines.natures.groupe import GROUPE
from saisines.natures.orientation import ORIENTATION
from saisines.natures.projet import PROJET
from saisines.natures.relation import RELATION

DESCRIPTIONS: dict[str, Description] = {
    described.nature: described for described in (ELEVE, GROUPE, RELATION, CRISE, ORIENTATION, PROJET)
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
    """Description of a kind; one without any step for a kind that is not described yet: it tells nothing."""
    return DESCRIPTIONS.get(nature) or Description(nature=nature, titre=Nature(nature).label, etapes=())
