"""The cases of a list as the address narrows and sorts them: its page and its export start from here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.contrib.sessions.backends.base import SessionBase
from django.http import QueryDict

from pole.models import Personne, Pole
from pole.portee import Portee
from saisines.choix_des_listes import choices_of, is_offered
from saisines.filtres import Filtres
from saisines.listes import ORDRES, ORDRES_SANS_ECHEANCES, Page, filtered, page_of
from saisines.models import Saisine
from saisines.models.saisine import SaisineQuerySet
from saisines.noms import Noms
from saisines.rangees import Colonnes
from saisines.relations import reads_levels

ORDRE = "recente"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which cases, in which order, with which columns and which names. `toutes`: before any filter."""

    rows: SaisineQuerySet
    toutes: SaisineQuerySet
    ordre: str
    pole: Pole
    colonnes: Colonnes
    noms: Noms

    def page(self, params: QueryDict, *, compte: str = "", d_un_trait: bool = False) -> Page:
        return page_of(
            self.rows,
            params,
            ordre=self.ordre,
            pole=self.pole,
            colonnes=self.colonnes,
            noms=self.noms,
            compte=compte,
            d_un_trait=d_un_trait,
        )

    def filtres(self, params: QueryDict, portee: Portee, *, tri: bool = False) -> Filtres:
        """The bar of filters. One query for those who run the pole."""
        return Filtres(
            params,
            pole=self.pole,
            ordre=self.ordre,
            choix=choices_of(self.toutes, user=self.noms.user, portee=portee, pole=self.pole),
            tri=tri,
            niveaux=self.colonnes.niveaux and not tri,
            ordres=orders_of(self.colonnes),
        )


def my_cases(
    user: Personne, portee: Portee, pole: Pole, params: QueryDict, session: SessionBase, today: date
) -> Selection:
    """« Saisines »: what this person may see in one pole, the latest first. `portee`: their roles there."""
    rows = Saisine.objects.visible_to(user).du_pole(pole)
    colonnes = _columns(user, portee)
    return Selection(
        rows=filtered(
            rows,
            params,
            user,
            today,
            niveaux=colonnes.niveaux,
            motifs=is_offered(portee),
            echeances=colonnes.echeances,
        ),
        toutes=rows,
        ordre=order_of(params, ORDRE, among=orders_of(colonnes)),
        pole=pole,
        colonnes=colonnes,
        noms=Noms(user, pole, session),
    )


def _columns(user: Personne, portee: Portee) -> Colonnes:
    """A secretariat and a partner read no class level. Of one school, one reads who wrote, not its name.

    A partner reads on the case the date of their own mission, never what others owe on it.
    """
    return Colonnes(
        echeances=not portee.is_partenaire or portee.is_membre,
        niveaux=reads_levels(portee),
        ecole=portee.is_du_pole or len(portee.ecoles()) != 1,
        moi=user.pk,
    )


def orders_of(colonnes: Colonnes) -> Collection[str]:
    return ORDRES if colonnes.echeances else ORDRES_SANS_ECHEANCES


def order_of(params: QueryDict, default: str, *, among: Collection[str] = ORDRES) -> str:
    ordre = params.get("ordre", "")
    return ordre if ordre in among else default
