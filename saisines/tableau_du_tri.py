"""The head of the triage: how many cases on each way, and how full the coming meeting is. One query."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.http import QueryDict

from pole.models import Personne, Pole
from saisines.charge import Charge, charge
from saisines.enums import ETATS_AU_TRI, Etat
from saisines.listes import COMPTE_MAX, Compteur, bounded, piloted
from saisines.voies import Voie, with_voie

# Of the cases at the triage and those enrolled: beyond, nothing is counted.
_LUES_MAX = 2 * COMPTE_MAX + 1


class _Rangee(NamedTuple):
    etat: str
    prochaine_date: date | None
    reunion_visee: UUID | None
    date_reunion: date | None
    voie: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tableau:
    """`jour` and `charge` are those of the coming meeting; None when no case awaits one."""

    compteurs: list[Compteur]
    jour: date | None
    charge: Charge | None


def tableau_of(user: Personne, pole: Pole, params: QueryDict, today: date) -> Tableau:
    rows = piloted(user, pole, with_voie()).filter(etat__in=(*ETATS_AU_TRI, Etat.INSCRITE))
    found = [_Rangee._make(row) for row in rows.order_by().values_list(*_Rangee._fields)[:_LUES_MAX]]
    reunion, jour = _coming(found, today)
    return Tableau(
        compteurs=_counters([row for row in found if row.etat in ETATS_AU_TRI], params, today),
        jour=jour,
        charge=_load(pole, [row for row in found if row.reunion_visee == reunion]) if reunion else None,
    )


def _coming(found: list[_Rangee], today: date) -> tuple[UUID | None, date | None]:
    """The nearest meeting that one of these cases awaits."""
    awaited = [row for row in found if row.date_reunion and row.date_reunion >= today]
    if not awaited:
        return None, None
    first = min(awaited, key=lambda row: row.date_reunion)
    return first.reunion_visee, first.date_reunion


def _load(pole: Pole, found: list[_Rangee]) -> Charge:
    enrolled = [row for row in found if row.etat == Etat.INSCRITE]
    discussed = [row for row in found if row.etat != Etat.INSCRITE and row.voie == Voie.REUNION]
    return charge(pole, len(enrolled), len(discussed))


def _counters(found: list[_Rangee], params: QueryDict, today: date) -> list[Compteur]:
    late = sum(bool(row.prochaine_date and row.prochaine_date < today) for row in found)
    on_each = {voie: sum(row.voie == voie for row in found) for voie in Voie}
    choices = [("Au tri", len(found), {}, "")]
    choices += [(voie.label, on_each[voie], {"voie": voie.value}, _tone(voie)) for voie in Voie]
    choices.append(("Date dépassée", late, {"retard": "1"}, "urgent"))
    names = {"etat", "urgence", "retard", "voie"}
    current = {name: value for name, value in params.items() if name in names and value}
    return [
        Compteur(
            bounded(number),
            label,
            _address(only),
            tone if number else "",
            current == only and not params.get("attente"),
        )
        for label, number, only, tone in choices
    ]


def _tone(voie: Voie) -> str:
    return "urgent" if voie == Voie.URGENT else ""


def _address(only: dict) -> str:
    query = QueryDict(mutable=True)
    query.update(only)
    return f"?{query.urlencode()}" if only else "?"
