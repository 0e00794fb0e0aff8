"""What every page about one case begins with: reach the row, or 404; hold the right, or 403."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from pole.journal import record
from pole.models import Acte
from saisines.fiche import Fiche
from saisines.identite import is_revealed
from saisines.models import Saisine
from saisines.relations import droits_of
from saisines.services.workflow import fonction_of


def visible_case(user, pk) -> Saisine:
    """The case, or 404 for those who may not see it. Its pole is not read again: their roles came with it."""
    saisine = get_object_or_404(Saisine.objects.visible_to(user).avec_plume(user), pk=pk)
    if saisine.pole_id in user.portee.poles_by_id:
        saisine.pole = user.portee.poles_by_id[saisine.pole_id]
    return saisine


def reach(request, pk, *, droit=None):
    """The case and what this person is to it. 404 if they may not see it, 403 if they lack the right."""
    saisine = visible_case(request.user, pk)
    relations = saisine.relations_to(request.user)
    if droit is not None and droit not in droits_of(relations):
        raise PermissionDenied
    return saisine, relations


def open_fiche(request, saisine, relations, acte=Acte.LECTURE, *, nomme=True):
    """The case as this person reads it, journaled before anything is shown.

    `nomme` is False for a document that names no pupil whoever reads it.
    """
    fiche = Fiche(saisine, request.user, relations, identite=is_revealed(request.session, saisine))
    record(
        acte,
        by=request.user,
        fonction=fonction_of(request.user, saisine, relations),
        pole=saisine.pole,
        objet=saisine,
        identite=nomme and fiche.nominatif and saisine.eleve_id is not None,
    )
    return fiche
