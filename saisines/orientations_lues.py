"""A way out of the triage in words, as the reader of a case may read it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from saisines.enums import Issue
from saisines.models import Orientation

# Told by their own part of the page: the questions, the answer, the history.
_DITES_AILLEURS = frozenset({Issue.COMPLEMENT, Issue.REPONSE_DIRECTE, Issue.HORS_CHAMP})
# Their letter is the last word that the school reads on the case.
_DERNIERES = frozenset({Issue.REGROUPEMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class OrientationLue:
    """What was decided, why, and until when. `terminable`, `rendable`: what the reader may do about it."""

    id: UUID
    titre: str
    depuis: date
    pour_le: date | None
    finie: bool
    lettre: str
    terminable: bool = False
    rendable: bool = False


def lues(fiche) -> list[OrientationLue]:
    """Open ones first, the newest at the top. `fiche` (saisines.fiche.Fiche) says who reads. No query."""
    told = [row for row in fiche.saisine.orientations.all() if row.issue not in _DITES_AILLEURS]
    rows = sorted(told, key=lambda row: row.created_at, reverse=True)
    return [_lue(row, fiche) for row in sorted(rows, key=lambda row: not row.is_en_cours)]


def _lue(row: Orientation, fiche) -> OrientationLue:
    missions = {one.pk: one for one in fiche.saisine.sollicitations.all()}
    mission = missions.get(row.sollicitation_id)
    mine = mission is not None and mission.personne_id == fiche.user.pk and mission.is_en_cours
    return OrientationLue(
        id=row.pk,
        titre=row.get_issue_display(),
        depuis=row.created_at.astimezone(fiche.tz).date(),
        # The meeting may have moved since.
        pour_le=fiche.saisine.date_reunion if row.issue == Issue.CELLULE else row.pour_le,
        finie=not row.is_en_cours,
        # What it announced is over: only those who pilot read it again. A merge is said once, and stays said.
        lettre=fiche.masked(row.lettre) if row.is_en_cours or fiche.pilote or row.issue in _DERNIERES else "",
        terminable=fiche.pilote and row.is_en_cours and mission is None and row.issue != Issue.CELLULE,
        rendable=row.issue == Issue.RASED and mine and row.is_en_cours,
    )
