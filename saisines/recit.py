"""What a saisine tells, by the fields of its description.

Everything that hangs on the case is read by one statement (`saisines.parties`) and nothing is decrypted
before it is asked for. Who may read is the business of `saisines.projection`.
"""

from functools import cached_property
from typing import Any

from pole.models import Motif
from saisines.models import ContactFamille, Essai, Etape, Instance, PieceJointe, Plan, Saisine
from saisines.natures import Champ, Description, Rangement, Table, description
from saisines.parties import load_written_parts

# Tables of the descriptions that are real models: their code is also the accessor on the saisine.
MODELES: dict[str, type] = {
    "essais": Essai,
    "contacts": ContactFamille,
    "instances": Instance,
    "plans": Plan,
}


class Recit:
    """The content of one saisine, as it was when first read."""

    def __init__(self, saisine: Saisine, *, fresh: bool = False):
        self.saisine = saisine
        # Motives that the page offers, once it has read them: saving does not read them again.
        self.motifs_proposes: dict[str, Motif] = {}
        # Answers of a step as this request has just written them.
        self.ecrites: dict[str, dict[str, Any]] = {}
        if fresh or "etapes" not in getattr(saisine, "_prefetched_objects_cache", {}):
            load_written_parts(saisine)

    @cached_property
    def description(self) -> Description:
        return description(self.saisine.nature)

    @cached_property
    def etapes(self) -> dict[str, Etape]:
        return {etape.code: etape for etape in self.saisine.etapes.all()}

    @cached_property
    def motifs(self) -> list[Motif]:
        return list(self.saisine.motifs.all())

    @cached_property
    def pieces(self) -> list[PieceJointe]:
        return list(self.saisine.pieces.all())

    def rows(self, table: str) -> list:
        """Stored rows of a table that is a real model, in order."""
        return list(getattr(self.saisine, table).all())

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
        return [{code: getattr(row, code) for code in codes} for row in self.rows(table.code)]

    def valeurs(self, etape: str) -> dict[str, Any]:
        """Every value of a step by code, tables included."""
        step = self.description.etape(etape)
        return {champ.code: self.valeur(etape, champ) for champ in step.champs} | {
            table.code: self.lignes(etape, table) for table in step.tables
        }
