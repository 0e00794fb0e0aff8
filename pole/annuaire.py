"""The official directory of schools, « annuaire de l'éducation », read line by line.

66 000 lines and 72 columns pass through; only the schools of one circonscription are kept. No database.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pole.crypto import normalise
from pole.lecture import (
    FichierIllisible,
    Rejet,
    column_key,
    detect_delimiter,
    detect_encoding,
    read_records,
    split_record,
)
from pole.uai import normalise_uai, valider_uai

# Columns used, by key; older files lack the last ones, other columns are ignored.
UAI = "identifiant_de_l_etablissement"
NOM = "nom_etablissement"
TYPE = "type_etablissement"
STATUT = "statut_public_prive"
CONTRAT = "type_contrat_prive"
CIRCONSCRIPTION = "nom_circonscription"
CODE_CIRCONSCRIPTION = "code_circonscription"
PRIORITE = "appartenance_education_prioritaire"
ETAT = "etat"
INDISPENSABLES = (UAI, NOM, TYPE, STATUT, CIRCONSCRIPTION)

# « A FERMER » closes at the end of the year: children are still there. « A OUVRIR » has none yet.
ETATS_OUVERTS = ("", "ouvert", "a fermer")
SANS_CONTRAT = ("", "hors contrat", "sans objet")
DEPARTEMENTS = frozenset(
    {f"{n:02d}" for n in range(1, 96) if n != 20}
    | {"2A", "2B"}
    | {str(n) for n in range(971, 979)}
    | {"984", "986", "987", "988"}
)
# The office is named in the file with its service; « 1r » is a typing error of the file itself.
PREFIXE = re.compile(
    r"^\s*circonscription\s+(d['’]\s*inspection\s+)?(du\s+1(er|r|ere)\s+degr[ée]\s+)?"
    r"(de\s+(?=\S)|du\s+|d['’]\s*)?",
    re.IGNORECASE,
)
CONTROLES = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# Width of the stored columns: a longer value is a broken line, not a name.
NOM_MAX = 150


@dataclass(frozen=True, slots=True)
class LigneEcole:
    """A school as the directory describes it."""

    uai: str
    nom: str
    nature: str
    education_prioritaire: str = ""
    prive: bool = False
    adresse: str = ""
    code_postal: str = ""
    commune: str = ""
    departement: str = ""
    telephone: str = ""
    mail: str = ""
    effectif: int | None = None
    ligne: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class LectureAnnuaire:
    """What a file says of a circonscription.

    `ecartees` counts, by reason, lines left aside as expected; `rejets` are lines that wanted a look.
    `prive` says whether private schools were asked for, `champs_absents` which fields the file ignores.
    """

    ecoles: tuple[LigneEcole, ...]
    rejets: tuple[Rejet, ...]
    ecartees: Counter[str]
    circonscription: str
    lues: int
    prive: bool = False
    champs_absents: frozenset[str] = frozenset()

    @property
    def uai_rejetes(self) -> frozenset[str]:
        """Codes that a refused line names: nothing is known of these schools."""
        return frozenset(rejet.uai for rejet in self.rejets if rejet.uai)

    @property
    def est_complete(self) -> bool:
        """False when a refused line does not even say which school it was."""
        return all(rejet.uai for rejet in self.rejets)


class CirconscriptionInconnue(FichierIllisible):
    """No school of the file belongs to what was asked, or several circonscriptions do."""


def nom_circonscription(texte: str) -> str:
    """« Circonscription d'inspection du 1er degré d'Écully » → « Écully »."""
    stripped = PREFIXE.sub("", texte).strip()
    return stripped or texte.strip()


def normalise_departement(code: str) -> str:
    """« 1 », « 075 », « 02A », « 974 » → 01, 75, 2A, 974. Empty when it is no department."""
    short = code.strip().upper().lstrip("0")
    if re.fullmatch(r"[1-9]", short):
        short = f"0{short}"
    return short if short in DEPARTEMENTS else ""


def read_annuaire(
    fichier: Path, *, circonscription: str = "", nom: str = "", prive: bool = False
) -> LectureAnnuaire:
    """Schools of a circonscription, by the UAI of its office or by its name.

    Only open schools; private ones under contract with `prive`. Raises FichierIllisible when the file is
    not the directory, CirconscriptionInconnue when nothing, or more than one thing, matches.
    """
    uai = normalise_uai(circonscription)
    if uai and not valider_uai(uai):
        raise CirconscriptionInconnue(
            f"« {circonscription} » n’est pas un UAI : sept chiffres et une lettre, par exemple 0690273X."
        )
    if not uai and not nom:
        raise CirconscriptionInconnue("Indiquez l’UAI du bureau de l’IEN ou le nom de la circonscription.")
    with Annuaire(fichier) as annuaire:
        if uai and not nom and CODE_CIRCONSCRIPTION not in annuaire.columns:
            nom = annuaire.name_of_office(uai)
        return Selection(uai, nom, prive).read(annuaire)


class Annuaire:
    """The open file: header understood, records read one at a time."""

    def __init__(self, fichier: Path):
        self.fichier = fichier
        self.stream = fichier.open(encoding=detect_encoding(fichier), newline="", errors="replace")
        header = self.stream.readline()
        self.delimiter = detect_delimiter(header)
        headers = [column_key(cell) for cell in split_record(header, self.delimiter)]
        self.width = len(headers)
        self.columns = {name: place for place, name in reversed(list(enumerate(headers)))}
        missing = [name for name in INDISPENSABLES if name not in self.columns]
        if missing:
            self.stream.close()
            raise FichierIllisible(
                "Ce n’est pas l’annuaire de l’éducation : il y manque les colonnes "
                + ", ".join(missing)
                + "."
            )

    def __enter__(self) -> "Annuaire":
        return self

    def __exit__(self, *exception) -> None:
        self.stream.close()

    def records(self) -> Iterator[tuple[int, list[str], str]]:
        """Number of the line, its cells, and what is wrong with it, if any."""
        yield from read_records(self.stream, self.delimiter, self.width)

    def cell(self, cells: list[str], name: str) -> str:
        """Text of a column, clean; empty when the file or the line has no such column."""
        place = self.columns.get(name, self.width)
        return clean(cells[place]) if place < len(cells) else ""

    def name_of_office(self, uai: str) -> str:
        """Name of an IEN office, for files that do not give its code on each school. Reads the file once."""
        for _, cells, _ in self.records():
            if normalise_uai(self.cell(cells, UAI)) == uai:
                self.stream.seek(0)
                self.stream.readline()
                return nom_circonscription(self.cell(cells, NOM))
        raise CirconscriptionInconnue(
            f"Ce fichier ne donne pas le code des circonscriptions, et {uai} n’y figure pas : ajoutez --nom."
        )


class Selection:
    """The schools of one circonscription, gathered while the directory passes."""

    def __init__(self, uai: str, nom: str, prive: bool):
        self.uai = uai
        self.key = normalise(nom_circonscription(nom))
        self.prive = prive
        self.ecoles: dict[str, LigneEcole] = {}
        self.rejets: list[Rejet] = []
        self.ecartees: Counter[str] = Counter()
        self.offices: dict[str, str] = {}

    def read(self, annuaire: Annuaire) -> LectureAnnuaire:
        lues = 0
        for ligne, cells, wrong in annuaire.records():
            lues += 1
            if wrong:
                self.reject_broken(annuaire, ligne, cells, wrong)
            elif self.belongs(annuaire, cells):
                self.take(annuaire, ligne, cells)
        if len(self.offices) > 1:
            listed = ", ".join(f"{name} ({uai})" for uai, name in sorted(self.offices.items()))
            raise CirconscriptionInconnue(
                f"Plusieurs circonscriptions portent ce nom : {listed}. Donnez l’UAI."
            )
        if not self.ecoles:
            raise CirconscriptionInconnue(
                f"Aucune école ouverte de cette circonscription dans les {lues} lignes du fichier."
            )
        name = next(iter(self.offices.values()), "")
        ordered = tuple(sorted(self.ecoles.values(), key=lambda ecole: ecole.uai))
        absents = frozenset() if PRIORITE in annuaire.columns else frozenset({"education_prioritaire"})
        return LectureAnnuaire(ordered, tuple(self.rejets), self.ecartees, name, lues, self.prive, absents)

    def reject_broken(self, annuaire: Annuaire, ligne: int, cells: list[str], wrong: str) -> None:
        """A broken line may be of any circonscription of the department: it is told."""
        first = normalise_uai(annuaire.cell(cells, UAI)[:20])
        uai = first if valider_uai(first) else ""
        if uai and self.uai and uai[:3] != self.uai[:3]:
            self.ecartees["ligne abîmée d’un autre département"] += 1
        else:
            self.rejets.append(Rejet(ligne, wrong, uai))

    def belongs(self, annuaire: Annuaire, cells: list[str]) -> bool:
        code = normalise_uai(annuaire.cell(cells, CODE_CIRCONSCRIPTION))
        if self.uai and code:
            return code == self.uai
        if not self.key:
            return False
        return normalise(nom_circonscription(annuaire.cell(cells, CIRCONSCRIPTION))) == self.key

    def take(self, annuaire: Annuaire, ligne: int, cells: list[str]) -> None:
        if reason := self.reason_to_leave(annuaire, cells):
            self.ecartees[reason] += 1
            return
        uai = normalise_uai(annuaire.cell(cells, UAI))
        name = annuaire.cell(cells, NOM)
        if not valider_uai(uai):
            self.rejets.append(Rejet(ligne, f"« {uai[:20]} » n’est pas un UAI valide"))
        elif not name:
            self.rejets.append(Rejet(ligne, "le nom de l’école manque", uai))
        elif len(name) > NOM_MAX:
            self.rejets.append(Rejet(ligne, f"le nom de l’école dépasse {NOM_MAX} caractères", uai))
        elif uai in self.ecoles:
            first = self.ecoles[uai].ligne
            self.rejets.append(Rejet(ligne, f"l’UAI {uai} est déjà à la ligne {first}", uai))
        else:
            office = normalise_uai(annuaire.cell(cells, CODE_CIRCONSCRIPTION))
            self.offices.setdefault(office, nom_circonscription(annuaire.cell(cells, CIRCONSCRIPTION)))
            self.ecoles[uai] = describe(annuaire, ligne, cells, uai, name)

    def reason_to_leave(self, annuaire: Annuaire, cells: list[str]) -> str:
        """Why a line of the circonscription is no school for the pole; empty when it is one."""
        if normalise(annuaire.cell(cells, TYPE)) != "ecole":
            return "pas une école"
        if normalise(annuaire.cell(cells, ETAT)) not in ETATS_OUVERTS:
            return "école fermée ou pas encore ouverte"
        if is_private(annuaire, cells):
            if not self.prive:
                return "école privée"
            if normalise(annuaire.cell(cells, CONTRAT)) in SANS_CONTRAT:
                return "école privée hors contrat"
        return ""


def describe(annuaire: Annuaire, ligne: int, cells: list[str], uai: str, nom: str) -> LigneEcole:
    """The school of a line whose code and name are sound."""

    def cell(name: str, size: int) -> str:
        return annuaire.cell(cells, name)[:size]

    code_postal = _postcode(cell("code_postal", 10))
    lines = [cell(f"adresse_{n}", 120) for n in (1, 2, 3)]
    # The third line is most often « 69130 ÉCULLY », which two other columns say.
    address = [line for line in lines if line and not (code_postal and line.startswith(code_postal))]
    mail = cell("mail", 254)
    return LigneEcole(
        uai=uai,
        nom=nom,
        nature=_nature(annuaire, cells, nom),
        education_prioritaire=_priority(cell(PRIORITE, 20)),
        prive=is_private(annuaire, cells),
        adresse=", ".join(address)[:250],
        code_postal=code_postal,
        commune=cell("nom_commune", 100),
        departement=normalise_departement(cell("code_departement", 4)),
        telephone=cell("telephone", 30),
        # No prefix is forced: « ce. » here, « ec. » there.
        mail=mail if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", mail) else "",
        effectif=_count(cell("nombre_d_eleves", 10)),
        ligne=ligne,
    )


def clean(text: str) -> str:
    """Text of a cell on one line, without control characters."""
    return " ".join(CONTROLES.sub(" ", text).split())


def is_private(annuaire: Annuaire, cells: list[str]) -> bool:
    return normalise(annuaire.cell(cells, STATUT)).startswith("prive")


def _nature(annuaire: Annuaire, cells: list[str], nom: str) -> str:
    flags = annuaire.cell(cells, "ecole_maternelle"), annuaire.cell(cells, "ecole_elementaire")
    maternelle, elementaire = (flag.partition(".")[0] == "1" for flag in flags)
    if maternelle != elementaire:
        return "maternelle" if maternelle else "elementaire"
    if maternelle:
        return "primaire"
    words = f"{normalise(nom)} {normalise(annuaire.cell(cells, 'libelle_nature'))}"
    if "primaire" in words:
        return "primaire"
    return next((n for n in ("maternelle", "elementaire") if n in words), "primaire")


def _priority(text: str) -> str:
    return {"REP": "rep", "REP+": "rep_plus"}.get(text.upper().replace(" ", ""), "")


def _postcode(text: str) -> str:
    # A spreadsheet takes the leading zero away.
    return text.zfill(5) if text.isdigit() else text


def _count(text: str) -> int | None:
    digits = re.fullmatch(r"(\d{1,5})([.,]0+)?", text)
    return int(digits[1]) if digits else None
