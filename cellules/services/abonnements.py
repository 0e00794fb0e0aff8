"""Following the meetings in one's own calendar: an address made, replaced, stopped, recognised."""

import secrets

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cellules.models import Abonnement
from pole.models import Personne, Pole
from pole.models.invitations import fingerprint


@transaction.atomic
def abonner(pole: Pole, *, by: Personne) -> str:
    """Make one's address, 256 bits, and return it: nothing keeps it. The former one stops at once.

    Raises PermissionDenied without a role in this pole.
    """
    if pole.pk not in by.portee.poles():
        raise PermissionDenied
    jeton = secrets.token_urlsafe(32)
    Abonnement.objects.update_or_create(
        pole=pole, personne=by, defaults={"empreinte": fingerprint(jeton), "created_at": timezone.now()}
    )
    return jeton


@transaction.atomic
def desabonner(pole: Pole, *, by: Personne) -> None:
    """Stop one's address. Twice changes nothing."""
    Abonnement.objects.filter(pole=pole, personne=by).delete()


def find(jeton: str) -> Abonnement | None:
    """Whose address it is; None when it was replaced or stopped, or when the account or the role ended."""
    rows = Abonnement.objects.select_related("pole", "personne")
    found = rows.filter(empreinte=fingerprint(jeton)).first()
    if found is None or not found.personne.is_active:
        return None
    return found if found.pole_id in found.personne.portee.poles() else None
