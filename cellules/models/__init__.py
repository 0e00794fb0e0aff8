"""Meetings, the cases on their agendas, and the people convened for each."""

from cellules.models.abonnements import Abonnement
from cellules.models.agenda import EtatInscription, Inscription, MomentDuPoint, Point, Rubrique
from cellules.models.convocations import (
    Convie,
    Convocation,
    EtatConvocation,
    Habitue,
    ReponseConvocation,
    TitreConvocation,
)
from cellules.models.reunions import CONDUIRE, PLANIFIER, EtatReunion, Reunion, TypeReunion

__all__ = [
    "CONDUIRE",
    "PLANIFIER",
    "Abonnement",
    "Convie",
    "Convocation",
    "EtatConvocation",
    "EtatInscription",
    "EtatReunion",
    "Habitue",
    "Inscription",
    "MomentDuPoint",
    "Point",
    "ReponseConvocation",
    "Reunion",
    "Rubrique",
    "TitreConvocation",
    "TypeReunion",
]
