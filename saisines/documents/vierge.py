"""The blank sheet of each kind, for a school that writes by hand: made from the description of the form.

What the form asks, in the same order and the same words: adding a field there adds it here. It holds no case,
no person, and no place for a pupil's name where the kind is about no pupil.
"""

from collections.abc import Iterable, Iterator

from pole.documents import (
    AEcrire,
    Bloc,
    Cases,
    Document,
    Partie,
    Puces,
    Reperes,
    Texte,
    empty_grid,
    signatures,
)
from pole.enums import Nature
from pole.models import Motif, Pole
from saisines.natures import DESCRIPTIONS, Champ, Etape, Table, TypeChamp
from saisines.natures.pieces import REFUSEES

FACULTATIF = " (facultatif)"
LIGNES_LONGUES = 3
LIGNES_TABLE = 3
_URGENCES = (
    "15 SAMU, 17 police, 18 pompiers, 119 enfance en danger, 3018 harcèlement.",
    "Un enfant en danger ou qui risque de l’être : la cellule départementale (CRIP), ou le 119.",
    "Un fait grave à l’école : l’application « Faits établissement », tout de suite.",
)
_REGLES = (
    "Des faits datés, ni jugement ni diagnostic. Ne nommez personne d’autre : écrivez « un élève ».",
    "Un mot suffit là où vous n’avez pas plus à dire. Ce qui est marqué facultatif peut rester vide.",
)
_REMISE = "Remettez-la en main propre ou appelez : le nom d’un élève ne part jamais par courriel."
_REMISE_EN_CONFIANCE = (
    "Remettez-la en main propre à la personne que vous choisissez. Personne ne la saisit sur le site à votre "
    "place, et elle ne passe pas par la direction de l’école."
)


def vierge(nature: str, pole: Pole) -> Document:
    """The blank sheet of a kind, with the motives and the numbers of this pole. Raises KeyError."""
    description = DESCRIPTIONS[nature]
    confidentielle = nature == Nature.ENSEIGNANT
    motifs = [motif.nom for motif in Motif.objects.filter(pole=pole).actifs() if motif.concerns(nature)]
    parties = [_avant(pole), _ecole(confidentielle=confidentielle)]
    for etape in description.a_remplir:
        parties += _etape(etape, motifs)
    remise = _REMISE_EN_CONFIANCE if confidentielle else _REMISE
    signataires = ("La personne qui demande",) if confidentielle else ("L’auteur", "La direction")
    parties.append(Partie("Date et signature", (signatures(*signataires),)))
    return Document(
        titre=description.titre,
        chapeau=f"Fiche à remplir, à la main ou à l’écran. {remise}",
        parties=tuple(parties),
        mention="Une fois remplie, cette fiche est confidentielle : sous clé, et les copies détruites.",
    )


def _avant(pole: Pole) -> Partie:
    local = tuple(str(numero) for numero in pole.numeros_locaux)
    phone = (f"Le pôle : {pole.telephone}",) if pole.telephone else ()
    return Partie(
        "Un danger maintenant ? On appelle d’abord.",
        (Puces((*_URGENCES, *local, *phone)), *(Texte(regle, petit=True) for regle in _REGLES)),
    )


def _ecole(*, confidentielle: bool) -> Partie:
    lignes = ["École", "Qui demande, et sa fonction", "Date"]
    if confidentielle:
        lignes.append("À qui je remets cette fiche")
    return Partie("Qui demande", (Reperes("L’école et la personne", tuple((one, "") for one in lignes)),))


def _etape(etape: Etape, motifs: list[str]) -> Iterator[Partie]:
    """The step, then each of its folded groups under its own heading."""
    plis: dict[str, list] = {}
    for item in etape.contenu:
        plis.setdefault(item.pli, []).append(item)
    first = [Texte(etape.intro)] if etape.intro else []
    first += _blocs(etape, plis.pop("", ()), motifs)
    if etape.pieces:
        first.append(Texte("Ne joignez rien de ceci : " + " ; ".join(one.libelle for one in REFUSEES) + "."))
    yield Partie(etape.titre, tuple(first))
    for pli, items in plis.items():
        yield Partie(pli, tuple(_blocs(etape, items, motifs, offered=True)))


def _blocs(etape: Etape, items: Iterable, motifs: list[str], *, offered: bool = False) -> list[Bloc]:
    """`offered` for a group whose title already says that it may stay empty."""
    blocs: list[Bloc] = []
    for item in items:
        blocs += _table(item) if isinstance(item, Table) else [_champ(etape, item, motifs, offered=offered)]
    return blocs


def _champ(etape: Etape, champ: Champ, motifs: list[str], *, offered: bool) -> Bloc:
    libelle = champ.libelle if champ.is_asked({}) or champ.exige_si or offered else champ.libelle + FACULTATIF
    aide = " ".join(part for part in (_condition(etape, champ), champ.aide) if part)
    if champ.type == TypeChamp.MOTIFS:
        return Cases(libelle, tuple(motifs), aide)
    if champ.choix:
        return Cases(libelle, tuple(str(label) for _, label in champ.choix), aide)
    return AEcrire(libelle, LIGNES_LONGUES if champ.type == TypeChamp.TEXTE_LONG else 1, aide)


def _condition(etape: Etape, item: Champ | Table) -> str:
    """« Si vous avez répondu … », for a question that another one opens."""
    if item.exige_si is None:
        return ""
    code, valeurs = item.exige_si
    asked = next((champ for champ in etape.champs if champ.code == code), None)
    if asked is None or not asked.choix:
        return ""
    words = " ou ".join(f"« {label} »" for valeur, label in asked.choix if valeur in valeurs)
    return f"Si vous avez répondu {words} plus haut."


def _introduced(libelle: str) -> str:
    """A label before what it offers: a question or an open sentence needs no colon."""
    return libelle if libelle.endswith(("?", "…")) else f"{libelle}\u00a0:"


def _table(table: Table) -> list[Bloc]:
    listes = [
        f"{_introduced(colonne.libelle)} {', '.join(str(label) for _, label in colonne.choix)}."
        for colonne in table.colonnes
        if colonne.choix
    ]
    aides = [table.aide, *listes] if table.aide else listes
    grille = empty_grid(table.titre, *(colonne.libelle for colonne in table.colonnes), lignes=LIGNES_TABLE)
    return [grille, *(Texte(aide, petit=True) for aide in aides)]
