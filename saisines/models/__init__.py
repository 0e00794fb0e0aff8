"""Models of the saisine, one file per subject."""

from saisines.models.acces import Acces, AccesMotif, Lecteur, Sollicitation
from saisines.models.contenu import ContactFamille, Essai, Etape, Instance, PieceJointe, Plan
from saisines.models.echanges import DemandePrecision, Evenement, Intervention, QuestionPrecision
from saisines.models.eleves import Eleve
from saisines.models.reponses import PISTES_MAX, Piste, Reponse
from saisines.models.saisine import Saisine

__all__ = [
    "PISTES_MAX",
    "Acces",
    "AccesMotif",
    "ContactFamille",
    "DemandePrecision",
    "Eleve",
    "Essai",
    "Etape",
    "Evenement",
    "Instance",
    "Intervention",
    "Lecteur",
    "PieceJointe",
    "Piste",
    "Plan",
    "QuestionPrecision",
    "Reponse",
    "Saisine",
    "Sollicitation",
]
