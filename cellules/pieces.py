"""What leaves with the mails of a meeting: the letter to print, and the time to put in one's calendar.

Neither names a case: a mail says when and where, the site says what for.
"""

import logging
from collections.abc import Iterator

from cellules.ics import dates_of, invitation_of
from cellules.lettres import MODELE, context_of, name_of
from cellules.models import Convocation, DateRetenue, Reunion
from cellules.notifications import (
    ANNULEE,
    CONVOCATION,
    DATE_ANNULEE,
    DATE_CHANGEE,
    DATES,
    DEPLACEE,
    HORAIRE,
    INVITATION,
    PLUS_ATTENDU,
)
from pole import pieces
from pole.models import Envoi, Pole
from pole.pdf import PdfUnavailableError, render_pdf
from pole.pieces import Piece

logger = logging.getLogger(__name__)

LETTRES = (CONVOCATION, INVITATION, DEPLACEE, HORAIRE, ANNULEE, PLUS_ATTENDU)


def register_all() -> None:
    """Say who makes what, from `AppConfig.ready`."""
    pieces.register(pieces_of_letter, gabarits=LETTRES)
    pieces.register(dates_to_keep, gabarits=[DATES])
    pieces.register(date_as_it_is, gabarits=[DATE_CHANGEE, DATE_ANNULEE])


def dates_to_keep(envoi: Envoi, pole: Pole) -> Iterator[Piece]:
    """The meetings to come that this person was asked to keep, as they are now."""
    mine = DateRetenue.objects.filter(personne=envoi.destinataire, reunion__pole=pole)
    rows = Reunion.objects.filter(pk__in=mine.values("reunion"), date__gte=pole.today())
    yield _calendar(dates_of(rows.select_related("pole")))


def date_as_it_is(envoi: Envoi, reunion: Reunion) -> Iterator[Piece]:
    """One meeting that changed, or that is cancelled."""
    yield _calendar(dates_of([reunion]))


def _calendar(content: bytes) -> Piece:
    return Piece(nom="dates.ics", type="text/calendar", contenu=content)


def pieces_of_letter(envoi: Envoi, letter: Convocation) -> Iterator[Piece]:
    """The calendar file, and the letter while its person is expected."""
    letter = Convocation.objects.select_related("reunion__pole", "personne", "envoyee_par").get(pk=letter.pk)
    method, content = invitation_of(letter)
    yield Piece(
        nom="reunion.ics",
        type="application/ics",
        contenu=content,
        alternative=f"text/calendar; method={method}",
    )
    if letter.is_envoyee:
        try:
            printed = render_pdf(MODELE, context_of(letter, [], reader=letter.personne))
        except PdfUnavailableError:
            logger.warning("Letter %s leaves without its PDF", letter.pk)
        else:
            yield Piece(nom=f"{name_of(letter)}.pdf", type="application/pdf", contenu=printed)
