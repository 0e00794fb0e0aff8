"""What a school reads as soon as it opens the form: next deadline, its meeting, date of the answer."""

from datetime import date, timedelta

from cellules.models import Reunion
from cellules.services.annee import reponse_avant
from pole.calendrier import CalendrierInconnu, annee_scolaire
from pole.echeances import Echeance
from pole.models import Pole
from pole.services.calendrier import jours_du_pole

UNE_SEMAINE = timedelta(days=7)


def prochaine_reunion(pole: Pole, jour: date) -> Echeance | None:
    """The published meeting whose deadline comes first, that day included; None when there is none.

    One query: the promise of an answer stands on the meeting (S2-18).
    """
    reunions = Reunion.objects.recevant_des_saisines().filter(pole=pole, date_limite__gte=jour)
    reunion = reunions.order_by("date_limite", "date").first()
    return echeance_de(reunion, pole) if reunion else None


def echeance_de(reunion: Reunion, pole: Pole) -> Echeance:
    """The dates of a meeting as a school reads them."""
    reunion.pole = pole
    return Echeance(
        reunion=reunion.pk,
        nom=reunion.intitule,
        date_limite=reunion.date_limite,
        date_reunion=reunion.date,
        reponse_avant=reunion.reponse_avant or _promised(reunion, pole),
    )


def _promised(reunion: Reunion, pole: Pole) -> date:
    """For a meeting recorded without its promise, or beyond the known calendar: at least one week."""
    try:
        jours = jours_du_pole(pole, annee_scolaire(reunion.date))
    except CalendrierInconnu:
        jours = None
    return (jours and reponse_avant(pole, reunion.date, jours)) or reunion.date + UNE_SEMAINE
