"""What one reads first to triage a case: the question, the dangers, what was tried."""

from dataclasses import dataclass

from saisines.fiche import Fiche
from saisines.natures import description
from saisines.projection import Ligne, Section

_QUESTION = (
    "question",
    "aujourdhui",
    "semaine",
    "cible",
    "plan",
    "blocage",
    "objet",
    "motifs",
    "motif_autre",
)
_DANGERS = (
    *("danger_eleve", "danger_eleves", "danger_adultes", "menaces", "type", "exposes"),
    *("urgence_motif", "urgence_precision"),
)
_ESSAIS = "essais"


@dataclass(frozen=True, slots=True, kw_only=True)
class Essentiel:
    """Lines and tables already cut to what the reader may read."""

    question: list[Ligne]
    dangers: list[Ligne]
    essais: Section | None


def essentiel_of(fiche: Fiche) -> Essentiel:
    """Taken from the sections of the reader: a field that is not theirs is not here either. No query."""
    labels = {
        (etape.code, item.intitule): item.code
        for etape in description(fiche.saisine.nature).etapes
        for item in etape.contenu
        if hasattr(item, "intitule")
    }
    question, dangers = [], []
    for section in fiche.sections:
        for ligne in section.lignes:
            code = labels.get((section.code, ligne.libelle))
            if section.code == "preoccupation" and code in _QUESTION:
                question.append(ligne)
            elif code in _DANGERS:
                dangers.append(ligne)
    tried = next((section for section in fiche.sections if section.code == _ESSAIS), None)
    return Essentiel(question=question, dangers=dangers, essais=tried)
