"""What earlier enrolments of a case kept: carried over or taken off the agenda, it is not lost to sight."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cellules.models import Inscription, NoteDeSeance
from saisines.projection import names_of, without


@dataclass(frozen=True, slots=True, kw_only=True)
class Auparavant:
    """What was noted of a case the last time; `etudiee`: it was said so, then the case came back."""

    jour: date
    etudiee: bool
    mots: str
    interlocuteur: str
    point_le: date | None


def auparavant_of(row: Inscription, earlier: Iterable[Inscription]) -> Auparavant | None:
    """The last note that says something, among earlier enrolments of this case; else one that only says
    studied.

    The screen is projected: the known names of the pupil are left out. Reads `saisine.eleve`, and of the
    others `reunion` and `note.interlocuteur`.
    """
    noted = [one for one in earlier if one.saisine_id == row.saisine_id and one.note_prise]
    noted.sort(key=lambda one: one.inscrite_le)
    kept = [one for one in noted if _says(one.note)] or [one for one in noted if one.note.etudiee_le]
    return _read(kept[-1], names_of(row.saisine)) if kept else None


def _says(note: NoteDeSeance) -> bool:
    return bool(any(_lines(note)) or note.interlocuteur_id or note.point_le)


def _lines(note: NoteDeSeance) -> Iterator[str]:
    yield note.comprehension
    for one in note.pistes or []:
        yield " – ".join(filter(None, (one["texte"], one["qui"])))


def _read(row: Inscription, noms: frozenset[str]) -> Auparavant:
    note = row.note
    return Auparavant(
        jour=row.reunion.date,
        etudiee=note.etudiee_le is not None,
        mots=without(noms, "\n".join(filter(None, _lines(note)))),
        interlocuteur=str(note.interlocuteur or ""),
        point_le=note.point_le,
    )
