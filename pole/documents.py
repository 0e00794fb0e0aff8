"""A document in plain words, before it has a format: `pole.pdf`, `pole.word`, `pole.odt` print the same one.

Whoever makes a document writes what it says once; what a reader may not read is never in it.
"""

import re
from dataclasses import dataclass
from typing import ClassVar

# What the files to complete show where a person types, and before a choice.
A_COMPLETER = "à compléter"
CASE = "☐"
LANGUE = "fr-FR"
# What XML refuses: a text pasted long ago may hold some.
_REFUSES = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(texte: str) -> str:
    """The same text without what a file to complete cannot hold."""
    return _REFUSES.sub("", texte)


@dataclass(frozen=True, slots=True)
class Texte:
    """A paragraph; its line breaks are kept. `petit` for a remark that is not the subject."""

    genre: ClassVar[str] = "texte"
    texte: str
    petit: bool = False


@dataclass(frozen=True, slots=True)
class Puces:
    genre: ClassVar[str] = "puces"
    lignes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reperes:
    """Two columns: a label and its value. An empty value is a place to write by hand."""

    genre: ClassVar[str] = "reperes"
    titre: str
    lignes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grille:
    """Columns under headings. Empty cells are places to write: as wide as the others (`a_remplir`)."""

    genre: ClassVar[str] = "grille"
    titre: str
    entetes: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]

    @property
    def a_remplir(self) -> bool:
        return not any(valeur for ligne in self.lignes for valeur in ligne[1:])


@dataclass(frozen=True, slots=True)
class AEcrire:
    """Some lines to write by hand after a label."""

    genre: ClassVar[str] = "a_ecrire"
    libelle: str
    lignes: int = 1
    aide: str = ""

    @property
    def vides(self) -> range:
        return range(self.lignes)


@dataclass(frozen=True, slots=True)
class Cases:
    """A question and the boxes to tick by hand under it."""

    genre: ClassVar[str] = "cases"
    libelle: str
    choix: tuple[str, ...]
    aide: str = ""


Bloc = Texte | Puces | Reperes | Grille | AEcrire | Cases


@dataclass(frozen=True, slots=True)
class Partie:
    """A part under its heading."""

    titre: str
    blocs: tuple[Bloc, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """`titre` never holds a name: it is what a window, a list of files or a screen reader shows."""

    titre: str
    chapeau: str
    parties: tuple[Partie, ...]
    # Said first, in small letters: at the end it would stand alone on a page of its own.
    mention: str = ""


def filled(titre: str, *blocs: Bloc | None) -> Partie | None:
    """A part with the blocks that say something; None without any."""
    kept = tuple(bloc for bloc in blocs if bloc is not None)
    return Partie(titre, kept) if kept else None


def empty_lines(*libelles: str, lignes: int = 1) -> tuple[AEcrire, ...]:
    """Places to write after each label."""
    return tuple(AEcrire(libelle, lignes) for libelle in libelles)


def empty_grid(titre: str, *entetes: str, lignes: int) -> Grille:
    """A grid to fill in."""
    return Grille(titre, entetes, (("",) * len(entetes),) * lignes)


def signatures(*fonctions: str) -> Grille:
    """One line for each person who signs."""
    return Grille(
        "Signatures", ("Qui", "Nom", "Date et signature"), tuple((one, "", "") for one in fonctions)
    )
