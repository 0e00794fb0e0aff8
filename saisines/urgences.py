"""Is it urgent, and why: read from the answers, in one place. Pure reading: nothing is written here.

The level sorts the case; the reason says how soon the next person is told (pole.urgences).
"""

from typing import Any

from pole.enums import RaisonUrgence, Urgence
from pole.urgences import REGLES
from saisines.natures.choix import Danger, Menace, MotifUrgence, TypeCrise
from saisines.recit import Recit

# From the calmest to the most pressing.
_NIVEAUX = (Urgence.NORMALE, Urgence.ECHEANCE, Urgence.HAUTE, Urgence.IMMEDIATE)
_RAISONS = tuple(RaisonUrgence)
# Levels that no meeting waits for.
URGENCES_ALERTEES = (Urgence.HAUTE, Urgence.IMMEDIATE)

_DANGERS = ("danger_eleve", "danger_eleves", "danger_adultes")
_DECES = {TypeCrise.DECES, TypeCrise.SUICIDE}
# Answers that may change the urgency, wherever a kind asks them.
DECLENCHEURS = frozenset({"motifs", "urgence_motif", "menaces", "type", *_DANGERS})


def urgency(recit: Recit, propose: dict[str, Any] | None = None) -> Urgence:
    """The most pressing of what motives, a danger that happened and the asked reason say (S1-11, S1-12)."""
    answers = _answers(recit, propose)
    found = [Urgence(motif.urgence) for motif in recit.motifs]
    if is_danger(answers):
        found.append(Urgence.HAUTE)
    if asked := _asked(answers):
        found.append(REGLES[asked].urgence)
    return max(found, key=_NIVEAUX.index, default=Urgence.NORMALE)


def reason(recit: Recit, propose: dict[str, Any] | None = None) -> RaisonUrgence | None:
    """The most pressing reason not to wait for the meeting; None when there is none.

    A danger that happened is one whatever else was answered. A step that was never saved answers by its
    default: a crisis is urgent unless somebody says otherwise.
    """
    answers = _answers(recit, propose)
    found = [asked] if (asked := _asked(answers)) else []
    if is_danger(answers):
        found.append(RaisonUrgence.DANGER)
    if any(motif.urgence in URGENCES_ALERTEES for motif in recit.motifs):
        found.append(RaisonUrgence.MOTIF)
    return min(found, key=_RAISONS.index, default=None)


def is_danger(answers: dict[str, Any]) -> bool:
    """Somebody was in danger, or was attacked: it happened (S1-11, S1-12)."""
    if any(answers.get(code) == Danger.AVERE for code in _DANGERS):
        return True
    return answers.get("menaces") == Menace.ACTES


def _asked(answers: dict[str, Any]) -> RaisonUrgence | None:
    """The reason that the school gave; an event that is a death is told as such: minutes count."""
    asked = answers.get("urgence_motif") or MotifUrgence.NON
    if asked == MotifUrgence.NON:
        return None
    return RaisonUrgence.DECES if answers.get("type") in _DECES else RaisonUrgence(asked)


def _answers(recit: Recit, propose: dict[str, Any] | None) -> dict[str, Any]:
    """Answers that matter here, stored or given now, with the defaults of the description."""
    found: dict[str, Any] = {}
    for etape in recit.description.etapes:
        asked = [champ for champ in etape.champs if champ.code in DECLENCHEURS]
        if asked:
            given = recit.contenu(etape.code) | (propose or {})
            found |= {champ.code: given.get(champ.code) or champ.defaut for champ in asked}
    return found
