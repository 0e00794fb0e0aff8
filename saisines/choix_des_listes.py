"""What the filters of a list offer of the pole: its schools, its motives, the people in charge. One query."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from django.db.models import IntegerField, QuerySet, Value

from pole.models import Ecole, Motif, Personne, Pole
from pole.portee import Portee
from saisines.models.saisine import SaisineQuerySet

Option = tuple[str, str]
_ECOLE, _MOTIF, _PERSONNE = range(3)


@dataclass(frozen=True, slots=True)
class Choix:
    """Identifier and words of each, in the order of reading."""

    ecoles: list[Option] = field(default_factory=list)
    motifs: list[Option] = field(default_factory=list)
    responsables: list[Option] = field(default_factory=list)


def is_offered(portee: Portee) -> bool:
    """To those who run the pole, and nobody else: they read the motives of every case that they list."""
    return portee.is_pilote or portee.is_secretariat


def choices_of(rows: SaisineQuerySet, *, user: Personne, portee: Portee, pole: Pole) -> Choix | None:
    """What to choose from; None for those to whom nothing is offered. One query, or none.

    `rows` is the list before its filters: a person is offered only for a case that one reads there. The
    motives are those of the pole, used or not.
    """
    if not is_offered(portee):
        return None
    schools, motives, people = _columns()
    in_charge = rows.filter(responsable__isnull=False).order_by().values("responsable")
    found = (
        schools.visible_to(user)
        .filter(pole=pole)
        .union(motives.filter(pole=pole), people.filter(pk__in=in_charge), all=True)
    )
    return _sorted(found)


@cache
def _columns() -> tuple[QuerySet, QuerySet, QuerySet]:
    """Schools, motives and people as rows alike, to be narrowed. Resolved once for the process."""
    return (
        Ecole.objects.order_by().values_list(_number(_ECOLE), _number(0), "nom_tri", "pk", "nom", "commune"),
        Motif.objects.order_by().values_list(_number(_MOTIF), "rang", "nom", "pk", "nom", Value("")),
        Personne.objects.order_by().values_list(
            _number(_PERSONNE), _number(0), "nom_tri", "pk", "prenom", "nom"
        ),
    )


def _number(number: int) -> Value:
    return Value(number, output_field=IntegerField())


def _sorted(found: Iterable[tuple]) -> Choix:
    choix = Choix()
    of_kind = {_ECOLE: choix.ecoles, _MOTIF: choix.motifs, _PERSONNE: choix.responsables}
    for kind, _, _, pk, nom, suite in sorted(found):
        liaison = " " if kind == _PERSONNE else ", "
        of_kind[kind].append((str(pk), f"{nom}{liaison}{suite}" if suite else nom))
    return choix
