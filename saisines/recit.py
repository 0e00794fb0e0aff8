"""What a saisine tells, read in as few queries as possible and kept in memory for one request.

Steps are one query; the three tables that other documents take up are one more. Nothing is decrypted
before it is asked for. Who may read is the business of `saisines.projection`.
"""

from functools import cached_property
from typing import Any

from django.db.models import CharField, QuerySet, Value

from pole.models import Motif
from saisines.models import ContactFamille, Essai, Etape, PieceJointe, Plan, Saisine
from saisines.natures import Champ, Description, Rangement, Table, description

# Table of the description -> model, and its columns after « rang », in the order of the union below.
MODELES: dict[str, type] = {"essais": Essai, "contacts": ContactFamille, "plans": Plan}
_COLONNES = {
    "essais": ("type", "effet", "quand", "par", "precision"),
    "contacts": ("forme", None, "quand", "avec", "retenu"),
    "plans": ("type", None, "depuis", None, None),
}
_LARGEUR = 5


def _lines_of(table: str, saisine: Saisine) -> QuerySet:
    columns = [
        name or Value("", output_field=CharField()) for name in (*_COLONNES[table], *[None] * _LARGEUR)
    ][:_LARGEUR]
    # A plain queryset: the sealed values leave sealed, and go back into instances that open them.
    rows = QuerySet(MODELES[table]).filter(saisine=saisine).order_by()
    return rows.values_list(Value(table, output_field=CharField()), "id", "rang", *columns)


class Recit:
    """The content of one saisine."""

    def __init__(self, saisine: Saisine):
        self.saisine = saisine

    @cached_property
    def description(self) -> Description:
        return description(self.saisine.nature)

    @cached_property
    def etapes(self) -> dict[str, Etape]:
        return {etape.code: etape for etape in self.saisine.etapes.all()}

    @cached_property
    def _lignes(self) -> dict[str, list]:
        first, *others = (_lines_of(table, self.saisine) for table in MODELES)
        found: dict[str, list] = {table: [] for table in MODELES}
        for table, pk, rang, *values in first.union(*others, all=True):
            fields = {name: value for name, value in zip(_COLONNES[table], values, strict=True) if name}
            found[table].append(MODELES[table](pk=pk, saisine_id=self.saisine.pk, rang=rang, **fields))
        return {table: sorted(rows, key=lambda row: (row.rang, row.pk)) for table, rows in found.items()}

    @cached_property
    def motifs(self) -> list[Motif]:
        return list(self.saisine.motifs.all()) if self.saisine.pk else []

    @cached_property
    def pieces(self) -> list[PieceJointe]:
        return list(self.saisine.pieces.all())

    def version(self, code: str) -> int:
        """Version of a step; 0 before anything is written there."""
        return self.etapes[code].version if code in self.etapes else 0

    def contenu(self, code: str) -> dict[str, Any]:
        return self.etapes[code].contenu if code in self.etapes else {}

    def valeur(self, etape: str, champ: Champ) -> Any:
        """Value of a field as stored: a text, or a list for several choices. "" or [] when empty."""
        if champ.rangement == Rangement.ELEVE:
            return getattr(self.saisine.eleve, champ.code) if self.saisine.eleve_id else ""
        if champ.code == "motifs":
            return [str(motif.pk) for motif in self.motifs]
        if champ.rangement == Rangement.SAISINE:
            return getattr(self.saisine, champ.code)
        return self.contenu(etape).get(champ.code) or ([] if champ.is_multiple else "")

    def lignes(self, etape: str, table: Table) -> list[dict[str, str]]:
        """Lines of a table as plain values."""
        if not table.modele:
            return self.contenu(etape).get(table.code) or []
        codes = [colonne.code for colonne in table.colonnes]
        return [{code: getattr(row, code) for code in codes} for row in self._lignes[table.code]]

    def valeurs(self, etape: str) -> dict[str, Any]:
        """Every value of a step by code, tables included."""
        step = self.description.etape(etape)
        return {champ.code: self.valeur(etape, champ) for champ in step.champs} | {
            table.code: self.lignes(etape, table) for table in step.tables
        }

    def rows(self, table: str) -> list:
        """Stored rows of a table that is a real model."""
        return self._lignes[table]
