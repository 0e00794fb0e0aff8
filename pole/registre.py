"""From a stored (label, identifier) to the row, for a person: mails and tasks carry ids only.

The outbox stands below every app and must reach what they own. It goes by `visible_to`, so that a right
that ended between the act and the sending is seen at the sending.
"""

from uuid import UUID

from django.apps import apps
from django.db import models


def label_of(row: models.Model) -> str:
    """What is stored to find a row again: « saisines.saisine »."""
    return row._meta.label_lower


def resolve(label: str, pk: UUID, *, user) -> models.Model | None:
    """The row if this person may see it now, otherwise None. An unknown label is None too: the app left.

    `user` None asks for no person's right: a functional mailbox receives what its row was written for.
    """
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return None
    if user is None:
        return model._base_manager.filter(pk=pk).first()
    if not hasattr(model._default_manager, "visible_to"):
        return None
    return model._default_manager.visible_to(user).filter(pk=pk).first()
