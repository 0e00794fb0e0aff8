"""What was ticked before the form, offered as the first lines of what was tried: nothing is typed twice."""

from saisines.enums import Effet, TypeEssai
from saisines.natures import AVANT, Etape, Table
from saisines.recit import Recit

TABLE = "essais"
# Types that a line of the pole names by their acronym. The person may choose another one.
_SIGLES = {"PPRE": TypeEssai.PPRE, "RASED": TypeEssai.RASED, "APC": TypeEssai.APC}


def lignes_a_reprendre(recit: Recit, etape: Etape, lignes: list[dict] | None = None) -> list[dict[str, str]]:
    """Lines of « ce qui a été tenté » for what was ticked and is not among `lignes` (stored ones if None).

    None for a step that does not ask it (S3-08).
    """
    table = next((table for table in etape.tables if table.code == TABLE), None)
    if table is None:
        return []
    there = recit.lignes(etape.code, table) if lignes is None else lignes
    written = {ligne["precision"] for ligne in there}
    ticked = recit.contenu(AVANT).get("deja_fait") or []
    new = [_ligne(table, texte) for texte in ticked if texte not in written]
    return new[: max(0, table.max_lignes - len(there))]


def _ligne(table: Table, texte: str) -> dict[str, str]:
    words = texte.replace(",", " ").split()
    genre = next((genre for sigle, genre in _SIGLES.items() if sigle in words), TypeEssai.AUTRE)
    said = {"type": genre.value, "effet": Effet.NON_EVALUE.value, "precision": texte}
    return {colonne.code: said.get(colonne.code, "") for colonne in table.colonnes}
