"""The bar of filters of a list, kept in the address: choices as plain tuples, no form to build."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.http import QueryDict

from pole.calendrier import annee_scolaire, nom_annee
from pole.enums import Nature
from pole.models import Pole
from saisines.choix_des_listes import Choix
from saisines.enums import Niveau
from saisines.listes import ORDRES, SANS_RESPONSABLE, etats_for_filter, search_words

ANNEES = 5
FILTRES = (
    "q",
    "etat",
    "nature",
    "ecole",
    "motif",
    "responsable",
    "urgence",
    "niveau",
    "annee",
    "mienne",
    "retard",
    "voie",
    "attente",
)


def kept_of(params: QueryDict) -> QueryDict:
    """Of an address, what narrows and sorts a list, and nothing else."""
    kept = QueryDict(mutable=True)
    kept.update({name: params[name] for name in (*FILTRES, "ordre") if params.get(name)})
    return kept


def query_of(params: QueryDict, **more: str) -> str:
    """« ?etat=close&ordre=age », or "" when nothing narrows nor sorts."""
    kept = kept_of(params)
    kept.update(more)
    return f"?{kept.urlencode()}" if kept else ""


@dataclass(frozen=True, slots=True)
class Liste:
    """One drop-down list: name in the address, label, (value, words, chosen)."""

    nom: str
    label: str
    options: list[tuple[str, str, bool]]


class Filtres:
    """What the address narrows, and what it could. `choix`: what the pole offers to those who run it."""

    def __init__(
        self,
        params: QueryDict,
        *,
        pole: Pole,
        ordre: str,
        choix: Choix | None = None,
        tri: bool = False,
        niveaux: bool = False,
        ordres: Collection[str] = ORDRES,
    ):
        self.params = params
        self.q = search_words(params)
        self.mienne = bool(params.get("mienne"))
        self.attente = bool(params.get("attente"))
        self.retard = bool(params.get("retard"))
        self.tri = tri
        self.dates = "prochaine" in ordres
        self.listes = [self._etats(tri), self._natures()]
        if choix:
            self.listes += self._of_pole(choix)
        if niveaux:
            self.listes.append(self._list("niveau", "Niveau", Niveau.choices, tous="Tous"))
        if tri or choix:
            self.listes.append(self._urgences())
        if not tri:
            self.listes.append(self._annees(pole))
        self.ordre = self._list("ordre", "Trier par", [(code, ORDRES[code][0]) for code in ordres], ordre)
        self.actifs = any(params.get(name) for name in FILTRES)
        self.query = query_of(params)
        self.gardes = kept_of(params).items()

    def _list(
        self, nom: str, label: str, choices: Iterable, chosen: str | None = None, tous: str = ""
    ) -> Liste:
        chosen = self.params.get(nom, "") if chosen is None else chosen
        options = [(code, words, code == chosen) for code, words in choices]
        return Liste(nom, label, [("", tous, False), *options] if tous else options)

    def _etats(self, tri: bool) -> Liste:
        choices = etats_for_filter()
        if not tri:
            choices = [("en_cours", "En cours"), ("finies", "Finies"), *choices]
        return self._list("etat", "État", choices, tous="Au tri" if tri else "Tous")

    def _natures(self) -> Liste:
        return self._list("nature", "Nature", Nature.choices, tous="Toutes")

    def _of_pole(self, choix: Choix) -> list[Liste]:
        people = [(SANS_RESPONSABLE, "Personne pour l’instant"), *choix.responsables]
        return [
            self._list("ecole", "École", choix.ecoles, tous="Toutes"),
            self._list("motif", "Motif", choix.motifs, tous="Tous"),
            self._list("responsable", "Personne en charge", people, tous="Toutes"),
        ]

    def _urgences(self) -> Liste:
        choices = [
            ("urgentes", "Prioritaires"),
            ("echeance", "Échéance proche"),
            ("normale", "Sans priorité"),
        ]
        return self._list("urgence", "Priorité", choices, tous="Toutes")

    def _annees(self, pole: Pole) -> Liste:
        annee = annee_scolaire(pole.today())
        years = [(str(one), nom_annee(one)) for one in range(annee, annee - ANNEES, -1)]
        return self._list("annee", "Année scolaire", years, tous="Toutes")
