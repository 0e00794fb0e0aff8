"""The cases of a list as the address narrows and sorts them: its page and its export start from here."""

from dataclasses import dataclass
from datetime import date

from django.contrib.sessions.backends.base import SessionBase
from django.http import QueryDict

from pole.models import Ecole, Personne, Pole
from pole.portee import Portee
from saisines.filtres import Filtres
from saisines.listes import ORDRES, Page, filtered, page_of
from saisines.models import Saisine
from saisines.models.saisine import SaisineQuerySet
from saisines.noms import Noms
from saisines.rangees import Colonnes

ORDRE = "recente"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which cases, in which order, with which columns and which names."""

    rows: SaisineQuerySet
    ordre: str
    pole: Pole
    colonnes: Colonnes
    noms: Noms

    def page(self, params: QueryDict, *, compte: str = "") -> Page:
        return page_of(
            self.rows,
            params,
            ordre=self.ordre,
            pole=self.pole,
            colonnes=self.colonnes,
            noms=self.noms,
            compte=compte,
        )

    def filtres(self, params: QueryDict, ecoles) -> Filtres:
        niveaux = self.colonnes.niveaux
        return Filtres(params, pole=self.pole, ordre=self.ordre, ecoles=ecoles, niveaux=niveaux)


def my_cases(
    user: Personne, portee: Portee, pole: Pole, params: QueryDict, session: SessionBase, today: date
) -> Selection:
    """« Saisines »: what this person may see in one pole, the latest first. `portee`: their roles there."""
    rows = Saisine.objects.visible_to(user).du_pole(pole)
    colonnes = _columns(user, portee)
    return Selection(
        rows=filtered(rows, params, user, today, niveaux=colonnes.niveaux),
        ordre=order_of(params, ORDRE),
        pole=pole,
        colonnes=colonnes,
        noms=Noms(user, pole, session),
    )


def _columns(user: Personne, portee: Portee) -> Colonnes:
    """A secretariat and a partner read no class level. Of one school, one reads who wrote, not its name."""
    return Colonnes(
        niveaux=not (portee.is_secretariat or portee.is_partenaire) or portee.is_membre,
        ecole=portee.is_du_pole or len(portee.ecoles()) != 1,
        moi=user.pk,
    )


def order_of(params: QueryDict, default: str) -> str:
    ordre = params.get("ordre", "")
    return ordre if ordre in ORDRES else default


def schools_of_office(user: Personne, portee: Portee, pole: Pole):
    """Schools to choose from in the filters: for those who run the pole, and nobody else."""
    if portee.is_pilote or portee.is_secretariat:
        return Ecole.objects.visible_to(user).filter(pole=pole)
    return None
