"""The logged click that shows a pupil's name: valid for one case, one sign-in and half an hour.

The IEN has one more, for the names in the lists of their pole.

It is kept in the session: it dies with the sign-in, and the right itself is read again at each request.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from pole.models import Pole
from saisines.models import Saisine

DUREE = timedelta(minutes=30)
_CLE = "identites"
_CLE_LISTES = "identites_listes"


def reveal(session: SessionBase, saisine: Saisine) -> None:
    """Remember that this person asked for the name on this case. Those that have ended are forgotten."""
    now = timezone.now()
    kept = {pk: end for pk, end in session.get(_CLE, {}).items() if datetime.fromisoformat(end) > now}
    session[_CLE] = kept | {str(saisine.pk): (now + DUREE).isoformat()}


def is_revealed(session: SessionBase, saisine: Saisine) -> bool:
    """True until half an hour after the click."""
    end = session.get(_CLE, {}).get(str(saisine.pk))
    return end is not None and datetime.fromisoformat(end) > timezone.now()


def revealed_cases(session: SessionBase) -> set[UUID]:
    """Cases whose name this person asked for less than half an hour ago."""
    now = timezone.now()
    return {UUID(pk) for pk, end in session.get(_CLE, {}).items() if datetime.fromisoformat(end) > now}


def reveal_lists(session: SessionBase, pole: Pole) -> None:
    """Remember that this person asked for the names in the lists of one pole."""
    session[_CLE_LISTES] = {str(pole.pk): (timezone.now() + DUREE).isoformat()}


def are_lists_revealed(session: SessionBase, pole: Pole) -> bool:
    end = session.get(_CLE_LISTES, {}).get(str(pole.pk))
    return end is not None and datetime.fromisoformat(end) > timezone.now()
