"""Who signs a letter of the pole: the IEN, or somebody else in their name (domaine §3.6)."""

from dataclasses import dataclass

from cellules.models import Convocation
from pole.enums import Fonction, Titre
from pole.models import Affectation

_PAR_DELEGATION = "Pour l’inspecteur ou l’inspectrice de l’Éducation nationale, et par délégation"
_IEN = "L’inspecteur ou l’inspectrice de l’Éducation nationale"


@dataclass(frozen=True, slots=True)
class Signature:
    """The quality, then the name."""

    qualite: str
    nom: str


def signature_of(letter: Convocation) -> Signature:
    """Whoever sent it, in their own name if they are the IEN, else by delegation. One query."""
    roles = Affectation.objects.filter(
        pole=letter.reunion.pole_id, fonction=Fonction.IEN, personne=letter.envoyee_par_id
    )
    sent = letter.envoyee_le
    is_ien = sent and roles.exclude(titre=Titre.SUPPLEANCE).en_cours(sent).exists()
    return Signature(_IEN if is_ien else _PAR_DELEGATION, str(letter.envoyee_par or ""))
