"""What the pole learned from an urgent case, written when it closes (domaine 3.3)."""

from django.db import transaction
from django.utils import timezone

from pole.models import Personne
from saisines.models import Retrospective, Saisine
from saisines.services.workflow import apply_transition


@transaction.atomic
def clore_urgence(
    saisine: Saisine, *, by: Personne, motif: str, passe: str = "", aide: str = "", changer: str = ""
) -> Retrospective | None:
    """Close an urgent case with one to three short texts that the school never reads.

    None of them is needed but for the most pressing cases (workflow.has_retrospective). Raises
    TransitionRefusedError and PermissionDenied.
    """
    texts = {"passe": passe.strip(), "aide": aide.strip(), "changer": changer.strip()}
    if not any(texts.values()):
        apply_transition(saisine, "clore", by=by, motif=motif)
        return None
    apply_transition(saisine, "clore", by=by, motif=motif, retrospective_le=timezone.now())
    return Retrospective.objects.create(saisine=saisine, par=by, **texts)
