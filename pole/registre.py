"""From a stored (label, identifier) to the row, for a person: mails and tasks carry ids only.

The outbox stands below every app and must reach what they own. It goes by `visible_to`, so that a right
that ended between the act and the sending is seen at the sending.
"""

from collections.abc import Iterable
from uuid import UUID

from django.apps import apps
from django.db import models


def label_of(row: models.Model) -> str:
    """What is stored to find a row again: « saisines.saisine »."""
    return row._meta.label_lower


_reserves: dict[str, type[models.Model]] = {}
_a_leur_lecteur: set[str] = set()


def reserve(*modeles: type[models.Model], gabarits: Iterable[str] = ()) -> None:
    """Call from `AppConfig.ready`: a mail about these rows is listed to those who may see the row.

    That it left, to whom and when, already tells of a confidential request, a draft or a message. `gabarits`
    are the mails that name no row and that only their reader may see listed.
    """
    _reserves.update({modele._meta.label_lower: modele for modele in modeles})
    _a_leur_lecteur.update(gabarits)


def listed_to(user) -> models.Q:
    """Mails that this person may see in the list of a pole that they pilot. No query of its own."""
    shown = ~models.Q(cible__in=list(_reserves))
    for label, modele in _reserves.items():
        rows = modele._default_manager.visible_to(user).values("pk")
        shown |= models.Q(cible=label, cible_id__in=rows)
    return shown & ~models.Q(gabarit__in=list(_a_leur_lecteur))


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
