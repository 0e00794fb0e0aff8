"""Documents made from a case, each described once: what it is called, how it is built, in which formats.

A case about no pupil has none of them. Who reads the case may print them, each cut to what they read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from pole.documents import Document
from saisines.accords import concerns
from saisines.documents import demandes, ecole, parents
from saisines.enums import TypeAccord
from saisines.fiche import Fiche
from saisines.models import Saisine

PDF, WORD, ODT = "pdf", "docx", "odt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Modele:
    """One document. `nomme` is False when it never holds a word about the pupil."""

    nom: str
    titre: str
    detail: str
    build: Callable[[Fiche], Document]
    formats: tuple[str, ...] = (PDF, WORD)
    nomme: bool = True


TRAMES = (
    Modele(
        nom="equipe-educative",
        titre="Compte rendu d’équipe éducative",
        detail="À compléter pendant la réunion",
        build=ecole.equipe_educative,
    ),
    Modele(nom="ppre", titre="Projet de PPRE", detail="À finir avec la famille", build=ecole.ppre),
    Modele(nom="rased", titre="Demande d’aide au RASED", detail="Prête à relire", build=demandes.rased),
    Modele(
        nom="emas",
        titre="Demande d’appui à l’EMAS",
        detail="Le nom s’imprime quand un parent a signé",
        build=demandes.emas,
    ),
)
ANNONCE = Modele(
    nom="parents",
    titre="Feuille pour les parents",
    detail="Une page pour annoncer la demande",
    build=parents.annonce,
    formats=(PDF,),
    nomme=False,
)
ACCORDS = tuple(
    Modele(
        nom=f"accord-{type_}",
        titre=f"Accord écrit : {type_.label}",
        detail="Feuille à signer",
        build=partial(parents.accord, type_=type_),
        formats=(PDF,),
        nomme=False,
    )
    for type_ in TypeAccord
)
MODELES = {modele.nom: modele for modele in (*TRAMES, ANNONCE, *ACCORDS)}


def find(saisine: Saisine, nom: str, format_: str) -> Modele | None:
    """A document of this case in this format; None if there is none."""
    modele = MODELES.get(nom)
    if modele is None or format_ not in modele.formats or not concerns(saisine):
        return None
    return modele
