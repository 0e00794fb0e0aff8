"""Several cases of the triage at once: those that were ticked, the ways out they may share, one letter."""

from collections.abc import Iterable, Mapping
from typing import Any

from pole.models import Personne, Pole
from saisines.enums import ETATS_AU_TRI, Issue
from saisines.forms.tri import LettreForm, OrientationForm
from saisines.issues import SORTIES, Sortie, lettre_of, lettres_of
from saisines.listes import PAR_PAGE, piloted
from saisines.membres import membres_of
from saisines.models import Saisine
from saisines.propositions import school_days_ahead

# An urgent case is read alone; the others write one letter for all.
SORTIES_COMMUNES = {issue: sortie for issue, sortie in SORTIES.items() if issue != Issue.URGENCE}


def ticked(user: Personne, pole: Pole, references: Iterable[str]) -> list[Saisine]:
    """The cases of these references that this person triages here; others are as unknown. One query."""
    asked = [one for one in references if one.isprintable()][:PAR_PAGE]
    rows = piloted(user, pole).filter(reference__in=asked, etat__in=ETATS_AU_TRI)
    found = list(rows.select_related("ecole").order_by("reference"))
    for saisine in found:
        saisine.pole = pole
    return found


def form_of(sortie: Sortie, saisines: list[Saisine], data: Mapping | None) -> Any:
    """The form of one way out for all of these cases."""
    first = saisines[0]
    if sortie.issue == Issue.CELLULE:
        days = {saisine.date_reunion for saisine in saisines}
        return LettreForm(data, initial={"lettre": lettre_of(Issue.CELLULE, first, _only(days))})
    membres = membres_of(first, charge=False, metiers=sortie.metiers) if sortie.appelle else None
    initial = {
        "pour_le": school_days_ahead(first, sortie.jours),
        "mission": sortie.mission,
    }
    lettres = lettres_of(sortie.issue, first)
    return OrientationForm(data, lettres=lettres, membres=membres, initial=initial)


def _only(days: set):
    return next(iter(days)) if len(days) == 1 else None
