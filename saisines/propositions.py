"""Dates that forms propose: school days are counted, holidays are not."""

from datetime import date, timedelta

from pole.calendrier import CalendrierInconnu, ajouter_jours_ecole, annee_scolaire
from pole.services.calendrier import jours_du_pole
from saisines.models import Saisine

JOURS_PAR_SEMAINE = 5
# A school needs two weeks to write back or to receive a visit.
RETOUR_JOURS = 10


def school_days_ahead(saisine: Saisine, days: int) -> date:
    """The day reached after so many school days from today; calendar days when the year is unknown."""
    today = saisine.pole.today()
    try:
        jours = jours_du_pole(saisine.pole, annee_scolaire(today))
        return ajouter_jours_ecole(today, days, jours.coupures, jours.feries)
    except CalendrierInconnu:
        return today + timedelta(days=days * 7 // JOURS_PAR_SEMAINE)


def date_de_retour(saisine: Saisine) -> date:
    """By when to ask: before the deadline that the case awaits when it is near, else in two school weeks."""
    proposed = school_days_ahead(saisine, RETOUR_JOURS)
    limite = saisine.date_limite
    return limite if limite and saisine.pole.today() < limite < proposed else proposed


def date_de_point(saisine: Saisine) -> date:
    """When to look again: so many school weeks, as the pole decided."""
    return school_days_ahead(saisine, saisine.pole.suivi_semaines * JOURS_PAR_SEMAINE)
