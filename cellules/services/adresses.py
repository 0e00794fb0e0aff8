"""What a convocation opens waits while mails to its person come back (T27)."""

from django.db.models import F, QuerySet
from django.utils import timezone

from cellules.models import Convie, Convocation, EtatConvocation, Inscription
from cellules.notifications import is_to_come, notify_convened
from cellules.services.acces_convocations import hold_cases, settle
from pole.models import Personne, Pole


def follow_address(sender, personne: Personne, *, pole: Pole | None, fonctionne: bool, **kwargs) -> None:
    """Receiver: the cases close or open again, and a letter that nobody received leaves again.

    In one pole, or everywhere: what a pole says of an address closes nothing in another.
    """
    letters = Convocation.objects.filter(personne=personne)
    if pole:
        letters = letters.filter(reunion__pole=pole)
    rows = Convie.objects.actuels().filter(convocation__in=letters.values("pk"))
    hold_cases(Inscription.objects.filter(convies__in=rows.values("pk")))
    settle(list(rows.values_list("pk", flat=True)))
    if fonctionne:
        _send_again(letters)


def _send_again(letters: QuerySet) -> None:
    """The letters of the meetings to come: their reminders count from this sending."""
    rows = letters.envoyees().joignables().order_by("reunion__date", "pk")
    for letter in rows.select_related("reunion__pole", "personne"):
        live = Convocation.objects.filter(pk=letter.pk, etat=EtatConvocation.ENVOYEE)
        if is_to_come(letter.reunion) and live.update(envoyee_le=timezone.now(), sequence=F("sequence") + 1):
            letter.refresh_from_db(fields=["envoyee_le", "sequence"])
            notify_convened(letter)
