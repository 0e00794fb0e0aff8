"""School years for tests, from the package of official holidays."""

from functools import cache

from pole.calendrier import jours_feries
from pole.calendrier_national import build_national_calendar


@cache
def year(annee, zone):
    """Breaks and public holidays of one school year, from the package."""
    coupures = tuple(ligne.coupure() for ligne in build_national_calendar((annee,)) if ligne.zone == zone)
    return coupures, jours_feries(annee)
