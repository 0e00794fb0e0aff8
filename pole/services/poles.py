"""The start of real use: an empty circonscription, its rules and words, its first coordinator."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction

from pole.annuaire import nom_circonscription
from pole.enums import Fonction
from pole.models import Invitation, Pole
from pole.services.calendrier import load_national_calendar, zones_connues
from pole.services.invitations import inviter
from pole.services.modeles import MODELES, apply_model
from pole.services.referentiels import COMMUN
from pole.territoires import Fuseau, fuseau_de_la_zone, normalise_zone


@transaction.atomic
def create_pole(
    *, coordination: str, nom: str, code: str, zone: str, fuseau: str = "", modele: str = COMMUN, **fields
) -> tuple[Pole, Invitation]:
    """Make an empty pole with the rules and lists of a model, and invite its first coordinator.

    Run on the machine, by nobody signed in. Without `fuseau`, the clock is the one of the zone.
    Raises ValidationError in French when a field, the model or the address does not fit.
    """
    if not (code.isascii() and code.isalnum() and code == code.upper()):
        raise ValidationError(
            "Le mot des références s’écrit en majuscules sans accent et en chiffres, comme ECULLY."
        )
    zone = known_zone(zone)
    _refuse_unknown("Fuseau horaire inconnu", fuseau, ["", *Fuseau.values])
    _refuse_unknown("Modèle inconnu", modele, MODELES)
    nom = nom_circonscription(nom)
    pole = Pole(nom=nom, code=code, zone=zone, fuseau=fuseau or fuseau_de_la_zone(zone), **fields)
    pole.full_clean()
    pole.save()
    apply_model(pole, modele)
    load_national_calendar()
    invitation = inviter(pole=pole, fonction=Fonction.COORDONNATEUR, adresse=coordination, by=None)
    return pole, invitation


def known_zone(typed: str) -> str:
    """The zone that was meant: « zone a », « la réunion ». Raises ValidationError, which gives the list."""
    zone = normalise_zone(typed)
    _refuse_unknown("Zone de vacances inconnue", zone, zones_connues())
    return zone


def _refuse_unknown(what: str, value: str, known: Collection[str]) -> None:
    if value not in known:
        raise ValidationError(f"{what}. Choisissez\u00a0: {', '.join(filter(None, known))}.")
