"""Mails about a meeting: date, time, place. Never a case, never a number of cases, never a pupil."""

from datetime import datetime, time

from django.utils import timezone

from cellules.creneaux import hour_of
from cellules.models import Convocation, Reunion, TitreConvocation
from pole.services.envois import cancel_mails, enqueue
from pole.templatetags.dsfr_pole import heure

CONVOCATION = "cellules/convocation"
INVITATION = "cellules/invitation"
DEPLACEE = "cellules/reunion_deplacee"
ANNULEE = "cellules/reunion_annulee"
PLUS_ATTENDU = "cellules/plus_attendu"
RELANCE = "cellules/relance"


def is_to_come(reunion: Reunion) -> bool:
    """False once it has begun, or on its day when no time is set: nobody is told any more not to come."""
    start = datetime.combine(reunion.date, reunion.heure or time.min, reunion.pole.tz)
    return timezone.now() < start


def words_of(letter: Convocation) -> dict:
    """What a mail says of a meeting to one person: the pole's word for it, when they are expected, where."""
    return words_of_meeting(letter.reunion) | {"heure": heure(hour_of(letter))}


def words_of_meeting(reunion: Reunion) -> dict:
    """What a mail says of a meeting to anybody."""
    return {
        "reunion": reunion.intitule,
        "date": reunion.date,
        "heure": heure(reunion.heure),
        "lieu": reunion.lieu,
    }


def notify_convened(letter: Convocation) -> None:
    """The letter leaves, whatever the number of cases; it takes the place of one that has not left yet."""
    cancel_mails(letter)
    _enqueue(gabarit_of(letter), letter)


def gabarit_of(letter: Convocation) -> str:
    """Staff are convened; partners and schools are invited."""
    return CONVOCATION if letter.titre == TitreConvocation.CONVOQUE else INVITATION


def notify_moved(letter: Convocation) -> None:
    cancel_mails(letter)
    _enqueue(DEPLACEE, letter)


def notify_cancelled(letter: Convocation) -> None:
    _tell_the_end(ANNULEE, letter)


def notify_no_longer_expected(letter: Convocation) -> None:
    _tell_the_end(PLUS_ATTENDU, letter)


def notify_unanswered(letter: Convocation, day) -> None:
    """Recall a question; at most one such mail a day, whatever runs twice."""
    _enqueue(RELANCE, letter, suite=f":{day}")


def _tell_the_end(gabarit: str, letter: Convocation) -> None:
    """Nothing to tell to somebody whose letter had not left yet, nor once the meeting has begun."""
    unread = cancel_mails(letter) and letter.sequence == 0
    if not unread and is_to_come(letter.reunion):
        _enqueue(gabarit, letter)


def _enqueue(gabarit: str, letter: Convocation, *, suite: str = "") -> None:
    enqueue(
        gabarit,
        pole=letter.reunion.pole,
        destinataire=letter.personne,
        cible=letter,
        contexte=words_of(letter),
        cle=f"{gabarit}:{letter.pk}:{letter.sequence}{suite}",
    )
