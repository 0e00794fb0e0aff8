"""What a relation to a case lets read, as ordered sections of (label, value).

Pages, PDFs, exports and mails render only this: a field whose declared readers do not
include the relation is not in the answer, so that no template can show it. Until the identity is shown, the
pupil's known names are replaced by « l’élève » inside narratives too: best effort.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from pole.crypto import normalise
from pole.dates import day_in_full
from saisines.enums import Relation
from saisines.models import Saisine
from saisines.natures import RELIRE, Champ, Etape, Table, TypeChamp
from saisines.recit import Recit
from saisines.relations import IDENTITE_AVEC_CLIC, IDENTITE_SANS_CLIC

ANONYME = "l’élève"
_MOTS = re.compile(r"\w+")
# Words of a name that a sentence uses for something else: masking them would mask the text.
_PARTICULES = frozenset({"al", "ben", "da", "de", "des", "di", "du", "el", "la", "le", "les", "van", "von"})


class Ligne(NamedTuple):
    """A label and its value in words, ready to be shown as text."""

    libelle: str
    valeur: str


@dataclass(frozen=True, slots=True)
class Tableau:
    """Lines of a table, each a list of (label, value) without the empty ones."""

    titre: str
    ligne: str
    lignes: tuple[tuple[Ligne, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One step as read. `code` is the step to open for changing it."""

    code: str
    titre: str
    lignes: tuple[Ligne, ...]
    tableaux: tuple[Tableau, ...]

    @property
    def is_empty(self) -> bool:
        return not self.lignes and not self.tableaux


def shows_identity(relations: Iterable[str], *, identite: bool = False) -> bool:
    """True if one of these relations reads the pupil's name now; `identite`: the logged click was made."""
    relations = frozenset(relations)
    return bool(relations & IDENTITE_SANS_CLIC) or (identite and bool(relations & IDENTITE_AVEC_CLIC))


def projection(
    saisine: Saisine,
    relations: Iterable[str],
    *,
    identite: bool = False,
    recit: Recit | None = None,
) -> list[Section]:
    """What these relations read of a saisine, empty answers left out.

    `identite` is True when the reader has revealed the pupil's identity by the logged click. Give a `recit`
    already read to share its queries with the rest of the page.
    """
    return Projecteur(recit or Recit(saisine), frozenset(relations), identite=identite).sections()


class Projecteur:
    """Reads a `Recit` through the eyes of some relations; `anonyme` hides the name from all of them."""

    def __init__(
        self, recit: Recit, relations: frozenset[Relation], *, identite: bool, anonyme: bool = False
    ):
        self.recit = recit
        self.relations = relations
        self.nominatif = not anonyme and shows_identity(relations, identite=identite)
        self.noms = frozenset() if self.nominatif else names_of(recit.saisine)

    def sections(self) -> list[Section]:
        found = [self._section(etape) for etape in self.recit.description.etapes if etape.code != RELIRE]
        return [section for section in found if not section.is_empty]

    def _section(self, etape: Etape) -> Section:
        readable = etape.readable_by(self.relations)
        lignes = [
            Ligne(item.intitule, texte)
            for item in readable
            if isinstance(item, Champ) and self._may_name(item) and (texte := self._champ(etape.code, item))
        ]
        tableaux = [self._tableau(etape.code, item) for item in readable if isinstance(item, Table)]
        return Section(
            etape.code,
            etape.lu or etape.titre,
            tuple(lignes),
            tuple(tableau for tableau in tableaux if tableau.lignes),
        )

    def valeur(self, code: str) -> str:
        """One answer in words, by the code of its field: "" if it is empty, not read, or unknown here."""
        for etape in self.recit.description.etapes:
            for item in etape.readable_by(self.relations):
                if isinstance(item, Champ) and item.code == code and self._may_name(item):
                    return self._champ(etape.code, item)
        return ""

    def colonnes(self, code: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Headings and filled lines of a table, by its code; nothing if it is empty, not read or unknown."""
        for etape in self.recit.description.etapes:
            for item in etape.readable_by(self.relations):
                if isinstance(item, Table) and item.code == code:
                    colonnes = [colonne for colonne in item.colonnes if colonne.lecteurs & self.relations]
                    lignes = tuple(
                        tuple(self._texte(colonne, ligne.get(colonne.code) or "") for colonne in colonnes)
                        for ligne in self.recit.lignes(etape.code, item)
                        if item.is_filled(ligne)
                    )
                    return (tuple(colonne.intitule for colonne in colonnes), lignes) if lignes else ((), ())
        return (), ()

    def _may_name(self, champ: Champ) -> bool:
        return self.nominatif or not champ.is_identite

    def _champ(self, etape: str, champ: Champ) -> str:
        if not champ.readers(self.recit.contenu(etape)) & self.relations:
            return ""
        if champ.type == TypeChamp.MOTIFS:
            return "\n".join(motif.nom for motif in self.recit.motifs)
        return self._texte(champ, self.recit.valeur(etape, champ))

    def _texte(self, champ: Champ, valeur: Any) -> str:
        if isinstance(valeur, list):
            return "\n".join(champ.label_of(item) for item in valeur)
        if champ.choix:
            return champ.label_of(valeur)
        if champ.type == TypeChamp.DATE:
            return in_words(valeur)
        return self.without_names(valeur)

    def _tableau(self, etape: str, table: Table) -> Tableau:
        colonnes = [colonne for colonne in table.colonnes if colonne.lecteurs & self.relations]
        lignes = []
        for ligne in self.recit.lignes(etape, table):
            cellules = [
                Ligne(colonne.intitule, texte)
                for colonne in colonnes
                if (texte := self._texte(colonne, ligne.get(colonne.code) or ""))
            ]
            if cellules and table.is_filled(ligne):
                lignes.append(tuple(cellules))
        return Tableau(table.titre, table.ligne, tuple(lignes))

    def without_names(self, texte: str) -> str:
        """A text of the case, narratives or exchanges, as this reader may read it."""
        return without(self.noms, texte)


def names_of(saisine: Saisine) -> frozenset[str]:
    """Known words of the pupil's name, as they are compared. Reads `eleve`."""
    if saisine.eleve_id is None:
        return frozenset()
    words = normalise(saisine.eleve.nom_complet).split()
    return frozenset(word for word in words if len(word) > 1) - _PARTICULES


def without(noms: frozenset[str], texte: str) -> str:
    """The text with « l’élève » for these names: best effort."""
    if not noms:
        return texte
    masked = _MOTS.sub(lambda mot: ANONYME if normalise(mot[0]) in noms else mot[0], texte)
    # « Camille Dupont » is one pupil, not two; a sentence still opens with a capital.
    masked = re.sub(rf"{ANONYME}(?:[ \u00a0-]{ANONYME})+", ANONYME, masked)
    return re.sub(rf"(\A|[.!?…]\s+|\n){ANONYME}", rf"\1{ANONYME.capitalize()}", masked)


def in_words(valeur: str) -> str:
    """« 3 octobre 2018 » for an ISO date; a text that is not a date stays as it was typed."""
    try:
        day = date.fromisoformat(valeur)
    except ValueError:
        return valeur
    return day_in_full(day)


def words_of(item: Champ | Table, valeur: Any, labels: dict[str, str] | None = None) -> str:
    """A value in words, whoever reads: the two texts of a conflict. `labels` names choices of the pole."""
    if isinstance(item, Table):
        lignes = [
            " – ".join(
                filter(None, (words_of(colonne, ligne.get(colonne.code)) for colonne in item.colonnes))
            )
            for ligne in valeur
        ]
        return "\n".join(lignes)
    if isinstance(valeur, list):
        return "\n".join((labels or {}).get(one) or item.label_of(one) for one in valeur)
    return in_words(valeur) if item.type == TypeChamp.DATE else item.label_of(valeur or "")
