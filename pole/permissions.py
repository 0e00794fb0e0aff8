"""One answer to « may this person do that on this object? ».

A model says which relations a person has to a row (`relations_to`) and which permissions each relation
gives (`DROITS`). There is no group and no privilege for superusers (docs/adr/). A model without these two
gives nothing: default deny.
"""

from typing import Any


def has_object_perm(user, perm: str, obj) -> bool:
    """True if one of the relations that this person has to the object gives the permission."""
    if obj is None or not user.is_active:
        return False
    relations_to = getattr(obj, "relations_to", None)
    if relations_to is None:
        return False
    droits = type(obj).DROITS
    return any(perm in droits.get(relation, ()) for relation in relations_to(user))


class RelationBackend:
    """Answers for objects only; people sign in through allauth's backend, which keeps their session."""

    def authenticate(self, request, **credentials: Any) -> None:
        return None

    def has_perm(self, user_obj, perm, obj=None) -> bool:
        return has_object_perm(user_obj, perm, obj)
