"""The question that each case asks, without the pupil's name: for a screen or a sheet seen by several."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects

from pole.models import Personne
from saisines.models import Etape, Saisine
from saisines.projection import Projecteur
from saisines.recit import Recit

_ETAPE = "preoccupation"
# By kind: what one asks, else what it is about.
_CODES = ("question", "objet", "blocage", "aujourdhui")


def questions_of(saisines: Iterable[Saisine], user: Personne) -> dict[UUID, str]:
    """What this reader may read of the question of each case, the known names of the pupil left out.

    One query; reads `saisine.eleve`, and the roles of the reader, never a named access.
    """
    rows = list(saisines)
    prefetch_related_objects(rows, Prefetch("etapes", queryset=Etape.objects.filter(code=_ETAPE)))
    return {saisine.pk: _question(saisine, user) for saisine in rows}


def _question(saisine: Saisine, user: Personne) -> str:
    relations = saisine.relations_by_role(user)
    reader = Projecteur(Recit(saisine), relations, identite=False, anonyme=True)
    return next((texte for code in _CODES if (texte := reader.valeur(code))), "")
