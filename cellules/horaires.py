"""Slots that slipped since they were announced: partners and schools come for theirs alone."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from cellules.creneaux import Creneau, Deroule, hour_after
from cellules.models import Convie, Convocation, EtatConvocation, Reunion, TitreConvocation
from cellules.notifications import is_to_come
from pole.templatetags.dsfr_pole import heure

# Minutes. Each letter says that the hour may slip a little: a few minutes worry nobody, ten make one wait.
GLISSEMENT = 10
A_L_HEURE = (TitreConvocation.INVITE, TitreConvocation.ECOLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Glissement:
    """Somebody who was told one hour and now passes at another."""

    convocation: Convocation
    nouveau: Creneau

    @property
    def avant(self) -> str:
        return heure(hour_after(self.convocation.reunion, self.convocation.annonce_apres))

    @property
    def apres(self) -> str:
        return heure(hour_after(self.convocation.reunion, self.nouveau.apres))


def glissements(reunion: Reunion, deroule: Deroule, *, seen: Collection[UUID]) -> list[Glissement]:
    """Who must be told of a new hour, among those whose cases (their rows: `seen`) one reads. One query.

    None without an hour, nor once the meeting has begun.
    """
    if reunion.heure is None or not is_to_come(reunion):
        return []
    rows = Convie.objects.filter(
        convocation__reunion=reunion,
        convocation__etat=EtatConvocation.ENVOYEE,
        convocation__titre__in=A_L_HEURE,
        convocation__annonce_apres__isnull=False,
        etat=EtatConvocation.ENVOYEE,
    )
    letters: dict[UUID, Convocation] = {}
    cases: dict[UUID, set[UUID]] = defaultdict(set)
    for row in rows.select_related("convocation__personne").order_by("convocation__personne__nom_tri"):
        letters[row.convocation_id] = row.convocation
        cases[row.convocation_id].add(row.inscription_id)
    found = []
    for pk, letter in letters.items():
        letter.reunion = reunion
        span = deroule.span(letter.titre, cases[pk])
        if cases[pk] <= set(seen) and span and abs(span.apres - letter.annonce_apres) >= GLISSEMENT:
            found.append(Glissement(convocation=letter, nouveau=span))
    return found
