"""Who gets a page, who is told no, and to whom it does not exist: what the lines of the matrix are made of.

`Regle` says who gets the page; those who see the object without the right get 403, everybody else 404.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.securite.monde import (
    AILLEURS,
    AUTEURE,
    COLLEGUE,
    COORDO,
    COORDO_AILLEURS,
    DEDANS,
    DEHORS,
    DIRECTRICE,
    DIRECTRICE_AILLEURS,
    ICI,
    IEN,
    IEN_AILLEURS,
    INVITEE,
    MEMBRE,
    MISSION_FINIE,
    PARTENAIRE,
    ROLES,
    SECRETAIRE,
    SOLLICITEE,
    SUPPLEANTE,
    VOISINE,
)

OK, REFUS, ABSENT, CONNEXION, METHODE = "ok", "403", "404", "connexion", "405"

PILOTES_ICI = frozenset({COORDO, SUPPLEANTE, IEN})
PILOTES = PILOTES_ICI | {COORDO_AILLEURS, IEN_AILLEURS}
BUREAU = PILOTES | {SECRETAIRE}
EN_FONCTION = frozenset({*ICI, *AILLEURS})
MEMBRES = frozenset({SOLLICITEE, MEMBRE, MISSION_FINIE})
DIRECTRICES = frozenset({DIRECTRICE, VOISINE, DIRECTRICE_AILLEURS})
DE_L_ECOLE = frozenset({DIRECTRICE, AUTEURE})
ENSEIGNANTES = frozenset({AUTEURE, COLLEGUE, INVITEE})
LECTEURS = PILOTES_ICI | DE_L_ECOLE | {SOLLICITEE}
VOIENT = LECTEURS | {SECRETAIRE, PARTENAIRE}


@dataclass(frozen=True)
class Regle:
    """Roles that get the page, and roles that are told no. The others must not learn that it exists."""

    ok: frozenset[str] = frozenset()
    refus: frozenset[str] = frozenset()
    dehors: str = CONNEXION
    sinon: str = ABSENT

    def attendu(self, role: str) -> str:
        if role in self.ok:
            return OK
        if role in self.refus:
            return REFUS
        if role in DEHORS:
            return self.dehors
        return self.sinon


def pour(ok: Iterable[str], parmi: Iterable[str] = ()) -> Regle:
    """`ok` among those who see the place (`parmi`): the others of these are refused."""
    ok = frozenset(ok)
    return Regle(ok, frozenset(parmi) - ok)


@dataclass(frozen=True)
class Ligne:
    """One address. `objets` names the rows of the world that its identifiers designate; None: 405."""

    get: Regle | None = None
    post: Regle | None = None
    objets: dict[str, str] = field(default_factory=dict)
    mots: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)


TOUS = pour(DEDANS)
PUBLIC = Regle(frozenset(ROLES))
# A page that nobody reaches without the step before it (an invitation opened, a code sent, a second factor).
ABSENTE = Regle(dehors=ABSENT)
SANS_OBJET = Regle()
RENVOIE = Regle(sinon=CONNEXION)
DU_POLE = pour(EN_FONCTION)
PAR_LES_PILOTES = pour(PILOTES, EN_FONCTION)
PAR_LE_BUREAU = pour(BUREAU, EN_FONCTION)
