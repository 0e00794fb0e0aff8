"""« Qui a ouvert ce dossier »: function and day, taken from the journal. Never a name, never an hour."""

from collections import Counter
from datetime import date
from typing import NamedTuple

from pole.models import Acte, Entree
from saisines.models import Saisine

# Enough for months of an ordinary case; beyond, only the latest days are shown.
LIGNES_MAX = 120
JOURS_MAX = 30


class Lecture(NamedTuple):
    """One function, one day."""

    jour: date
    fonction: str
    nombre: int


def lectures_of(saisine: Saisine) -> list[Lecture]:
    """Openings of a case, newest day first, grouped by function. One query, bounded."""
    rows = (
        Entree.objects.filter(
            objet_id=saisine.pk, acte__in=(Acte.LECTURE, Acte.IDENTITE, Acte.PDF, Acte.PIECE, Acte.EXPORT)
        )
        .order_by("-le")
        .values_list("le", "fonction")[:LIGNES_MAX]
    )
    tz = saisine.pole.tz
    days = Counter((le.astimezone(tz).date(), fonction) for le, fonction in rows)
    ordered = sorted(days.items(), key=lambda item: (-item[0][0].toordinal(), item[0][1]))
    return [Lecture(jour, fonction, nombre) for (jour, fonction), nombre in ordered[:JOURS_MAX]]
