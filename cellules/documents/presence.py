"""The sheet that people sign: nobody learns from it who comes for a case that is not theirs.

A first page is signed by those who are convened for every case; then one page for each slot that expects
somebody else. No reference, no school: the hour is enough to find one's page.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from cellules.agenda import points_of, slots
from cellules.convocations_lues import functions_of
from cellules.documents.imprime import Imprime, imprime
from cellules.models import Convie, EtatConvocation, Inscription, ReponseConvocation, Reunion
from pole.models import Personne

# What an answer leaves to sign: nothing for whoever said that they would not come.
_MOTS = {
    ReponseConvocation.EXCUSE: "Excuse",
    ReponseConvocation.REPRESENTE: "Se fait représenter",
    ReponseConvocation.AVIS: "Avis écrit",
    ReponseConvocation.VISIO: "En visio",
    ReponseConvocation.TELEPHONE: "Par téléphone",
}
LIGNES_VIDES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Signataire:
    """Somebody expected; `mot` stands in the place of a signature."""

    nom: str
    fonction: str
    mot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feuille:
    """One page to sign."""

    titre: str
    signataires: list[Signataire]

    @property
    def vides(self) -> range:
        return range(LIGNES_VIDES)


def feuille_de_presence(reunion: Reunion, user: Personne) -> Imprime:
    """For those who conduct, on the cases that they conduct. Four queries."""
    return imprime("cellules/pdf/presence.html", reunion, user, feuilles=feuilles_of(reunion, user))


def feuilles_of(reunion: Reunion, user: Personne) -> list[Feuille]:
    """The pages, in the order of the meeting."""
    conducted = Exists(Inscription.objects.conduites(user).filter(pk=OuterRef("pk")))
    rows = Inscription.objects.filter(reunion=reunion).a_l_ordre_du_jour()
    agenda = list(rows.annotate(is_conduite=conducted))
    mine = {row.pk for row in agenda if row.is_conduite}
    passages = slots(reunion, agenda, points_of(reunion, user))
    rows = Convie.objects.filter(inscription__in=mine & passages.keys(), etat=EtatConvocation.ENVOYEE)
    rows = list(rows.select_related("convocation__personne").order_by("convocation__personne__nom_tri", "pk"))
    functions = functions_of(reunion.pole, {row.convocation.personne_id for row in rows})
    expected = defaultdict(set)
    for row in rows:
        expected[row.convocation.personne_id].add(row.inscription_id)
    all_along = {one for one, cases in expected.items() if cases == mine & passages.keys()}
    found = [
        _page(
            "Pour toute la réunion",
            (row for row in rows if row.convocation.personne_id in all_along),
            functions,
        )
    ]
    for passage in sorted(passages.values(), key=lambda one: one.apres):
        here = (row for row in rows if row.inscription_id == passage.inscription.pk)
        others = (row for row in here if row.convocation.personne_id not in all_along)
        found.append(_page(f"Passage : {passage.creneau}", others, functions))
    return [page for page in found if page.signataires]


def _page(titre: str, rows: Iterable[Convie], functions: dict[UUID, str]) -> Feuille:
    letters = {row.convocation.personne_id: row.convocation for row in rows}
    return Feuille(
        titre=titre,
        signataires=[
            Signataire(
                nom=str(letter.personne),
                fonction=functions.get(personne, ""),
                mot=_MOTS.get(letter.reponse, ""),
            )
            for personne, letter in letters.items()
        ],
    )
