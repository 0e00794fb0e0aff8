"""The logged click that shows a pupil's name: valid for one case, one sign-in and half an hour.

The IEN has one more, for the names in the lists of their pole.

It is kept in the session: it dies with the sign-in, and the right itself is read again at each request.
"""

from collections.abc import Set
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from pole.journal import record
from pole.models import Acte, Personne, Pole
from saisines.models import Saisine
from saisines.services.workflow import fonction_of

DUREE = timedelta(minutes=30)
_CLE = "identites"
_CLE_LISTES = "identites_listes"


def reveal(session: SessionBase, saisine: Saisine) -> None:
    """Remember that this person asked for the name on this case. Those that have ended are forgotten."""
    now = timezone.now()
    kept = {pk: end for pk, end in session.get(_CLE, {}).items() if datetime.fromisoformat(end) > now}
    session[_CLE] = kept | {str(saisine.pk): (now + DUREE).isoformat()}


def show_identity(session: SessionBase, saisine: Saisine, *, by: Personne, relations: Set[str]) -> None:
    """The logged click: one line of the journal, then the name is shown. The caller has the right."""
    record(
        Acte.IDENTITE,
        by=by,
        fonction=fonction_of(by, saisine, relations),
        pole=saisine.pole_id,
        objet=saisine,
        identite=True,
    )
    reveal(session, saisine)


def mask_again(session: SessionBase, saisine: Saisine) -> None:
    """Forget the click at once: the screen is shown to other people."""
    session[_CLE] = {pk: end for pk, end in session.get(_CLE, {}).items() if pk != str(saisine.pk)}


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
