"""Kind P, a pupil: what is asked, what is offered, who reads it and how long it is kept.

Needed to send: the pupil, the level, a motive, the question, one fact,
what was tried or why not, the line about the parents. Everything else is offered and folded (S0-19).
"""

from pole.enums import Nature
from saisines.natures.accords import accords
from saisines.natures.base import Description
from saisines.natures.commun import avant, qui, relire, with_pieces
from saisines.natures.essais import essais
from saisines.natures.famille import famille
from saisines.natures.pieces import POUR_UN_ELEVE
from saisines.natures.preoccupation import preoccupation

ELEVE = Description(
    nature=Nature.ELEVE,
    titre="Demander de l’aide pour un élève",
    etapes=(avant, qui, preoccupation, essais, famille, with_pieces(*POUR_UN_ELEVE), relire),
    hors_etapes=(accords,),
)
