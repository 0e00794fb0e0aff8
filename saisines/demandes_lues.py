"""Requests to read a case, in words. Whoever asked reads what they typed, never the case that it names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse

from pole.models import Pole
from saisines.models import DemandeAcces, EtatDemande

_TONS = {EtatDemande.ATTENTE: "attention", EtatDemande.ACCEPTEE: "succes", EtatDemande.REFUSEE: "neutre"}
# On the page of whoever asks.
DERNIERES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandeLue:
    """`dossier_url` is for those who answer, when the reference is a case's."""

    id: UUID
    qui: str
    reference: str
    raison: str
    le: date
    etat: str
    ton: str
    jusqu_au: date | None
    mot: str
    dossier_url: str
    is_acceptee: bool


def demande_lue(row: DemandeAcces, pole: Pole | None = None) -> DemandeLue:
    tz = (pole or row.pole).tz
    return DemandeLue(
        id=row.pk,
        qui=str(row.personne),
        reference=row.reference,
        raison=row.raison,
        le=row.faite_le.astimezone(tz).date(),
        etat=row.get_etat_display(),
        ton=_TONS[EtatDemande(row.etat)],
        jusqu_au=row.jusqu_au,
        mot=row.mot,
        dossier_url=reverse("saisines:detail", args=[row.saisine_id]) if row.saisine_id else "",
        is_acceptee=row.etat == EtatDemande.ACCEPTEE,
    )


def demandes_lues(rows: Iterable[DemandeAcces], pole: Pole) -> list[DemandeLue]:
    """The last ones, newest first. One query."""
    return [demande_lue(row, pole) for row in rows.select_related("personne")[:DERNIERES]]
