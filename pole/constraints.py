"""Constraints that both databases create."""

from django.db import models
from django.db.models import Q


def unique_with_null(
    *fields: str, nullable: str, name: str, message: str = ""
) -> list[models.UniqueConstraint]:
    """Unique also where `nullable` is empty.

    SQLite knows no `NULLS NOT DISTINCT`: two conditional constraints say the same on both databases.
    """
    words = {"violation_error_message": message} if message else {}
    others = [field for field in fields if field != nullable]
    return [
        models.UniqueConstraint(
            fields=fields, condition=Q(**{f"{nullable}__isnull": False}), name=name, **words
        ),
        models.UniqueConstraint(
            fields=others,
            condition=Q(**{f"{nullable}__isnull": True}),
            name=f"{name}_sans_{nullable}",
            **words,
        ),
    ]
