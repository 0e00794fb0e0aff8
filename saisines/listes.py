"""Lists of cases: plain values, a fixed number of queries, no encrypted column, no count beyond 200.

A list is where an application of this kind becomes slow: rows come as tuples and are made into ready words
(`saisines.rangees`).
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, F, IntegerField, Q, When
from django.db.models.functions import Coalesce
from django.http import QueryDict

from pole.crypto import normalise
from pole.enums import Nature, Urgence
from pole.models import Personne, Pole
from saisines.enums import ETATS_EN_COURS, ETATS_FINAUX, ETATS_PRIVES, Etat, Niveau
from saisines.models import Eleve, Saisine
from saisines.models.saisine import SaisineQuerySet
from saisines.noms import Noms
from saisines.rangees import TOUTES, Colonnes, Ligne, Rangee, mots_of

PAR_PAGE = 25
COMPTE_MAX = 200
# Beyond, one narrows the list instead of turning pages.
PAGES_MAX = 40
# In an address, of a case that nobody has in charge yet.
SANS_RESPONSABLE = "aucune"
_RANG_URGENCE = Case(
    When(urgence=Urgence.IMMEDIATE, then=0),
    When(urgence=Urgence.HAUTE, then=1),
    When(urgence=Urgence.ECHEANCE, then=2),
    default=3,
    output_field=IntegerField(),
)
_LIMITE = F("date_limite").asc(nulls_last=True)
_PROCHAINE = F("prochaine_date").asc(nulls_last=True)
# The date that the row shows: what is late comes first.
_ECHEANCE = Coalesce("prochaine_date", "date_limite").asc(nulls_last=True)
ORDRES = {
    "urgence": ("Priorité, puis échéance", (_RANG_URGENCE, _ECHEANCE, "pk")),
    "echeance": ("Date limite", (_LIMITE, "pk")),
    "prochaine": ("Prochaine date", (_PROCHAINE, "pk")),
    "age": ("Ancienneté", (F("transmise_le").asc(nulls_last=True), "pk")),
    "recente": ("Les plus récentes", (F("created_at").desc(), "pk")),
    "ecole": ("École", ("ecole__nom_tri", _LIMITE, "pk")),
    "etat": ("État", ("etat", _LIMITE, "pk")),
    "nature": ("Nature", ("nature", _LIMITE, "pk")),
}
# Sorting by what a list hides would say it.
ORDRES_SANS_ECHEANCES = {code: ORDRES[code] for code in ("age", "recente", "ecole", "etat", "nature")}


@dataclass(frozen=True, slots=True)
class Page:
    """25 rows and the way to the others. `total` is a text: « 61 », « plus de 200 »."""

    lignes: list[Ligne]
    numero: int
    total: str
    precedente: str
    suivante: str
    nominative: bool = False

    @property
    def is_longue(self) -> bool:
        return bool(self.precedente or self.suivante)


def piloted(user: Personne, pole: Pole, among: SaisineQuerySet | None = None) -> SaisineQuerySet:
    """What the triage starts from: the branch of `visible_to` that piloting opens, without the others.

    A test holds it inside `visible_to`; it spares the planner conditions that add nothing here.
    """
    return (Saisine.objects.all() if among is None else among).pilotees(user).du_pole(pole)


def named(rows: SaisineQuerySet, user: Personne, pole: Pole, *, nom: str, prenom: str) -> SaisineQuerySet:
    """Cases of a pupil by exact name, among those whose names this person reads without a click.

    A name that exists elsewhere and a name that exists nowhere give the same answer (menaces.md T5).
    """
    readable = Q(ecole__in=user.portee.direction) | Q(pole__in=user.portee.pilotage) | Q(auteur=user)
    return rows.filter(readable, eleve__in=Eleve.objects.named(pole, nom, prenom))


def filtered(
    rows: SaisineQuerySet,
    params: QueryDict,
    user: Personne,
    today: date,
    *,
    niveaux: bool = False,
    motifs: bool = False,
    echeances: bool = True,
) -> SaisineQuerySet:
    """Rows narrowed by the address. An unknown value narrows nothing: an address may be old.

    `niveaux`, `motifs`, `echeances`: the person reads the class levels, the motives, the priorities and next
    dates of each of these cases. What a list hides, its filters do not let guess.
    """
    if echeances:
        rows = _pressing(rows, params, today)
    if niveaux and (niveau := params.get("niveau", "")) in Niveau.values:
        rows = rows.filter(niveau=niveau)
    if motifs and (motif := _uuid(params.get("motif", ""))):
        rows = rows.filter(motifs=motif)
    if (etat := params.get("etat", "")) in Etat.values:
        rows = rows.filter(etat=etat)
    elif etat == "en_cours":
        rows = rows.filter(etat__in=ETATS_EN_COURS)
    elif etat == "finies":
        rows = rows.filter(etat__in=ETATS_FINAUX)
    if (nature := params.get("nature", "")) in Nature.values:
        rows = rows.filter(nature=nature)
    if ecole := _uuid(params.get("ecole", "")):
        rows = rows.filter(ecole=ecole)
    if params.get("responsable") == SANS_RESPONSABLE:
        rows = rows.filter(responsable=None)
    elif responsable := _uuid(params.get("responsable", "")):
        rows = rows.filter(responsable=responsable)
    if (annee := params.get("annee", "")).isdecimal():
        rows = rows.filter(annee=int(annee[:4]))
    if params.get("mienne"):
        missions = user.sollicitations.en_cours().values("saisine")
        rows = rows.filter(Q(auteur=user) | Q(responsable=user) | Q(pk__any_of=missions))
    if texte := search_words(params):
        rows = rows.filter(Q(reference__icontains=texte) | Q(ecole__nom_tri__contains=normalise(texte)))
    return rows


def _pressing(rows: SaisineQuerySet, params: QueryDict, today: date) -> SaisineQuerySet:
    if (urgence := params.get("urgence", "")) in Urgence.values:
        rows = rows.filter(urgence=urgence)
    elif urgence == "urgentes":
        rows = rows.filter(urgence__in=(Urgence.HAUTE, Urgence.IMMEDIATE))
    return rows.filter(prochaine_date__lt=today) if params.get("retard") else rows


def awaiting(rows: SaisineQuerySet, user: Personne, today: date) -> SaisineQuerySet:
    """« Ce qui m’attend »: not yet taken in charge, late, to be answered, or mine without any next date."""
    idle = Q(etat=Etat.PRISE_EN_CHARGE, prochaine_date__isnull=True) & (
        Q(responsable=user) | Q(responsable__isnull=True)
    )
    late = Q(prochaine_date__lte=today, etat__in=ETATS_EN_COURS)
    return rows.filter(Q(etat__in=(Etat.TRANSMISE, Etat.ETUDIEE)) | late | idle)


def search_words(params: QueryDict) -> str:
    """What is searched, without the signs that no database takes (a null character in an address)."""
    return "".join(sign for sign in params.get("q", "") if sign.isprintable()).strip()[:60]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def page_of(
    rows: SaisineQuerySet,
    params: QueryDict,
    *,
    ordre: str,
    pole: Pole,
    colonnes: Colonnes = TOUTES,
    noms: Noms | None = None,
    compte: str = "",
    d_un_trait: bool = False,
) -> Page:
    """25 rows of a list, sorted. One query; one more for the count when there are several pages.

    `noms` gives the pupils' names that this person reads in a list. `compte` is the count of these rows where
    the page has made it already. `d_un_trait`: the rows are read as far as one counts, which spares the
    second query to a page that has none left.
    """
    numero = _page_number(params)
    start = (numero - 1) * PAR_PAGE
    stop = start + PAR_PAGE + 1
    if d_un_trait and not compte:
        stop = max(stop, COMPTE_MAX + 1)
    found = read(rows, ordre, start, stop)
    shown = found[:PAR_PAGE]
    more = len(found) > PAR_PAGE
    total = _total(numero, start, len(found), stop) or compte or _bounded_count(rows)
    mots = mots_of(shown, pole=pole, colonnes=colonnes, noms=noms)
    return Page(
        lignes=[mots.ligne(row) for row in shown],
        numero=numero,
        total=total,
        precedente=_address(params, numero - 1) if numero > 1 else "",
        suivante=_address(params, numero + 1) if more and numero < PAGES_MAX else "",
        nominative=mots.nominatif,
    )


def _total(numero: int, start: int, found: int, stop: int) -> str:
    """How many rows, where those that were read say it: they end, or go beyond what is counted."""
    if found == stop - start:
        return bounded(stop) if stop > COMPTE_MAX else ""
    return str(start + found) if found or numero == 1 else ""


def read(rows: SaisineQuerySet, ordre: str, start: int, stop: int) -> list[Rangee]:
    """Some rows of a list in one of the `ORDRES`, as plain values. One query."""
    return [
        Rangee._make(row) for row in rows.order_by(*ORDRES[ordre][1]).values_list(*Rangee._fields)[start:stop]
    ]


def _page_number(params: QueryDict) -> int:
    text = params.get("page", "")
    return min(max(int(text), 1), PAGES_MAX) if text.isdecimal() and len(text) < 4 else 1


def _bounded_count(rows: SaisineQuerySet) -> str:
    return bounded(rows.order_by()[: COMPTE_MAX + 1].count())


def bounded(number: int) -> str:
    """« 200+ » rather than a count over everything."""
    return f"{COMPTE_MAX}+" if number > COMPTE_MAX else str(number)


def _address(params: QueryDict, page: int) -> str:
    query = params.copy()
    query["page"] = page
    return f"?{query.urlencode()}"


@dataclass(frozen=True, slots=True)
class Compteur:
    """A number at the top of the triage, and the list that it counts."""

    nombre: str
    label: str
    url: str
    ton: str = ""
    actif: bool = False


def etats_for_filter() -> list[tuple[str, str]]:
    """States of the filter, those that are sent."""
    return [(code, label) for code, label in Etat.choices if code not in ETATS_PRIVES]
