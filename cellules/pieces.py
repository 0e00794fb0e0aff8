"""What leaves with the mails of a meeting: the letter to print, and the time to put in one's calendar.

Neither names a case: a mail says when and where, the site says what for.
"""

import logging
from collections.abc import Iterator

from cellules.ics import invitation_of
from cellules.lettres import MODELE, context_of, name_of
from cellules.models import Convocation
from cellules.notifications import ANNULEE, CONVOCATION, DEPLACEE, INVITATION, PLUS_ATTENDU
from pole.models import Envoi
from pole.pdf import PdfUnavailableError, render_pdf
from pole.pieces import Piece

logger = logging.getLogger(__name__)

GABARITS = (CONVOCATION, INVITATION, DEPLACEE, ANNULEE, PLUS_ATTENDU)


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
