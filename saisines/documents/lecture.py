"""What a document may take of a case: the words that its reader reads, and the places that hands fill in."""

from pole.documents import Grille, Reperes, Texte
from saisines.fiche import Fiche

NOM_MASQUE = "Nom masqué dans cette copie"
RELISEZ = (
    "Ce qui est déjà écrit vient de la saisine. Relisez et corrigez avant d’imprimer : ni diagnostic, ni nom "
    "d’un autre enfant."
)
MASQUE = (
    "Dans les textes, les noms connus de l’élève sont remplacés par « l’élève ». Ce remplacement est "
    "automatique : il peut en oublier."
)


class Lecture:
    """A case as one person may print it. `anonyme` for a document whose readers may not know the name."""

    def __init__(self, fiche: Fiche, *, anonyme: bool = False):
        self.fiche = fiche
        self.saisine = fiche.saisine
        self._projecteur = fiche.projecteur(anonyme=anonyme)

    @property
    def nominatif(self) -> bool:
        return self._projecteur.nominatif and self.saisine.eleve_id is not None

    @property
    def ecole(self) -> str:
        return str(self.saisine.ecole or "")

    @property
    def chapeau(self) -> str:
        """« École …, réf. … »"""
        reference = (
            f"réf. {self.saisine.reference}" if self.saisine.reference else "saisine pas encore transmise"
        )
        return ", ".join(part for part in (self.ecole, reference) if part)

    @property
    def mention(self) -> str:
        words = [RELISEZ]
        if self.saisine.eleve_id and not self.nominatif:
            words.append(MASQUE)
        return " ".join(words)

    def reperes(self, *codes: tuple[str, str]) -> Reperes:
        """School and pupil, then some answers: (label, code of the field, or "" for a place to write)."""
        eleve = self.saisine.eleve.nom_complet if self.nominatif else NOM_MASQUE
        lignes = [("École", self.ecole), ("Élève", eleve)]
        if naissance := self._projecteur.valeur("naissance"):
            lignes.append(("Date de naissance", naissance))
        lignes.append(("Niveau", self._projecteur.valeur("niveau")))
        lignes += [(libelle, self._projecteur.valeur(code) if code else "") for libelle, code in codes]
        return Reperes("Repères", tuple(lignes))

    def texte(self, code: str) -> Texte | None:
        """An answer as a paragraph; None if there is none for this reader."""
        words = self._projecteur.valeur(code)
        return Texte(words) if words else None

    def reponses(self, titre: str, *codes: tuple[str, str]) -> Reperes | None:
        """Answers under their labels, the empty ones left out; None without any."""
        lignes = [(libelle, words) for libelle, code in codes if (words := self._projecteur.valeur(code))]
        return Reperes(titre, tuple(lignes)) if lignes else None

    def table(self, titre: str, code: str) -> Grille | None:
        """The lines of a table that was typed once; None if there is none for this reader."""
        entetes, lignes = self._projecteur.colonnes(code)
        return Grille(titre, entetes, lignes) if lignes else None

    def accords(self, *types: str) -> Reperes | None:
        """Where the agreements of the parents stand; None for a case that asks none."""
        rows = [row for row in self.fiche.accords if not types or row.type in types]
        return (
            Reperes("Accords écrits des parents", tuple((row.titre, row.etat) for row in rows))
            if rows
            else None
        )

    def holds(self, type_: str) -> bool:
        """True if the parents agree to this one now."""
        return any(row.type == type_ and row.vaut for row in self.fiche.accords)
