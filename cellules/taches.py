"""Scheduled job of the meetings: those who have not answered are asked again, twice at most.

It runs in school hours of a school day, once a day: a reminder that falls in holidays waits for their end.
"""

from datetime import datetime, timedelta

from cellules.models import Convocation
from cellules.notifications import is_to_come, notify_unanswered
from pole.models import Pole
from saisines.taches import Fenetre, window

RELANCES = "cellules.relances"
RELANCES_TOUTES_LES = timedelta(days=1)
LOTS = "cellules.lots"
LOTS_TOUTES_LES = timedelta(days=1)


def remind(pole: Pole, creneau: datetime) -> None:
    """Ask again those who were convened and did not answer."""
    fenetre = window(RELANCES, pole, creneau)
    waiting = Convocation.objects.envoyees().filter(
        reunion__pole=pole, reponse="", reunion__date__gte=fenetre.jour, personne__is_active=True
    )
    for letter in waiting.select_related("reunion__pole", "personne"):
        if is_to_come(letter.reunion) and _is_due(letter, fenetre):
            notify_unanswered(letter, fenetre.jour)


def _is_due(letter: Convocation, fenetre: Fenetre) -> bool:
    """Due now; whoever received the letter yesterday is not asked again today.

    School days after the sending, then days before the meeting (brought back to a school day): settings.
    """
    pole = letter.reunion.pole
    sent = letter.envoyee_le.astimezone(pole.tz).date()
    first = fenetre.after_school_days(sent, pole.relance_apres_jours)
    last = fenetre.school_day_before(letter.reunion.date - timedelta(days=pole.relance_avant_jours))
    return fenetre.holds(first) or (fenetre.holds(last) and last > fenetre.after_school_days(sent, 1))
