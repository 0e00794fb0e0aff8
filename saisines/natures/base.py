"""What a description of the form is made of. Pure data: no query, no HTML.

One `Champ` is one line in one place: the form, the re-reading page, the projection that pages, PDFs and
exports render, and the sheet of the registre are all produced from it. A field without a
purpose, readers and a retention cannot be written.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from saisines.enums import Relation


class TypeChamp(StrEnum):
    TEXTE = "texte"
    TEXTE_LONG = "texte_long"
    DATE = "date"
    CHOIX = "choix"
    LISTE = "liste"
    CHOIX_MULTIPLE = "choix_multiple"
    # The words of the pole, a table of its own (S1-08..12, S2-07..13, S3-11, S4-06..09).
    MOTIFS = "motifs"
    # Lines of the pole's own checklist, kept as they were worded that day (S3-08).
    LISTE_DU_POLE = "liste_du_pole"


class Besoin(StrEnum):
    """Nothing else than these two: what is not needed to send is offered, never demanded (S0-19)."""

    OBLIGATOIRE = "obligatoire"
    PROPOSE = "propose"


class Sensibilite(StrEnum):
    NEUTRE = "neutre"
    IDENTIFIANT = "identifiant"
    SENSIBLE = "sensible"


class Conservation(StrEnum):
    """How long, as the registre says it. The durations are settings."""

    DOSSIER = "avec le dossier : deux ans au plus après la dernière action"
    STATISTIQUE = "avec le dossier, puis sans lien avec l’élève pour les statistiques"
    PIECE = "trente jours après la clôture"
    CONFIDENTIEL = "trois mois après la clôture"
    ACCORD = "le temps de l’intervention, puis un an"


class Rangement(StrEnum):
    """Where a value lives: what is filtered, sorted or counted has a real column."""

    ETAPE = "etape"
    SAISINE = "saisine"
    ELEVE = "eleve"


# Who reads. The director who did not write the draft is not the author.
ECOLE_ET_POLE = frozenset(
    {
        Relation.DIRECTION,
        Relation.AUTEUR,
        Relation.SIGNATAIRE,
        Relation.COAUTEUR,
        Relation.COORDONNATEUR,
        Relation.IEN,
        Relation.CONVIE,
    }
)
AUTEUR_ET_PILOTES = frozenset({Relation.AUTEUR, Relation.SIGNATAIRE, Relation.COORDONNATEUR, Relation.IEN})
ECOLE_ET_PILOTES = AUTEUR_ET_PILOTES | {Relation.DIRECTION, Relation.COAUTEUR}
AVEC_SECRETARIAT = ECOLE_ET_POLE | {Relation.SECRETARIAT}


def refuse_undeclared(item: "Champ | Table") -> None:
    """Raise ValueError for a field whose purpose or readers are empty: the project does not start."""
    for name in ("finalite", "lecteurs", "conservation"):
        if not getattr(item, name):
            raise ValueError(f"{item.code}: {name} is not declared")


def _answers(valeurs: dict, code: str) -> set[str]:
    """Answers given to one question of a step, one or several."""
    donnees = valeurs.get(code) or ()
    return {donnees} if isinstance(donnees, str) else set(donnees)


@dataclass(frozen=True, kw_only=True)
class Champ:
    """One question.

    `exige_si` = (code of a field of the same step, its values): asked only then; alone, it makes a field
    needed on that condition. `manque` is what the person reads when it is missing. `max_length` is in
    characters. `pli` names the folded group that offers the field. `lecteurs_si` = (code of a field of the
    same step, one of its values, relations): of the readers, these read only if it was answered.
    """

    code: str
    libelle: str
    finalite: str
    lecteurs: frozenset[Relation]
    conservation: Conservation
    # Label for those who read; the question is put to the one who writes.
    lu: str = ""
    type: TypeChamp = TypeChamp.TEXTE
    aide: str = ""
    besoin: Besoin = Besoin.PROPOSE
    exige_si: tuple[str, frozenset[str]] | None = None
    manque: str = ""
    sensibilite: Sensibilite = Sensibilite.NEUTRE
    source: tuple[str, ...] = ()
    max_length: int = 2000
    choix: tuple[tuple[str, str], ...] = ()
    defaut: str = ""
    rangement: Rangement = Rangement.ETAPE
    pli: str = ""
    largeur: str = ""
    lecteurs_si: tuple[str, str, frozenset[Relation]] | None = None

    def __post_init__(self) -> None:
        refuse_undeclared(self)

    @property
    def intitule(self) -> str:
        """Label of the answer, as the pole reads it."""
        return self.lu or self.libelle.rstrip("\u00a0 ?")

    @property
    def is_multiple(self) -> bool:
        return self.type in {TypeChamp.CHOIX_MULTIPLE, TypeChamp.MOTIFS, TypeChamp.LISTE_DU_POLE}

    @property
    def is_texte(self) -> bool:
        return self.type in {TypeChamp.TEXTE, TypeChamp.TEXTE_LONG}

    @property
    def is_identite(self) -> bool:
        return self.rangement == Rangement.ELEVE

    def readers(self, valeurs: dict) -> frozenset[Relation]:
        """Who reads the answer, for these answers of the step."""
        if self.lecteurs_si is None:
            return self.lecteurs
        code, valeur, relations = self.lecteurs_si
        return self.lecteurs if valeur in _answers(valeurs, code) else self.lecteurs - relations

    def label_of(self, valeur: str) -> str:
        """Words of a value of a closed list (a value that has left the list is shown as it is)."""
        return dict(self.choix).get(valeur, valeur)

    def is_asked(self, valeurs: dict) -> bool:
        """True if the answers of the step make this field needed."""
        if self.exige_si is not None:
            code, attendues = self.exige_si
            return bool(_answers(valeurs, code) & attendues)
        return self.besoin == Besoin.OBLIGATOIRE


@dataclass(frozen=True, kw_only=True)
class Table:
    """Lines that repeat. With `modele` they are rows that other documents take up; else in the step."""

    code: str
    titre: str
    ligne: str
    ajouter: str
    colonnes: tuple[Champ, ...]
    finalite: str
    lecteurs: frozenset[Relation]
    conservation: Conservation
    aide: str = ""
    besoin: Besoin = Besoin.PROPOSE
    exige_si: tuple[str, frozenset[str]] | None = None
    manque: str = ""
    sensibilite: Sensibilite = Sensibilite.SENSIBLE
    source: tuple[str, ...] = ()
    modele: bool = False
    pli: str = ""
    max_lignes: int = 12
    # A line counts as filled once one of these is.
    essentiel: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        refuse_undeclared(self)

    is_asked = Champ.is_asked

    def colonne(self, code: str) -> Champ:
        return next(colonne for colonne in self.colonnes if colonne.code == code)

    def is_filled(self, ligne: dict) -> bool:
        """True if the line says something: a lone choice left on its default does not."""
        return any(
            ligne.get(code) for code in (self.essentiel or [colonne.code for colonne in self.colonnes])
        )


@dataclass(frozen=True, kw_only=True)
class Etape:
    """One screen: one clear thing to tell."""

    code: str
    titre: str
    # Title for those who read.
    lu: str = ""
    contenu: tuple[Champ | Table, ...] = ()
    intro: str = ""
    # Types of the documents that may be joined here (saisines.natures.pieces), in the order of the list.
    pieces: tuple[str, ...] = ()
    # The step about the family offers the sheet that announces the saisine to parents.
    parents: bool = False
    # False for a step that lives outside of the stepper (before the form, and the re-reading).
    numerotee: bool = True

    @cached_property
    def champs(self) -> tuple[Champ, ...]:
        return tuple(item for item in self.contenu if isinstance(item, Champ))

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        return tuple(item for item in self.contenu if isinstance(item, Table))

    def champ(self, code: str) -> Champ:
        return next(champ for champ in self.champs if champ.code == code)

    def readable_by(self, relations: frozenset[Relation]) -> tuple[Champ | Table, ...]:
        """What one of these relations lets read, in the order of the page."""
        return tuple(item for item in self.contenu if item.lecteurs & relations)


@dataclass(frozen=True, kw_only=True)
class Description:
    """One kind of saisine, from the first screen to the last. `version` is stored beside each step."""

    nature: str
    titre: str
    etapes: tuple[Etape, ...]
    # What is noted beside the steps, at any moment: for the sheet of the registre.
    hors_etapes: tuple[Table, ...] = ()
    version: int = 1
    _par_code: dict = field(default_factory=dict, repr=False, compare=False)

    def etape(self, code: str) -> Etape:
        """Raises KeyError for an unknown step."""
        return self.par_code[code]

    @property
    def par_code(self) -> dict[str, Etape]:
        if not self._par_code:
            self._par_code.update({etape.code: etape for etape in self.etapes})
        return self._par_code

    def etape_de(self, code: str) -> str:
        """Code of the step that asks something; "" when this kind does not."""
        return next((one.code for one in self.etapes if any(item.code == code for item in one.contenu)), "")

    @property
    def pieces(self) -> tuple[str, ...]:
        """Types of the documents that may travel with this kind; none for most."""
        return next((etape.pieces for etape in self.etapes if etape.pieces), ())

    @property
    def a_remplir(self) -> tuple[Etape, ...]:
        """Steps of the stepper."""
        return tuple(etape for etape in self.etapes if etape.numerotee)

    @property
    def premiere(self) -> str:
        """Code of the first step of the stepper."""
        return self.a_remplir[0].code

    def suivante(self, code: str) -> str:
        """Code of the step that follows in the stepper, or « relire » after the last."""
        codes = [etape.code for etape in self.a_remplir]
        rang = codes.index(code) + 1
        return codes[rang] if rang < len(codes) else RELIRE

    def precedente(self, code: str) -> str:
        """Code of the step before, or "" for the first."""
        codes = [etape.code for etape in self.a_remplir]
        rang = codes.index(code)
        return codes[rang - 1] if rang else ""


AVANT = "avant-de-saisir"
RELIRE = "relire"
