"""The sheet of the registre des traitements, produced from the descriptions so that it cannot drift."""

from typing import NamedTuple

from saisines.enums import Relation
from saisines.natures.base import Champ, Description, Table

LECTEURS = {
    Relation.DIRECTION: "la direction de l’école",
    Relation.AUTEUR: "l’auteur de la saisine",
    Relation.SIGNATAIRE: "l’auteur de la saisine",
    Relation.COAUTEUR: "l’enseignant invité à écrire par la direction",
    Relation.COORDONNATEUR: "la coordination du pôle",
    Relation.IEN: "l’IEN",
    Relation.SECRETARIAT: "le secrétariat",
    Relation.CONVIE: "les membres conviés pour ce dossier",
    Relation.CHOISI: "les personnes que l’auteur a choisies",
    Relation.PARTENAIRE: "les partenaires conviés pour ce dossier",
}


class Donnee(NamedTuple):
    """One line of the sheet."""

    etape: str
    libelle: str
    finalite: str
    lecteurs: str
    conservation: str
    sensibilite: str
    sources: str


def names_of(relations: frozenset[Relation]) -> str:
    """Readers in words, always in the same order, each once."""
    words = [LECTEURS[relation] for relation in Relation if relation in relations]
    return ", ".join(dict.fromkeys(words))


def _donnee(etape: str, item: Champ | Table, libelle: str, lecteurs: frozenset[Relation]) -> Donnee:
    return Donnee(
        etape,
        libelle,
        item.finalite,
        _readers(item, lecteurs),
        str(item.conservation),
        str(item.sensibilite),
        ", ".join(item.source),
    )


def _readers(item: Champ | Table, lecteurs: frozenset[Relation]) -> str:
    """« …, la coordination du pôle ; l’IEN si l’auteur le choisit »."""
    chosen = item.lecteurs_si[2] if isinstance(item, Champ) and item.lecteurs_si else frozenset()
    always = names_of(lecteurs - chosen)
    return f"{always} ; {names_of(chosen)} si l’auteur le choisit" if chosen else always


def registre(description: Description) -> list[Donnee]:
    """Every data of a kind: purpose, readers, retention. A column is read by the readers of its table."""
    lignes = []
    for etape in description.etapes:
        for item in etape.contenu:
            if isinstance(item, Champ):
                lignes.append(_donnee(etape.lu or etape.titre, item, item.intitule, item.lecteurs))
                continue
            lignes += _colonnes(etape.lu or etape.titre, item)
    for table in description.hors_etapes:
        lignes += _colonnes(table.titre, table)
    return lignes


def _colonnes(etape: str, table: Table) -> list[Donnee]:
    return [
        _donnee(etape, colonne, f"{table.titre} – {colonne.intitule}", table.lecteurs & colonne.lecteurs)
        for colonne in table.colonnes
    ]
