"""Which intervention needs which written agreement of the parents, and what is said of it. No write here.

A missing agreement never blocks: it is said where somebody is about to need it (domaine.md §5.3).
"""

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, replace
from uuid import UUID

from saisines.enums import EtatAccord, TypeAccord
from saisines.models import Accord, Saisine
from saisines.projection import in_words

# By the shared code of the métier, whatever the pole calls it.
ACCORD_DU_METIER = {
    "psy_en": TypeAccord.PSYCHOLOGUE,
    "espe_r": TypeAccord.MAITRE_G,
    "emas": TypeAccord.EMAS,
    "pre": TypeAccord.PRE,
}
MANQUE = "Accord écrit des parents : manque"
_MANQUE = "Manque"
_BADGES = {
    EtatAccord.DEMANDE: "Attendu",
    EtatAccord.SIGNE: "Signé",
    EtatAccord.REFUSE: "Refusé",
    EtatAccord.RETIRE: "Retiré",
}
_TONS = {EtatAccord.SIGNE: "succes", EtatAccord.DEMANDE: "attention"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccordLu:
    """One agreement in words. `id` is None for one that nobody has noted yet; `detail` is for readers.

    `badge` is empty for one that nobody asked for; `vaut` while the parents agree.
    """

    id: UUID | None
    type: str
    titre: str
    etat: str
    badge: str = ""
    ton: str = ""
    detail: str = ""
    vaut: bool = False
    manque: bool = False


def concerns(saisine: Saisine) -> bool:
    """True for a case about a pupil: the others ask nothing of parents."""
    return saisine.nature_has_pupil or saisine.eleve_id is not None


def missing_for(saisine: Saisine, metiers: Set[str], accords: Iterable[Accord]) -> bool:
    """True if a person of these métiers needs an agreement that is not there: asked, refused, withdrawn."""
    needed = needed_by(metiers)
    if not needed or not concerns(saisine):
        return False
    return bool(needed - {row.type for row in accords if row.vaut})


def needed_by(metiers: Iterable[str]) -> set[TypeAccord]:
    """Agreements that people of these métiers wait for before they act."""
    return {ACCORD_DU_METIER[code] for code in metiers if code in ACCORD_DU_METIER}


def accords_of(saisine: Saisine, masked: Callable[[str], str], needed: Set[str]) -> list[AccordLu]:
    """What is known of each kind of agreement, then of each partner; nothing for a case about no pupil.

    `masked` hides what this reader may not read in a text. `needed` are the kinds that somebody waits for.
    """
    if not concerns(saisine):
        return []
    rows = [_in_words(row, masked, needed) for row in saisine.accords.all()]
    known = {row.type for row in rows}
    others = [one for one in TypeAccord if one not in known and one != TypeAccord.PARTAGE]
    rows += [_not_asked(one, needed) for one in others]
    return sorted(rows, key=lambda row: TypeAccord.values.index(row.type))


def _in_words(accord: Accord, masked: Callable[[str], str], needed: Set[str]) -> AccordLu:
    titre, etat = accord.get_type_display(), EtatAccord(accord.etat)
    manque = accord.type in needed and not accord.vaut
    return AccordLu(
        id=accord.pk,
        type=accord.type,
        titre=f"{titre} : {masked(accord.partenaire)}" if accord.partenaire else titre,
        etat=_state(accord),
        badge=_MANQUE if manque else _BADGES[etat],
        ton=_TONS.get(etat, "urgent"),
        detail=masked(accord.precision),
        vaut=accord.vaut,
        manque=manque,
    )


def _not_asked(type_: TypeAccord, needed: Set[str]) -> AccordLu:
    words = AccordLu(id=None, type=type_, titre=type_.label, etat="Pas encore demandé")
    return replace(words, badge=_MANQUE, ton="attention", manque=True) if type_ in needed else words


def _state(accord: Accord) -> str:
    """« Signé le 3 octobre 2026 (les deux parents) ; feuille vue (direction de l’école) »"""
    words = accord.get_etat_display()
    if accord.le:
        words += f" le {in_words(accord.le.isoformat())}"
    if accord.vaut:
        words += f" ({_lower(accord.get_signataire_display())})"
        words += (
            f" ; feuille vue ({accord.vu_fonction})" if accord.vu_fonction else " ; feuille pas encore vue"
        )
    return words


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
