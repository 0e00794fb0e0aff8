"""Lists taken away: each is a line of the journal, and one account takes only so many an hour (T14)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from pole.journal import line_of, record, record_all
from pole.models import Acte, Entree, Personne, Pole

# A coordinator who prepares a meeting takes a few; whoever empties a pole takes many.
PAR_HEURE = 20
PERIODE = timedelta(hours=1)


class TropDExportsError(Exception):
    """This account has taken its lists of the hour. `reprise`: the instant of the next one."""

    def __init__(self, reprise: datetime):
        super().__init__("Trop de listes emportées en une heure.")
        self.reprise = reprise


@transaction.atomic
def note_document(
    *, by: Personne, fonction: str, pole: Pole, objet: Model, contient: Sequence[Model] = ()
) -> None:
    """Write the lines of a document made from a meeting (`objet`), and of each case that it holds.

    Only one that holds several cases is bounded, as a list is: whoever prints the letters of a meeting for
    the people whom mails do not reach prints as many as there are people.

    Raises TropDExportsError; nothing is written then.
    """
    if len(contient) > 1:
        _refuse_too_many(by)
    acte = Acte.EXPORT if len(contient) > 1 else Acte.PDF
    who = {"by": by, "fonction": fonction, "pole": pole}
    lines = [line_of(acte, objet=objet, **who)]
    record_all(lines + [line_of(Acte.PDF, objet=one, **who) for one in contient])


@transaction.atomic
def note_export(*, by: Personne, fonction: str, pole: Pole, identite: bool = False) -> Entree:
    """Write the line of a list that is about to leave.

    Raises TropDExportsError; nothing is written then.
    """
    _refuse_too_many(by)
    return record(Acte.EXPORT, by=by, fonction=fonction, pole=pole, identite=identite)


def _refuse_too_many(by: Personne) -> None:
    """The journal is what is counted, over all sessions, networks and poles: it is written anyway, and it
    says when the oldest one was. (The counter of tries, `pole.limites`, skips a GET, keeps no hour to tell
    and costs eight queries.) The account is locked: two at once are two.
    """
    Personne.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    recent = Entree.objects.filter(personne=by, acte=Acte.EXPORT, le__gt=timezone.now() - PERIODE)
    instants = recent.order_by("-le").values_list("le", flat=True)
    if full := instants[PAR_HEURE - 1 : PAR_HEURE]:
        raise TropDExportsError(full[0] + PERIODE)
