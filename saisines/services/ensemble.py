"""Bulk routing: one way out for several cases, each in its own transaction."""

from collections.abc import Iterable

from pole.models import Personne
from saisines.models import Saisine
from saisines.services.orientations import orienter
from saisines.workflow import TransitionRefusedError


def orienter_ensemble(saisines: Iterable[Saisine], *, by: Personne, **suite) -> list[tuple[Saisine, str]]:
    """Give the same way out to each; one that cannot take it stops none of the others.

    Returns those left as they were, each with its reason. Raises PermissionDenied.
    """
    refused = []
    for saisine in saisines:
        try:
            orienter(saisine, by=by, **suite)
        except TransitionRefusedError as refusal:
            refused.append((saisine, str(refusal)))
    return refused
