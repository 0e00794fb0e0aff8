"""The closing of a séance: one act, from which each case goes its way. Nothing leaves to the schools."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from cellules.models import Convie, Inscription, Reunion, Seance
from cellules.services.acces_convocations import hold_cases, settle
from cellules.services.annee import suivante
from cellules.services.inscriptions import carry_over
from cellules.services.seances import SeanceRefusee, held
from pole.echeances import hold_dates
from pole.models import Personne
from saisines.services.echeances import ReunionCible, reporter
from saisines.services.projets_de_seance import joindre_seance
from saisines.services.reponses import nommables
from saisines.services.workflow import apply_transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloture:
    """What a closing did: cases whose answer begins, cases carried over to `vers` (None: no meeting yet)."""

    etudiees: int
    reportees: int
    vers: Reunion | None


@transaction.atomic
def clore(reunion: Reunion, *, by: Personne) -> Cloture:
    """Close a séance for the cases that this person conducts: studied ones begin their answer, others go on.

    Whoever is kept away from a case leaves it to another pilot, who closes it in the same way. Closed twice,
    or by two people at once, each case moves once. A closed séance is not opened again: what is to be changed
    then is changed in the answer. Raises SeanceRefusee and PermissionDenied.
    """
    hold_dates(reunion.pole_id)
    current = held(reunion, by)
    seance = _held_seance(current)
    hold_cases(_waiting(current, by))
    rows = list(_waiting(current, by).select_related("saisine__pole", "note__interlocuteur"))
    studied = [row for row in rows if row.is_dite_etudiee]
    left = [row for row in rows if not row.is_dite_etudiee]
    for row in studied:
        _begin_answer(row, current, by=by)
    vers = suivante(current) if left else None
    _carry(left, vers, by=by)
    settle(Convie.objects.filter(inscription__in=studied).values_list("pk", flat=True))
    Seance.objects.filter(pk=seance.pk, close_le__isnull=True).update(close_le=timezone.now(), close_par=by)
    return Cloture(etudiees=len(studied), reportees=len(left), vers=vers)


def _held_seance(reunion: Reunion) -> Seance:
    """The row, until the end: no note is written meanwhile. Raises SeanceRefusee."""
    if reunion.date > reunion.pole.today():
        raise SeanceRefusee("Cette réunion n’a pas encore eu lieu : elle se clôt à partir de son jour.")
    seance = Seance.objects.select_for_update(of=("self",)).filter(reunion=reunion).first()
    if seance is None:
        raise SeanceRefusee("Ouvrez d’abord la séance : elle se clôt ensuite.")
    return seance


def _waiting(reunion: Reunion, by: Personne):
    return Inscription.objects.conduites(by).prevues().filter(reunion=reunion)


def _begin_answer(row: Inscription, reunion: Reunion, *, by: Personne) -> None:
    """The case is studied, and what was noted is the beginning of its answer."""
    saisine, note = row.saisine, row.note
    apply_transition(saisine, "etudier", by=by, responsable=saisine.responsable or by)
    joindre_seance(
        saisine,
        by=by,
        comprehension=note.comprehension,
        pistes=note.pistes or [],
        interlocuteur=note.interlocuteur if note.interlocuteur_id in nommables(saisine) else None,
        point_le=note.point_le,
        etudiee_le=reunion.date,
    )


def _carry(rows: Iterable[Inscription], vers: Reunion | None, *, by: Personne) -> None:
    """Cases that were not studied go to the next agenda: their convocations are made again there."""
    cases = [row.saisine_id for row in rows]
    cible = ReunionCible(id=vers.pk, date_limite=vers.date_limite, date=vers.date) if vers else None
    reporter(cases, vers=cible, by=by)
    carry_over(rows, vers=vers.pk if vers else None, by=by)
