"""Invitations as the service makes them."""

from pole.enums import Fonction
from pole.models import Invitation
from pole.services.invitations import inviter


def invitation_of_school(ecole, *, by) -> Invitation:
    """Sent to the shared box of a school, for its director."""
    return inviter(
        pole=ecole.pole,
        ecole=ecole,
        fonction=Fonction.DIRECTEUR,
        adresse=ecole.mail,
        boite_partagee=True,
        by=by,
    )


def invitation_of(adresse: str, *, pole, by, fonction=Fonction.MEMBRE, **fields) -> Invitation:
    """Sent to a person's own address."""
    return inviter(pole=pole, adresse=adresse, fonction=fonction, by=by, **fields)
