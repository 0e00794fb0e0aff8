"""Mails about a meeting: date, time, place. Never a case, never a number of cases, never a pupil."""

from collections.abc import Iterable
from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone

from cellules.creneaux import hour_of
from cellules.models import Convocation, Reunion, TitreConvocation
from pole.models import Personne, Pole
from pole.services.envois import cancel_mails, enqueue
from pole.templatetags.dsfr_pole import date_longue, heure

CONVOCATION = "cellules/convocation"
INVITATION = "cellules/invitation"
DEPLACEE = "cellules/reunion_deplacee"
ANNULEE = "cellules/reunion_annulee"
PLUS_ATTENDU = "cellules/plus_attendu"
RELANCE = "cellules/relance"
HORAIRE = "cellules/horaire"
# Before any case: the dates of the year, and what becomes of them.
DATES = "cellules/dates"
DATE_CHANGEE = "cellules/date_changee"
DATE_ANNULEE = "cellules/date_annulee"


def is_to_come(reunion: Reunion) -> bool:
    """False once it has begun, or on its day when no time is set: nobody is told any more not to come."""
    start = datetime.combine(reunion.date, reunion.heure or time.min, reunion.pole.tz)
    return timezone.now() < start


def words_of(letter: Convocation) -> dict:
    """What a mail says of a meeting to one person: the pole's word for it, when they are expected, where."""
    mine = {"heure": heure(hour_of(letter)), "ecole": letter.is_de_l_ecole}
    return words_of_meeting(letter.reunion) | mine


def words_of_meeting(reunion: Reunion) -> dict:
    """What a mail says of a meeting to anybody."""
    return {
        "reunion": reunion.intitule,
        # With the day of the week: that is what one looks for in a mail.
        "date": date_longue(reunion.date),
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


def notify_slipped(letter: Convocation) -> None:
    """Another hour the same day. A letter that had not left yet leaves with it, as if it were the first."""
    unread = cancel_mails(letter)
    _enqueue(gabarit_of(letter) if unread else HORAIRE, letter)


def notify_cancelled(letter: Convocation) -> bool:
    """Whether this person is told: not when their letter had not left, nor once the meeting has begun."""
    return _tell_the_end(ANNULEE, letter)


def notify_no_longer_expected(letter: Convocation) -> None:
    _tell_the_end(PLUS_ATTENDU, letter)


def notify_dates(pole: Pole, person: Personne, reunions: Iterable[Reunion], *, cle: str) -> None:
    """The dates to keep, all in one mail; `cle` says which dates these are."""
    enqueue(
        DATES,
        pole=pole,
        destinataire=person,
        cible=pole,
        contexte={"dates": [_line(one) for one in reunions], "chemin": reverse("cellules:annee")},
        cle=f"{DATES}:{cle}",
    )


def _line(reunion: Reunion) -> str:
    """« Cellule de veille, jeudi 8 octobre 2026, à 13 h 30, salle B »"""
    hour = f"à {heure(reunion.heure)}" if reunion.heure else ""
    return ", ".join(filter(None, (reunion.intitule, date_longue(reunion.date), hour, reunion.lieu)))


def notify_date_changed(reunion: Reunion, person: Personne) -> None:
    _tell_of_date(DATE_CHANGEE, reunion, person)


def notify_date_cancelled(reunion: Reunion, person: Personne) -> None:
    _tell_of_date(DATE_ANNULEE, reunion, person)


def _tell_of_date(gabarit: str, reunion: Reunion, person: Personne) -> None:
    """One mail a version of the meeting; it takes the place of one that has not left yet."""
    cancel_mails(reunion, destinataire=person)
    enqueue(
        gabarit,
        pole=reunion.pole,
        destinataire=person,
        cible=reunion,
        contexte=words_of_meeting(reunion),
        cle=f"{gabarit}:{reunion.pk}:{person.pk}:{reunion.sequence}",
    )


def notify_unanswered(letter: Convocation, day) -> None:
    """Recall a question; at most one such mail a day, whatever runs twice."""
    _enqueue(RELANCE, letter, suite=f":{day}")


def _tell_the_end(gabarit: str, letter: Convocation) -> bool:
    """Nothing to tell to somebody whose letter had not left yet, nor once the meeting has begun."""
    unread = cancel_mails(letter) and letter.sequence == 0
    told = not unread and is_to_come(letter.reunion)
    if told:
        _enqueue(gabarit, letter)
    return told


def _enqueue(gabarit: str, letter: Convocation, *, suite: str = "") -> None:
    enqueue(
        gabarit,
        pole=letter.reunion.pole,
        destinataire=letter.personne,
        cible=letter,
        contexte=words_of(letter),
        cle=f"{gabarit}:{letter.pk}:{letter.sequence}{suite}",
    )
