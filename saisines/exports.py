"""A list to keep: the rows, the columns and the names of the page, and nothing else.

The rows are read at once, a fixed number of queries; a name is opened only when its line leaves.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pole.tableur import Cellule
from saisines.listes import PAGES_MAX, PAR_PAGE, read
from saisines.rangees import LIMITE, PROCHAINE, Colonnes, Mots, Rangee, mots_of
from saisines.selection import Selection

# As far as the pages of the list go.
LIGNES_MAX = PAR_PAGE * PAGES_MAX
SUITE = "Il y a d’autres saisines : filtrez la liste pour les exporter."

Lecture = Callable[[Mots, Rangee], Cellule]


@dataclass(frozen=True, slots=True)
class Export:
    titres: list[str]
    lignes: Iterator[list[Cellule]]
    nominatif: bool


def export_of(selection: Selection) -> Export:
    """The whole list of an address, in its order. As many queries as its page, the count left out."""
    found = read(selection.rows, selection.ordre, 0, LIGNES_MAX + 1)
    rows = found[:LIGNES_MAX]
    mots = mots_of(rows, pole=selection.pole, colonnes=selection.colonnes, noms=selection.noms)
    columns = _columns(selection.colonnes, mots.nominatif)
    return Export(
        titres=[titre for titre, _ in columns],
        lignes=_lines(mots, rows, [read_cell for _, read_cell in columns], more=len(found) > LIGNES_MAX),
        nominatif=mots.nominatif,
    )


def _lines(mots: Mots, rows: list[Rangee], columns: list[Lecture], *, more: bool) -> Iterator[list[Cellule]]:
    for row in rows:
        yield [column(mots, row) for column in columns]
    if more:
        yield [SUITE]


def _columns(colonnes: Colonnes, nominatif: bool) -> list[tuple[str, Lecture]]:
    """Titles, and what each reads: those of the page, that is to say what this person may read."""
    found: list[tuple[str, Lecture]] = [("Référence", lambda mots, row: row.reference or "Brouillon")]
    if nominatif:
        found.append(("Élève", lambda mots, row: mots.details.nom(row.id)))
    found.append(("Nature", Mots.nature))
    if colonnes.niveaux:
        found.append(("Niveau", Mots.niveau))
    if colonnes.motifs:
        found.append(("Motifs", lambda mots, row: mots.details.les_motifs(row.id)))
    found.append(("École", Mots.ecole) if colonnes.ecole else ("Auteur", Mots.auteur))
    return [
        *found,
        ("État", Mots.etat),
        ("Priorité", Mots.urgence),
        ("Commencée le", lambda mots, row: None if row.transmise_le else mots.commencee(row)),
        ("Transmise le", Mots.transmise),
        (LIMITE, lambda mots, row: _day(mots, row, LIMITE)),
        (PROCHAINE, lambda mots, row: _day(mots, row, PROCHAINE)),
        ("Personne en charge", Mots.responsable),
    ]


def _day(mots: Mots, row: Rangee, wanted: str) -> Cellule:
    day, what = mots.echeance(row)
    return day if what == wanted else None
