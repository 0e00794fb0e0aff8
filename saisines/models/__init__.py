"""Models of the saisine, one file per subject."""

from saisines.models.acces import Acces, AccesMotif, Lecteur, Sollicitation
from saisines.models.accords import Accord
from saisines.models.alertes import Alerte, AlerteRecue, Retrospective
from saisines.models.contenu import ContactFamille, Essai, Etape, Instance, Plan
from saisines.models.demandes_acces import DemandeAcces, EtatDemande
from saisines.models.deports import Deport
from saisines.models.echanges import DemandePrecision, Evenement, Intervention, QuestionPrecision
from saisines.models.eleves import Eleve
from saisines.models.messages import MODIFIABLE, Destinataire, Message
from saisines.models.orientations import Lien, Orientation
from saisines.models.partages import NoteDePartage
from saisines.models.pieces import PIECES_MAX, PieceJointe
from saisines.models.points import PointEtape
from saisines.models.projets import ProjetDeReponse
from saisines.models.reception import Reception
from saisines.models.reponses import PISTES_MAX, Piste, Reponse
from saisines.models.saisine import Saisine

__all__ = [
    "MODIFIABLE",
    "PIECES_MAX",
    "PISTES_MAX",
    "Acces",
    "AccesMotif",
    "Accord",
    "Alerte",
    "AlerteRecue",
    "ContactFamille",
    "DemandeAcces",
    "DemandePrecision",
    "Deport",
    "Destinataire",
    "Eleve",
    "Essai",
    "Etape",
    "EtatDemande",
    "Evenement",
    "Instance",
    "Intervention",
    "Lecteur",
    "Lien",
    "Message",
    "NoteDePartage",
    "Orientation",
    "PieceJointe",
    "Piste",
    "Plan",
    "PointEtape",
    "ProjetDeReponse",
    "QuestionPrecision",
    "Reception",
    "Reponse",
    "Retrospective",
    "Saisine",
    "Sollicitation",
]
