"""The schools whose case a séance carried over: told in one act, once the closing page was read."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef

from cellules.models import CONDUIRE, EtatInscription, Inscription, Reunion
from cellules.models.agenda import InscriptionQuerySet
from cellules.services.acces_convocations import hold_cases
from pole.models import Personne
from saisines.enums import Etat
from saisines.models import Evenement
from saisines.services.echeances import PREVENIR, prevenir_du_report


def with_told(rows: InscriptionQuerySet) -> InscriptionQuerySet:
    """With `ecole_prevenue`: whether the school knows since the closing that its case was carried over."""
    told = Evenement.objects.filter(
        saisine=OuterRef("saisine"), nom=PREVENIR, le__gte=OuterRef("reunion__seance__close_le")
    )
    return rows.annotate(ecole_prevenue=Exists(told))


def reportees_a_dire(reunion: Reunion, user: Personne) -> InscriptionQuerySet:
    """Cases that this person conducts, carried over, still to be studied, whose school is not told of it."""
    held = Inscription.objects.conduites(user).filter(reunion=reunion, etat=EtatInscription.REPORTEE)
    return with_told(held).filter(saisine__etat=Etat.INSCRITE, ecole_prevenue=False)


@transaction.atomic
def prevenir_les_ecoles(reunion: Reunion, *, by: Personne) -> int:
    """Write to these schools, one mail a person, without a word of a pupil. Twice, they are told once.

    Returns for how many cases. Raises PermissionDenied.
    """
    if not by.has_perm(CONDUIRE, reunion):
        raise PermissionDenied
    hold_cases(reportees_a_dire(reunion, by))
    rows = list(reportees_a_dire(reunion, by).select_related("saisine__pole", "saisine__auteur"))
    for row in rows:
        prevenir_du_report(row.saisine, avant=reunion.date, by=by)
    return len(rows)
