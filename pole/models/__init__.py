"""Models of the organisation, one file per subject."""

from pole.models.absences import Absence
from pole.models.adresses import AdresseSignalee
from pole.models.calendrier import CodeVacances, Vacances
from pole.models.circonscription import Ecole, Pole
from pole.models.envois import Battement, Envoi, EtatEnvoi, Execution
from pole.models.invitations import Invitation
from pole.models.journal import Acte, Ancre, Entree
from pole.models.personnes import Affectation, Personne
from pole.models.references import Metier, Motif

__all__ = [
    "Absence",
    "Acte",
    "AdresseSignalee",
    "Affectation",
    "Ancre",
    "Battement",
    "CodeVacances",
    "Ecole",
    "Entree",
    "Envoi",
    "EtatEnvoi",
    "Execution",
    "Invitation",
    "Metier",
    "Motif",
    "Personne",
    "Pole",
    "Vacances",
]
