"""What an organisation asks of those who pilot it: say who the people are that answered an invitation."""

from collections.abc import Iterable

from django.urls import reverse

from pole.a_faire import PAR_SOURCE, Chose
from pole.models import Invitation, Personne, Pole


def personnes_a_confirmer(user: Personne, pole: Pole) -> Iterable[Chose]:
    """Somebody waits outside until the coordinator says that this is the right person. One query."""
    if pole.pk not in user.portee.pilotage:
        return
    waiting = Invitation.objects.visible_to(user).a_confirmer().filter(pole=pole)
    for invitation in waiting.for_list().order_by("acceptee_le", "pk")[:PAR_SOURCE]:
        place = f", {invitation.ecole.nom}" if invitation.ecole else ""
        yield Chose(
            titre="Confirmer qui a répondu à l’invitation",
            url=reverse("pole:membres"),
            detail=f"{invitation.intitule}{place}",
            ordre=5,
        )
