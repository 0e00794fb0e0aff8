"""Requests to read a case that wait for an answer: one query, for those who pilot."""

from collections.abc import Iterable

from pole.a_faire import PAR_SOURCE, Chose
from pole.models import Personne, Pole
from saisines.models import DemandeAcces

_TITRE, _ORDRE = "Répondre à une demande d’accès", 15


def choses_des_acces(user: Personne, pole: Pole) -> Iterable[Chose]:
    """Who asks, and when. The reference is typed text: it is read on the page of the request."""
    if not user.portee.in_pole(pole.pk).is_pilote:
        return
    rows = DemandeAcces.objects.a_repondre(user).filter(pole=pole).select_related("personne")
    for row in rows.order_by("faite_le").defer("reference", "raison", "mot")[:PAR_SOURCE]:
        yield Chose(
            titre=_TITRE,
            url=row.get_absolute_url(),
            detail=str(row.personne),
            jour=row.faite_le.astimezone(pole.tz).date(),
            ordre=_ORDRE,
        )
