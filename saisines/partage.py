"""What an outside partner reads of a case: the note written for them, an age, a level, dates. No more."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from saisines.models import NoteDePartage, Saisine
from saisines.suivi import Regard
from saisines.vigilance.relecture import CONSEILS, EXTRAITS_MAX
from saisines.vigilance.reperage import Genre, mots_de, reperer

if TYPE_CHECKING:
    from saisines.fiche import Fiche


@dataclass(frozen=True, slots=True, kw_only=True)
class Partage:
    """`note` is empty until it was reread; `sujet` says « 8 ans, CE1 »."""

    note: str
    relue_le: date | None
    sujet: str
    transmise_le: date | None
    reunion_le: date | None


def partage_of(fiche: "Fiche") -> Partage | None:
    """For a partner only. No query once the parts of the case are loaded."""
    if fiche.regard != Regard.EXTERIEUR:
        return None
    case, note = fiche.saisine, note_of(fiche.saisine)
    read = note is not None and note.is_relue
    sent = case.transmise_le
    return Partage(
        note=fiche.masked(note.texte) if read else "",
        relue_le=note.relue_le.astimezone(fiche.tz).date() if read else None,
        sujet=", ".join(filter(None, (age_of(case, fiche.today), case.get_niveau_display()))),
        transmise_le=sent.astimezone(fiche.tz).date() if sent else None,
        reunion_le=case.date_reunion,
    )


def note_of(saisine: Saisine) -> NoteDePartage | None:
    return next(iter(saisine.notes_de_partage.all()), None)


def age_of(saisine: Saisine, today: date) -> str:
    """« 8 ans »: in whole years, never the date of birth."""
    if saisine.eleve_id is None:
        return ""
    try:
        born = date.fromisoformat(saisine.eleve.naissance)
    except ValueError:
        return ""
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return f"{years}\u00a0ans" if years > 0 else ""


def a_verifier(texte: str, fiche: "Fiche") -> list[tuple[str, str]]:
    """(words, advice) of what a note should not hold. It blocks nothing.

    To those who read the pupil's name, it is found too: to the others, this would tell it.
    """
    saisine = fiche.saisine
    places = mots_de(f"{saisine.ecole or ''} {saisine.pole.nom}")
    found: dict[Genre, list[str]] = {}
    for genre, extrait in reperer(texte, connus=places, today=fiche.today):
        found.setdefault(genre, []).append(extrait)
    if fiche.nominatif:
        _add_pupil(found, texte, saisine)
    return [(", ".join(extraits[:EXTRAITS_MAX]), _CONSEILS[genre]) for genre, extraits in found.items()]


def _pupil(saisine: Saisine) -> frozenset[str]:
    return mots_de(saisine.eleve.nom_complet) if saisine.eleve_id else frozenset()


def _add_pupil(found: dict[Genre, list[str]], texte: str, saisine: Saisine) -> None:
    """The pupil's own name, even where a capital says nothing: at the head of a sentence."""
    known = " ".join(found.get(Genre.NOM, ()))
    missed = (_pupil(saisine) & mots_de(texte)) - mots_de(known)
    if missed:
        found.setdefault(Genre.NOM, []).extend(sorted(missed))


_CONSEILS = CONSEILS | {Genre.NOM: "Un nom ? Écrivez « l’élève », « sa mère », « l’enseignante »."}
