"""What a pole changes of itself: its settings, its words, its school dates."""

from collections.abc import Mapping
from datetime import date

from django.db import models, transaction
from django.utils.text import slugify

from pole import journal
from pole.calendrier_national import LigneCalendrier
from pole.enums import DroitPole
from pole.models import Acte, CodeVacances, Personne, Pole, Vacances
from pole.models.references import Reference
from pole.services.calendrier import save_vacances
from pole.services.roles import function_of, require


@transaction.atomic
def save_pole(pole: Pole, *, by: Personne) -> Pole:
    """Write the settings of a pole. Raises PermissionDenied."""
    require(by, DroitPole.ADMINISTRER, pole)
    pole.save()
    journal.record(Acte.ACCES, by=by, fonction=function_of(by, pole), pole=pole, objet=pole)
    return pole


@transaction.atomic
def save_reference(row: Reference, *, pole: Pole, by: Personne) -> Reference:
    """Add or rename a word of the pole. Its shared code never changes: statistics rest on it.

    A word added here has a code of its own, after its name. Raises PermissionDenied.
    """
    require(by, DroitPole.ADMINISTRER, pole)
    if row._state.adding:
        row.pole = pole
        row.code = slugify(row.nom)[:40] or "autre"
    elif row.pole_id != pole.pk:
        raise type(row).DoesNotExist
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def correct_calendar(
    pole: Pole, annee: int, *, dates: Mapping[str, tuple[date | None, date | None]], by: Personne
) -> int:
    """Keep, for this pole, only the dates that differ from the national ones; the others follow the zone.

    `dates` maps a landmark to its first day and the day classes resume. Returns how many are the pole's own.
    Raises PermissionDenied.
    """
    require(by, DroitPole.CALENDRIER, pole)
    national = {
        row.code: row for row in Vacances.objects.filter(pole__isnull=True, zone=pole.zone, annee=annee)
    }
    own = []
    for code, (debut, reprise) in dates.items():
        row = national.get(code)
        if code == CodeVacances.RENTREE:
            reprise = debut
        elif code == CodeVacances.PONT and row:
            reprise = row.reprise
        if debut and (row is None or (row.debut, row.reprise) != (debut, reprise)):
            nom = CodeVacances(code).label
            own.append(LigneCalendrier(pole.zone, annee, code, nom, debut, reprise))
    kept = models.Q(zone=pole.zone, code__in=[ligne.code for ligne in own])
    Vacances.objects.filter(pole=pole, annee=annee).exclude(kept).delete()
    save_vacances(own, pole=pole)
    return len(own)
