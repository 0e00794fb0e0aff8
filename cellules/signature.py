"""Who signs a letter of the pole: the IEN, or somebody by a written delegation (domaine §3.6)."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from cellules.models import CONDUIRE, Convocation
from pole.enums import Fonction, Titre
from pole.models import Affectation, Personne, Pole

_AU_NOM = "Pour l’inspecteur ou l’inspectrice de l’Éducation nationale"
_PAR_DELEGATION = f"{_AU_NOM}, et par délégation"
_IEN = "L’inspecteur ou l’inspectrice de l’Éducation nationale"
SANS_DELEGATION = (
    "Vous envoyez au nom de l’IEN, et sa délégation écrite n’est pas indiquée : les lettres ne la diront pas."
)


@dataclass(frozen=True, slots=True)
class Signature:
    """The quality, then the act of delegation if one signs for another, then the name."""

    qualite: str
    nom: str
    acte: str = ""


def signature_of(letter: Convocation, *, reader: Personne) -> Signature:
    """Whoever sent it: in their own name if they are the IEN, else by the written delegation of the pole.

    Printed before any sending, it is signed by its reader if they conduct the meeting, else by hand.
    Without a delegation in the settings, the letter claims none. One query.
    """
    signer = letter.envoyee_par
    if signer is None and reader.has_perm(CONDUIRE, letter.reunion):
        signer = reader
    sent = letter.envoyee_le or timezone.now()
    is_ien = signer is not None and _iens(letter.reunion.pole, signer.pk).en_cours(sent).exists()
    name = str(signer or "")
    acte = letter.reunion.pole.delegation_signature
    if is_ien:
        return Signature(_IEN, name)
    return Signature(_PAR_DELEGATION if acte else _AU_NOM, name, acte)


def lacks_delegation(pole: Pole, user: Personne) -> bool:
    """True for whoever would sign for the IEN without a written delegation being told. No query."""
    ien = any(
        role.pole_id == pole.pk and role.titre != Titre.SUPPLEANCE
        for role in user.portee.having(Fonction.IEN)
    )
    return not ien and not pole.delegation_signature


def _iens(pole: Pole, personne: UUID):
    roles = Affectation.objects.filter(pole=pole, fonction=Fonction.IEN, personne=personne)
    return roles.exclude(titre=Titre.SUPPLEANCE)
