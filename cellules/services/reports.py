"""The schools whose case a séance carried over: told in one act, once the closing page was read."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from cellules.models import CONDUIRE, EtatInscription, Inscription, Reunion
from cellules.models.agenda import InscriptionQuerySet
from cellules.services.acces_convocations import hold_cases
from pole.models import Personne
from saisines.enums import Etat
from saisines.models import Evenement
from saisines.services.echeances import PREVENIR, prevenir_du_report


def with_told(rows: InscriptionQuerySet) -> InscriptionQuerySet:
    """With `ecole_prevenue`: the school knows since the closing that its case was carried over; and with
    `ecole_a_prevenir`: it does not yet, and the case has only waited for its meeting since.

    A meeting that is cancelled tells its own news.
    """
    told = Evenement.objects.filter(
        saisine=OuterRef("saisine"), nom=PREVENIR, le__gte=OuterRef("reunion__seance__close_le")
    )
    since = Inscription.objects.filter(saisine=OuterRef("saisine"), inscrite_le__gt=OuterRef("inscrite_le"))
    moved_on = since.exclude(etat__in=(EtatInscription.PREVUE, EtatInscription.REPORTEE))
    carried = Q(etat=EtatInscription.REPORTEE, saisine__etat=Etat.INSCRITE)
    closed = Q(reunion__seance__close_le__isnull=False)
    rows = rows.annotate(ecole_prevenue=Exists(told))
    waits = carried & closed & Q(ecole_prevenue=False) & ~Exists(moved_on)
    return rows.annotate(ecole_a_prevenir=ExpressionWrapper(waits, output_field=BooleanField()))


def reportees_a_dire(reunion: Reunion, user: Personne) -> InscriptionQuerySet:
    """Cases that this person conducts, carried over by the closing, whose school is to be told of it."""
    held = Inscription.objects.conduites(user).filter(reunion=reunion)
    return with_told(held).filter(ecole_a_prevenir=True)


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
