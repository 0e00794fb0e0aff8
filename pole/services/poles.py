"""The start of real use: an empty circonscription, its words, its calendar, its first coordinator."""

from django.core.exceptions import ValidationError
from django.db import transaction

from pole.enums import Fonction
from pole.models import Invitation, Pole
from pole.services.calendrier import load_national_calendar
from pole.services.invitations import inviter
from pole.services.referentiels import seed_references


@transaction.atomic
def create_pole(*, coordination: str, modele: str = "commun", **fields) -> tuple[Pole, Invitation]:
    """Make an empty pole and invite its first coordinator; run on the machine, by nobody signed in.

    Raises ValidationError in French when a field or the address does not fit, ValueError for another model.
    """
    pole = Pole(**fields)
    if not pole.code.isalnum() or pole.code != pole.code.upper():
        raise ValidationError("Le mot des références s’écrit en majuscules et en chiffres, comme ECULLY.")
    pole.full_clean()
    pole.save()
    seed_references(pole, modele=modele)
    load_national_calendar()
    invitation = inviter(pole=pole, fonction=Fonction.COORDONNATEUR, adresse=coordination, by=None)
    return pole, invitation
