"""Writing the access journal: one INSERT before the content is shown; if it fails, nothing is shown."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models
from django.utils import timezone

from pole.models import Acte, Entree, Personne, Pole


def record(
    acte: Acte,
    *,
    by: Personne | None,
    fonction: str,
    pole: Pole | UUID | None = None,
    objet: models.Model | None = None,
    identite: bool = False,
) -> Entree:
    """Append one line: who, as what, did what, on which object. It holds no word about a pupil."""
    line = line_of(acte, by=by, fonction=fonction, pole=pole, objet=objet, identite=identite)
    line.save(force_insert=True)
    return line


def record_all(lines: Iterable[Entree]) -> None:
    """Append the lines of a page that shows several objects, in one INSERT."""
    Entree.objects.bulk_create(lines)


def line_of(
    acte: Acte,
    *,
    by: Personne | None,
    fonction: str,
    pole: Pole | UUID | None = None,
    objet: models.Model | None = None,
    identite: bool = False,
) -> Entree:
    """A line not written yet."""
    return Entree(
        acte=acte,
        personne=by,
        fonction=fonction,
        pole_id=pole.pk if isinstance(pole, Pole) else pole,
        objet=objet._meta.label_lower if objet is not None else "",
        objet_id=objet.pk if objet is not None else None,
        identite=identite,
        le=timezone.now(),
    )
