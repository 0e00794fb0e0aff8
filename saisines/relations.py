"""What each relation to a case allows. The only table of these rights."""

from collections.abc import Set

from pole.portee import Portee
from saisines.enums import ETATS_AVANT_ETUDE, ETATS_PRIVES, Droit, Relation

_SIGNATAIRE = frozenset(
    {
        Droit.VOIR,
        Droit.LIRE,
        Droit.REDIGER,
        Droit.TRANSMETTRE,
        Droit.RETIRER,
        Droit.PRECISER,
        Droit.ACCUEILLIR,
        Droit.FAIRE_LE_POINT,
        Droit.JOINDRE,
        Droit.REDEMANDER,
        Droit.ECHANGER,
        Droit.ACCORDER,
        Droit.EFFACER,
    }
)
_AUTEUR = frozenset(
    {
        Droit.VOIR,
        Droit.LIRE,
        Droit.REDIGER,
        Droit.PRECISER,
        Droit.FAIRE_LE_POINT,
        Droit.JOINDRE,
        Droit.ECHANGER,
        Droit.ACCORDER,
    }
)
# The direction signs for its school; who reads a confidential request is its author's choice alone.
_AUTEUR_SEUL = _SIGNATAIRE | {Droit.CHOISIR}
_CONDUITE = frozenset(
    {Droit.VOIR, Droit.LIRE, Droit.PILOTER, Droit.INTERVENIR, Droit.ECHANGER, Droit.PRENDRE_URGENCE}
)
# The written agreement of parents comes back by the school, or straight to the coordination.
_PILOTAGE = _CONDUITE | {Droit.CONFIER, Droit.ACCORDER, Droit.JOINDRE, Droit.DEPORTER, Droit.ECRIRE_NOTE}

DROITS: dict[str, Set[str]] = {
    # It says whether what the coordination entered in the school's name is theirs.
    Relation.DIRECTION: _SIGNATAIRE | {Droit.PARTAGER, Droit.CONFIRMER},
    Relation.AUTEUR: _AUTEUR | {Droit.EFFACER},
    # Writes and reads as the author does; the draft stays the direction's, which alone erases it.
    Relation.COAUTEUR: _AUTEUR,
    Relation.SIGNATAIRE: _AUTEUR_SEUL,
    Relation.COORDONNATEUR: _PILOTAGE,
    Relation.IEN: _PILOTAGE,
    # References, dates and people to convene: never a narrative.
    Relation.SECRETARIAT: frozenset({Droit.VOIR}),
    Relation.CONVIE: frozenset({Droit.VOIR, Droit.LIRE, Droit.INTERVENIR, Droit.ECHANGER, Droit.ECRIRE_NOTE}),
    # They answer, and open the case to nobody: its author alone chooses who reads it.
    Relation.CHOISI: _CONDUITE,
    # A partner reads the note de partage and the messages addressed to them, not the case.
    Relation.PARTENAIRE: frozenset({Droit.VOIR, Droit.INTERVENIR, Droit.ECHANGER}),
    Relation.PARTENAIRE_NOMME: frozenset({Droit.VOIR}),
}
PARTENAIRES = frozenset({Relation.PARTENAIRE, Relation.PARTENAIRE_NOMME})

# Who may be told the pupil's name, and whether a logged click is asked first.
IDENTITE_SANS_CLIC = frozenset(
    {
        Relation.DIRECTION,
        Relation.AUTEUR,
        Relation.SIGNATAIRE,
        Relation.COAUTEUR,
        Relation.COORDONNATEUR,
        Relation.IEN,
    }
)
IDENTITE_AVEC_CLIC = frozenset({Relation.CONVIE, Relation.PARTENAIRE_NOMME})
# In a list of cases: named at once to those whose list it is, to the IEN by a logged click on the list. The
# others read there the names that they asked for case by case.
LISTE_SANS_CLIC = frozenset(
    {Relation.DIRECTION, Relation.AUTEUR, Relation.SIGNATAIRE, Relation.COORDONNATEUR}
)
LISTE_AVEC_CLIC = frozenset({Relation.IEN})


def droits_of(relations: Set[str]) -> frozenset[str]:
    """Rights that these relations add up to."""
    return frozenset().union(*(DROITS[relation] for relation in relations))


def reads_levels(portee: Portee) -> bool:
    """Whether one reads class levels in lists and letters, by the roles in the pole: a secretariat and a
    partner do not, unless they are members too.
    """
    return not (portee.is_secretariat or portee.is_partenaire) or portee.is_membre


def may_write(etat: str) -> bool:
    """The form is open to writing only before it is sent."""
    return etat in ETATS_PRIVES


def may_attach(etat: str) -> bool:
    """Documents come and go until the case is studied: what a meeting has read stays as it was."""
    return etat in ETATS_PRIVES or etat in ETATS_AVANT_ETUDE
