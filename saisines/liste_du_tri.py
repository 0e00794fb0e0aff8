"""The list of the triage: which cases, in which order, and where one of them stands in it."""

from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from pole.models import Personne, Pole
from saisines.enums import ETATS_AU_TRI, ETATS_EN_COURS
from saisines.filtres import query_of
from saisines.listes import COMPTE_MAX, ORDRES, awaiting, filtered, piloted
from saisines.models.saisine import SaisineQuerySet
from saisines.selection import order_of
from saisines.voies import Voie, with_voie

ORDRE = "urgence"


def rows_of_triage(user: Personne, pole: Pole, params: QueryDict) -> SaisineQuerySet:
    """Cases of the triage, narrowed by the address."""
    voie = params.get("voie", "")
    rows = piloted(user, pole, with_voie() if voie in Voie.values else None)
    today = pole.today()
    if params.get("attente"):
        rows = awaiting(rows, user, today)
    else:
        rows = rows.filter(etat__in=ETATS_EN_COURS if params.get("etat") else ETATS_AU_TRI)
    if voie in Voie.values:
        rows = rows.filter(voie=voie)
    return filtered(rows, params, user, today, motifs=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcours:
    """« 3 sur 12 », and the next case of the same list. `rang` is 0 for a case that is not in it."""

    rang: int
    total: str
    suivante: str
    liste: str
    query: str


def parcours_of(user: Personne, pole: Pole, pk: UUID | None, params: QueryDict) -> Parcours:
    """Where a case stands in the list of this address. One query, no further than 200 cases."""
    rows = rows_of_triage(user, pole, params).order_by(*ORDRES[order_of(params, ORDRE)][1])
    found = list(rows.values_list("pk", flat=True)[: COMPTE_MAX + 1])
    rang = found.index(pk) + 1 if pk in found else 0
    following = found[rang] if rang < len(found) else None
    query = query_of(params)
    return Parcours(
        rang=rang,
        total=f"{COMPTE_MAX}+" if len(found) > COMPTE_MAX else str(len(found)),
        suivante=f"{reverse('saisines:trier', args=[following])}{query}" if following else "",
        liste=f"{reverse('saisines:tri')}{query}",
        query=query,
    )
