"""Which date comes next for a case: dates rather than delays."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pole.calendrier import (
    CalendrierInconnu,
    ajouter_jours_ecole,
    annee_scolaire,
    fin_de_l_annee_suivante,
)
from pole.dates import day_and_month, day_in_full
from pole.services.calendrier import jours_du_pole
from saisines.enums import ETATS_DU_POINT, ETATS_FINAUX, ETATS_PRIVES, Etat, Issue
from saisines.models import Saisine


def hour_of(instant: datetime, tz: ZoneInfo) -> str:
    """« 10 h 35 », in the time of the pole."""
    local = instant.astimezone(tz)
    return f"{local.hour}\u00a0h\u00a0{local.minute:02d}"


def moment_of(instant: datetime, tz: ZoneInfo, today: date) -> str:
    """« à 10 h 35 » today, « le 2 octobre à 10 h 35 » another day."""
    day = instant.astimezone(tz).date()
    hour = hour_of(instant, tz)
    if day == today:
        return f"à {hour}"
    return f"le {day_and_month(day)} à {hour}"


def trop_loin(jour: date | None, today: date) -> str:
    """Why a day is too far ahead to be agreed on, since a case stays open until then; "" if it is not."""
    last = fin_de_l_annee_suivante(today)
    return f"Choisissez une date au plus tard le {day_in_full(last)}." if jour and jour > last else ""


def first_contact_by(saisine: Saisine) -> date | None:
    """Day by which the pole promised a first human contact, in school days after the sending."""
    if saisine.transmise_le is None:
        return None
    pole = saisine.pole
    urgent = saisine.urgence in {"haute", "immediate"}
    days = pole.promesse_contact_urgent_jours if urgent else pole.promesse_contact_jours
    sent = saisine.transmise_le.astimezone(pole.tz).date()
    try:
        jours = jours_du_pole(pole, annee_scolaire(sent))
        return ajouter_jours_ecole(sent, days, jours.coupures, jours.feries)
    except CalendrierInconnu:
        return sent + timedelta(days=days)


def next_date(saisine: Saisine) -> date | None:
    """The nearest date at which somebody owes something on this case."""
    if saisine.etat in ETATS_PRIVES or saisine.etat in ETATS_FINAUX:
        return None
    days = list(
        saisine.sollicitations.filter(terminee_le__isnull=True, annulee_le__isnull=True).values_list(
            "echeance", flat=True
        )
    )
    # A way out without a mission has its own date; with one, the mission has it.
    open_ways = saisine.orientations.en_cours().filter(sollicitation=None, pour_le__isnull=False)
    days += open_ways.exclude(issue=Issue.CELLULE).values_list("pour_le", flat=True)
    if saisine.etat == Etat.COMPLEMENT_DEMANDE:
        days += saisine.demandes.filter(repondue_le__isnull=True).values_list("pour_le", flat=True)
    if saisine.etat == Etat.TRANSMISE:
        days.append(first_contact_by(saisine))
    if saisine.etat == Etat.INSCRITE:
        days.append(saisine.date_reunion)
    if saisine.etat in ETATS_DU_POINT:
        days.append(awaited_check(saisine))
    return min((day for day in days if day is not None), default=None)


def awaited_check(saisine: Saisine) -> date | None:
    """When to look again: the last answer says it, until the school has said what became of it."""
    return saisine.reponses.dernieres().sans_point().values_list("point_le", flat=True).first()
