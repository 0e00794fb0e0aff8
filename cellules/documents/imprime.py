"""A document ready to be printed: its neutral name, its template, what it says."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from cellules.models import Reunion
from pole.models import Personne
from pole.pdf import render_pdf
from pole.templatetags.dsfr_pole import date_longue


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprime:
    """`nom`, without its end, says a kind and a day, or the reference of a case: never a person."""

    nom: str
    gabarit: str
    contexte: dict[str, Any]

    def pdf(self) -> bytes:
        """Raises PdfUnavailableError."""
        return render_pdf(self.gabarit, self.contexte)


def imprime(gabarit: str, reunion: Reunion, lecteur: Personne, **contexte: Any) -> Imprime:
    """« presence-2026-10-08 », from `cellules/pdf/presence.html`. Reads `reunion.pole`."""
    shared = {
        "reunion": reunion,
        "pole": reunion.pole,
        "lecteur": str(lecteur),
        "jour": date_longue(reunion.pole.today()),
        "reference": "",
    }
    return Imprime(
        nom=f"{PurePath(gabarit).stem}-{reunion.date:%Y-%m-%d}",
        gabarit=gabarit,
        contexte=shared | contexte,
    )
