"""What meetings ask of each person: an answer. One query."""

from collections.abc import Iterable

from cellules.models import Convocation, TitreConvocation
from pole.a_faire import PAR_SOURCE, Chose
from pole.models import Personne, Pole
from pole.templatetags.dsfr_pole import date_jour


def choses_des_reunions(user: Personne, pole: Pole) -> Iterable[Chose]:
    """Convocations to meetings to come that wait for an answer."""
    waiting = Convocation.objects.visible_to(user).envoyees().filter(personne=user, reponse="")
    coming = waiting.filter(reunion__pole=pole, reunion__date__gte=pole.today())
    for letter in coming.select_related("reunion").order_by("reunion__date")[:PAR_SOURCE]:
        word = "la convocation" if letter.titre == TitreConvocation.CONVOQUE else "l’invitation"
        yield Chose(
            titre=f"Répondre à {word} du {date_jour(letter.reunion.date)}",
            url=letter.get_absolute_url(),
            detail="Dites en un geste si vous venez.",
            jour=letter.reunion.date,
            ordre=15,
        )
