"""What a draft holds that its author may want to read again before sending: a warning, never a block."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from pole.models import Personne
from saisines.enums import Relation
from saisines.natures import Champ, Etape
from saisines.natures.base import Sensibilite
from saisines.recit import Recit
from saisines.vigilance.reperage import Genre, mots_de, reperer

EXTRAITS_MAX = 5
CONSEILS = {
    Genre.NOM: "Un nom ? « Élève B » ou « une collègue » suffit.",
    Genre.COURRIEL: "Une adresse électronique ? Elle n’est pas utile ici.",
    Genre.TELEPHONE: "Un numéro ? Il a sa place avec vos coordonnées, pas dans le récit.",
    Genre.NAISSANCE: "Une date de naissance ? L’âge ou le niveau suffit.",
    Genre.DIAGNOSTIC: "Un mot de diagnostic ? Dites plutôt ce que vous voyez. Si la famille l’a dit et le "
    "veut bien, écrivez « d’après la famille ».",
}


class AVerifier(NamedTuple):
    """One line of the warning: the step that a link reaches, the words, and what could be written instead."""

    etape: str
    titre: str
    extraits: tuple[str, ...]
    conseil: str


def a_verifier(
    recit: Recit, relations: frozenset[Relation], *, user: Personne, today: date
) -> list[AVerifier]:
    """What stands out in the texts that this person reads, by question and by kind. No query."""
    connus = _known(recit, user)
    found: dict[tuple[Etape, str, Genre], list[str]] = {}
    for etape, titre, texte in _texts(recit, relations):
        for genre, extrait in reperer(texte, connus=connus, today=today):
            extraits = found.setdefault((etape, titre, genre), [])
            if extrait not in extraits:
                extraits.append(extrait)
    return [
        AVerifier(etape.code, titre, tuple(extraits[:EXTRAITS_MAX]), CONSEILS[genre])
        for (etape, titre, genre), extraits in found.items()
    ]


def _texts(recit: Recit, relations: frozenset[Relation]) -> Iterator[tuple[Etape, str, str]]:
    """Every text that was written freely, but where a name or a number is what is asked."""
    for etape in recit.description.etapes:
        for item in etape.readable_by(relations):
            if isinstance(item, Champ):
                if _is_free(item):
                    yield etape, item.intitule, recit.valeur(etape.code, item)
                continue
            free = [colonne.code for colonne in item.colonnes if _is_free(colonne)]
            for ligne in recit.lignes(etape.code, item):
                for code in free:
                    yield etape, item.titre, ligne.get(code) or ""


def _is_free(champ: Champ) -> bool:
    return champ.is_texte and not champ.is_identite and champ.sensibilite != Sensibilite.IDENTIFIANT


def _known(recit: Recit, user: Personne) -> frozenset[str]:
    """Words that name nobody new: the pupil of the request, who writes, the teacher named, the places."""
    saisine = recit.saisine
    named = [
        str(user),
        saisine.eleve.nom_complet if saisine.eleve_id else "",
        str(saisine.ecole or ""),
        saisine.pole.nom,
    ]
    for etape in recit.description.etapes:
        named += [
            recit.valeur(etape.code, champ)
            for champ in etape.champs
            if champ.is_texte and champ.sensibilite == Sensibilite.IDENTIFIANT and not champ.is_identite
        ]
    return mots_de(" ".join(named))
