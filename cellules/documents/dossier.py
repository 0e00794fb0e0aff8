"""The dossier of those who conduct: the agenda, then each case as they read it, without any pupil's name.

Whoever reads a case by name asks for it on the case: a bundle of paper that carries several names is never
made.
"""

from dataclasses import dataclass

from cellules.agenda import points_of, slots
from cellules.documents.imprime import Imprime, imprime
from cellules.models import CONDUIRE, Inscription, MomentDuPoint, Reunion
from cellules.regards_lus import RegardLu, regards_of
from pole.models import Personne
from saisines.fiche import Fiche


@dataclass(frozen=True, slots=True, kw_only=True)
class SituationDuDossier:
    """A case, its slot, and what was written of it before the meeting."""

    inscription: Inscription
    creneau: str
    fiche: Fiche
    regards: list[RegardLu]


def situations_of(reunion: Reunion, user: Personne) -> list[Inscription]:
    """Cases of the agenda that this person conducts. One query."""
    rows = Inscription.objects.conduites(user).filter(reunion=reunion).a_l_ordre_du_jour()
    return list(rows.select_related("saisine__ecole", "saisine__eleve"))


def dossier(reunion: Reunion, user: Personne, inscriptions: list[Inscription]) -> Imprime:
    """Four queries for each case: for the worker, never for a page."""
    agenda = Inscription.objects.filter(reunion=reunion).a_l_ordre_du_jour()
    points = points_of(reunion, user) if user.has_perm(CONDUIRE, reunion) else []
    passages = slots(reunion, agenda, points)
    situations = [_read(row, passages[row.pk].creneau, reunion, user) for row in inscriptions]
    return imprime(
        "cellules/pdf/dossier.html",
        reunion,
        user,
        situations=situations,
        ouverture=[one for one in points if one.moment == MomentDuPoint.OUVERTURE],
        cloture=[one for one in points if one.moment != MomentDuPoint.OUVERTURE],
    )


def _read(row: Inscription, creneau: str, reunion: Reunion, user: Personne) -> SituationDuDossier:
    fiche = anonymous(row, reunion, user)
    return SituationDuDossier(inscription=row, creneau=creneau, fiche=fiche, regards=regards_of(row, fiche))


def anonymous(row: Inscription, reunion: Reunion, user: Personne) -> Fiche:
    """The case as this person reads it, the name hidden whatever they may read elsewhere."""
    row.saisine.pole = row.reunion.pole = reunion.pole
    return Fiche(row.saisine, user, row.saisine.relations_to(user), anonyme=True)
