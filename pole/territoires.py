"""French territories by their school calendar: the zones, the public holidays and the clocks that follow."""

import re
from types import MappingProxyType

from django.db import models

from pole.crypto import normalise


class Zone(models.TextChoices):
    """Zones of the official school calendar, by the name that its export gives them."""

    A = "A", "Zone A"
    B = "B", "Zone B"
    C = "C", "Zone C"
    CORSE = "Corse", "Corse"
    GUADELOUPE = "Guadeloupe", "Guadeloupe"
    GUYANE = "Guyane", "Guyane"
    MARTINIQUE = "Martinique", "Martinique"
    MAYOTTE = "Mayotte", "Mayotte"
    NOUVELLE_CALEDONIE = "Nouvelle-Calédonie", "Nouvelle-Calédonie"
    POLYNESIE = "Polynésie", "Polynésie française"
    REUNION = "Réunion", "La Réunion"
    SAINT_PIERRE_ET_MIQUELON = "Saint-Pierre-et-Miquelon", "Saint-Pierre-et-Miquelon"
    WALLIS_ET_FUTUNA = "Wallis-et-Futuna", "Wallis-et-Futuna"


class Fuseau(models.TextChoices):
    """Clocks of the territories that have schools. Saint-Barthélemy and Saint-Martin live at Guadeloupe’s."""

    PARIS = "Europe/Paris", "Hexagone et Corse"
    GUADELOUPE = "America/Guadeloupe", "Guadeloupe, Saint-Barthélemy, Saint-Martin"
    GUYANE = "America/Cayenne", "Guyane"
    MARTINIQUE = "America/Martinique", "Martinique"
    MAYOTTE = "Indian/Mayotte", "Mayotte"
    NOUVELLE_CALEDONIE = "Pacific/Noumea", "Nouvelle-Calédonie"
    TAHITI = "Pacific/Tahiti", "Polynésie française, Tahiti"
    MARQUISES = "Pacific/Marquesas", "Polynésie française, Marquises"
    GAMBIER = "Pacific/Gambier", "Polynésie française, Gambier"
    REUNION = "Indian/Reunion", "La Réunion"
    SAINT_PIERRE_ET_MIQUELON = "America/Miquelon", "Saint-Pierre-et-Miquelon"
    WALLIS_ET_FUTUNA = "Pacific/Wallis", "Wallis-et-Futuna"


# The clock of a zone; Paris for those that are not here.
FUSEAUX = MappingProxyType(
    {
        Zone.GUADELOUPE: Fuseau.GUADELOUPE,
        Zone.GUYANE: Fuseau.GUYANE,
        Zone.MARTINIQUE: Fuseau.MARTINIQUE,
        Zone.MAYOTTE: Fuseau.MAYOTTE,
        Zone.NOUVELLE_CALEDONIE: Fuseau.NOUVELLE_CALEDONIE,
        Zone.POLYNESIE: Fuseau.TAHITI,
        Zone.REUNION: Fuseau.REUNION,
        Zone.SAINT_PIERRE_ET_MIQUELON: Fuseau.SAINT_PIERRE_ET_MIQUELON,
        Zone.WALLIS_ET_FUTUNA: Fuseau.WALLIS_ET_FUTUNA,
    }
)

# Zones that have public holidays of their own; elsewhere the UAI of the office names the department.
TERRITOIRES = MappingProxyType(
    {
        Zone.GUADELOUPE: "971",
        Zone.MARTINIQUE: "972",
        Zone.GUYANE: "973",
        Zone.REUNION: "974",
        Zone.SAINT_PIERRE_ET_MIQUELON: "975",
        Zone.MAYOTTE: "976",
        Zone.WALLIS_ET_FUTUNA: "986",
        Zone.POLYNESIE: "987",
        Zone.NOUVELLE_CALEDONIE: "988",
    }
)

_NOMS = {normalise(name): zone for zone in Zone for name in (zone.value, zone.label)}


def normalise_zone(zone: str) -> str:
    """« zone a » → A, « la réunion » → Réunion; any other name is kept as it is typed."""
    return str(_NOMS.get(re.sub(r"^zones ", "zone ", normalise(zone)), zone.strip()))


def fuseau_de_la_zone(zone: str) -> Fuseau:
    """The clock that a circonscription of this zone most likely has."""
    return FUSEAUX.get(zone, Fuseau.PARIS)
