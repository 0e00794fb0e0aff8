"""What a text may hold that it should not: names, e-mails, phones, dates of birth, words of a diagnosis.

Local: no network, nothing stored, nothing logged, and no judgement. It is wrong at times, in both senses, and
says so: it warns the person who wrote, before sending, and never blocks (§11).
"""

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from pole.crypto import normalise
from saisines.vigilance.mots import (
    AMBIGUS,
    AVANT_LIEU,
    DIAGNOSTICS,
    PRENOMS,
    PROPRES,
    TITRES,
    VERS_LIEU,
)


class Genre(StrEnum):
    NOM = "nom"
    COURRIEL = "courriel"
    TELEPHONE = "telephone"
    NAISSANCE = "naissance"
    DIAGNOSTIC = "diagnostic"


class Trouve(NamedTuple):
    genre: Genre
    extrait: str


# Bounded repetitions: a hostile text costs no more than a long one.
_COURRIEL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_TELEPHONE = re.compile(r"(?<![\d])(?:(?:\+|00)33[\s.-]?(?:\(0\))?|0)[1-9](?:[\s.-]?\d{2}){4}(?!\d)")
_MOIS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_DATE = re.compile(
    rf"(?<!\d)(?:\d{{1,2}}(?:er)?[\s-](?:{_MOIS})[\s-](\d{{4}}|\d{{2}})"
    r"|(?:[0-2]?\d|3[01])[/.-](?:0?\d|1[0-2])[/.-](\d{4}|\d{2}))(?!\d)",
    re.IGNORECASE,
)
_NE_LE = re.compile(r"\b(?:née?|naissance)\b[^.\n]{0,25}$", re.IGNORECASE)
# « naissance », the words that may follow it, and one sign more: a longer look would cost its square.
_AVANT_DATE = 40
_DIAGNOSTIC = re.compile(rf"\b(?:{'|'.join(DIAGNOSTICS)})\b", re.IGNORECASE)
# Short forms that are also ordinary letters: as capitals only.
_SIGLES = frozenset({"tsa", "tdl", "qi", "hpi", "thada"})
_TITRE = re.compile(
    rf"(?<!\w)(?:{TITRES})[\s\u00a0]+((?:[A-ZÀ-Ÿ]\.[\s\u00a0]?)?[A-ZÀ-Ÿ][\w’'-]+(?:[\s\u00a0][A-ZÀ-Ÿ][\w-]+)?)"
)
_MOT = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_DEBUT = re.compile(r"[.!?…:;«\"“(\n•–—/][\s-]*$")
_LIAISONS = frozenset({"d", "de", "des", "du", "l", "la", "le", "les", "saint", "sainte"})
_DANS_UN_NOM = " \u00a0\u202f'’-"
LIEU = "<lieu>"
LONGUEUR_MIN = 3
# Ages of a child at primary school, with a margin: an older date tells of something else.
AGE_MIN, AGE_MAX = 2, 14


def reperer(texte: str, *, connus: frozenset[str] = frozenset(), today: date) -> list[Trouve]:
    """What stands out in a text, in its order, each once. `connus`: normalised words that name nobody new."""
    soins = [match[0] for match in _DIAGNOSTIC.finditer(texte) if _is_meant(match[0])]
    found = [
        *(Trouve(Genre.COURRIEL, match[0]) for match in _COURRIEL.finditer(texte)),
        *(Trouve(Genre.TELEPHONE, match[0]) for match in _TELEPHONE.finditer(texte)),
        *(Trouve(Genre.NAISSANCE, match[0]) for match in _DATE.finditer(texte) if _is_birth(match, today)),
        *(Trouve(Genre.DIAGNOSTIC, mot) for mot in soins),
        *(Trouve(Genre.NOM, nom) for nom in _names(texte, connus) if nom not in soins),
    ]
    return list(dict.fromkeys(found))


def _is_meant(mot: str) -> bool:
    return mot.casefold() not in _SIGLES or mot.isupper()


def _is_birth(match: re.Match, today: date) -> bool:
    """True for a whole date after « né le », or that of a child of primary school."""
    if _NE_LE.search(match.string, max(0, match.start() - _AVANT_DATE), match.start()):
        return True
    annee = match[1] or match[2]
    return AGE_MIN <= today.year - int(annee if len(annee) == 4 else f"20{annee}") <= AGE_MAX


def _names(texte: str, connus: frozenset[str]) -> Iterator[str]:
    """Names of persons; words that follow each other are one name."""
    plain = _COURRIEL.sub(lambda match: " " * len(match[0]), texte)
    for match in _TITRE.finditer(plain):
        if not _parts(match[1]) <= connus | PROPRES:
            yield match[0]
    # What a title has told is told once.
    plain = _TITRE.sub(lambda match: "x" * len(match[0]), plain)
    group: list[re.Match] = []
    for match in _proper_nouns(plain, connus):
        if group and plain[group[-1].end() : match.start()].strip() != "":
            yield plain[group[0].start() : group[-1].end()]
            group = []
        group.append(match)
    if group:
        yield plain[group[0].start() : group[-1].end()]


def _proper_nouns(plain: str, connus: frozenset[str]) -> Iterator[re.Match]:
    words = list(_MOT.finditer(plain))
    lower = {normalise(word[0]) for word in words if word[0].islower()}
    before: list[str] = []
    end = 0
    for match in words:
        mot = match[0]
        if plain[end : match.start()].strip(_DANS_UN_NOM):
            before = []
        place = _is_place(before)
        if len(mot) >= LONGUEUR_MIN and mot[0].isupper() and not place:
            parts = _parts(mot)
            if not parts <= connus and _is_name(mot, parts, _opens(plain, match.start()), before, lower):
                yield match
        # « rue Jean Jaurès »: the second name is of the place too.
        before = [*before[-3:], LIEU if place and mot[0].isupper() else normalise(mot)]
        end = match.end()


def _is_name(mot: str, parts: set[str], opens: bool, before: list[str], lower: set[str]) -> bool:
    """A first name of the list, anywhere; in the middle of a sentence, any capital that is not common."""
    first_name = bool(parts & PRENOMS)
    if mot.isupper() or opens:
        return first_name and not parts & AMBIGUS
    if parts & lower:
        return False
    return first_name or not (parts & PROPRES or set(before[-1:]) & VERS_LIEU)


def _is_place(before: list[str]) -> bool:
    """« école Jean-Moulin », « CMP de la Croix-Rousse »."""
    for mot in reversed(before):
        if mot in AVANT_LIEU or mot == LIEU:
            return True
        if mot not in _LIAISONS:
            return False
    return False


def _opens(plain: str, start: int) -> bool:
    """True at the beginning of a sentence, of a line or of a quotation, where a capital says nothing."""
    window = plain[max(0, start - 8) : start]
    return bool(_DEBUT.search(window)) or (start < 8 and not window.strip())


def mots_de(nom: str) -> frozenset[str]:
    """Words of a name, as they are compared."""
    return frozenset(_parts(nom))


def _parts(nom: str) -> set[str]:
    return {part for part in re.split(r"[\W_]+", normalise(nom)) if len(part) > 1}
