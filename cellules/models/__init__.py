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
from cellules.models.dates_retenues import DateRetenue
from cellules.models.lots import EtatLot, LotDeDocuments
from cellules.models.regards import AudienceRegard, Regard
from cellules.models.reunions import CONDUIRE, PLANIFIER, EtatReunion, Reunion, TypeReunion
from cellules.models.seances import NoteDeSeance, Seance

__all__ = [
    "CONDUIRE",
    "PLANIFIER",
    "Abonnement",
    "AudienceRegard",
    "Convie",
    "Convocation",
    "DateRetenue",
    "EtatConvocation",
    "EtatInscription",
    "EtatLot",
    "EtatReunion",
    "Habitue",
    "Inscription",
    "LotDeDocuments",
    "MomentDuPoint",
    "NoteDeSeance",
    "Point",
    "Regard",
    "ReponseConvocation",
    "Reunion",
    "Rubrique",
    "Seance",
    "TitreConvocation",
    "TypeReunion",
]
