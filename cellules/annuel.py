"""The page of a year, put together: what is read from the database, and what is said of it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Subquery

from cellules.ailleurs import expected_elsewhere, in_words
from cellules.echeances import echeance_de
from cellules.frise import Annee, Mois, Ruban, draw_months, draw_ribbon
from cellules.models import Convocation, EtatReunion, Reunion
from cellules.services.avertissements import why_closed
from pole.calendrier import CalendrierInconnu, Periode, annee_scolaire, jours_feries, nom_annee, periodes
from pole.dates import day_and_month
from pole.echeances import Echeance
from pole.enums import FONCTIONS_BUREAU
from pole.models import Pole
from pole.services.calendrier import JoursEcole, jours_du_pole, territoire_du_pole

NB = "\u00a0"


# From here on, in days, the deadline is shown as near.
PROCHE = 3


@dataclass(frozen=True, slots=True)
class LigneReunion:
    """A meeting in the list: what is counted in days is said in words."""

    reunion: Reunion
    passee: bool
    jours_avant: str
    prochaine: bool
    # What is worth knowing before it is kept or published, for those who prepare the year.
    alertes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupePeriode:
    """A period of the year with its meetings; no period for those of an unknown calendar."""

    periode: Periode | None
    lignes: tuple[LigneReunion, ...]

    @property
    def dates(self) -> str:
        """« du 1er septembre au 16 octobre »."""
        return f"du {day_and_month(self.periode.debut)} au {day_and_month(self.periode.fin)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAnnee:
    """All that the page shows. `ruban` is None when the school calendar is unknown: `inconnu` says why."""

    annee: int
    reunions: tuple[Reunion, ...]
    groupes: tuple[GroupePeriode, ...]
    echeance: Echeance | None
    compte: str
    proche: bool
    ruban: Ruban | None
    mois: tuple[Mois, ...]
    autres_annees: tuple[int, ...]
    inconnu: str
    passee: bool
    incomplete: bool

    @property
    def nom(self) -> str:
        return nom_annee(self.annee)

    @property
    def propositions(self) -> int:
        return sum(reunion.is_proposee for reunion in self.reunions)


def read_year(pole: Pole, annee: int, *, user) -> PageAnnee:
    """The year of a pole as this person may see it. Two queries: the meetings, the school calendar.

    One more for those who prepare it: who is expected elsewhere on these days.
    """
    today = pole.today()
    mine = Convocation.objects.de_chaque_reunion(user)
    rows = Reunion.objects.visible_to(user).du_pole(pole, annee)
    reunions = tuple(rows.annotate(ma_lettre=Subquery(mine.values("pk")[:1])))
    for reunion in reunions:
        reunion.pole = pole
    echeance = _next(reunions, pole, today)
    common = {
        "annee": annee,
        "reunions": reunions,
        "echeance": echeance,
        "compte": compte_a_rebours(echeance.date_limite, today) if echeance else "",
        "proche": bool(echeance) and (echeance.date_limite - today).days <= PROCHE,
        "passee": annee < annee_scolaire(today),
        "incomplete": sum(not reunion.is_annulee for reunion in reunions) < _expected(pole),
    }
    ailleurs = _elsewhere(pole, reunions, user=user)
    try:
        jours = jours_du_pole(pole, annee)
        feries = jours_feries(annee, territoire_du_pole(pole))
        coupures = [c for c in jours.coupures if annee_scolaire(c.debut) == annee]
        toutes = periodes(coupures, feries)
    except CalendrierInconnu as error:
        return PageAnnee(
            **common,
            groupes=_groups(reunions, (), echeance, today, alertes=ailleurs),
            ruban=None,
            mois=(),
            autres_annees=(),
            inconnu=str(error),
        )
    alertes = {jour: [*_closed(pole, jour, jours), *phrases] for jour, phrases in ailleurs.items()}
    drawn = Annee(coupures, feries, toutes, reunions, today)
    known = {annee_scolaire(coupure.debut) for coupure in jours.coupures}
    return PageAnnee(
        **common,
        groupes=_groups(reunions, toutes, echeance, today, alertes=alertes),
        ruban=draw_ribbon(drawn),
        mois=tuple(draw_months(drawn)),
        autres_annees=tuple(sorted(known - {annee})),
        inconnu="",
    )


def compte_a_rebours(jour: date, aujourdhui: date) -> str:
    """« aujourd’hui », « demain », « dans 12 jours », « dans 5 semaines », « dans 3 mois », « passée »."""
    days = (jour - aujourdhui).days
    if days < 0:
        return "passée"
    if days < 2:
        return ("aujourd’hui", "demain")[days]
    if days < 21:
        return f"dans {days} jours"
    return f"dans {days // 7} semaines" if days < 63 else f"dans {round(days / 30.4)} mois"


def regle_du_pole(pole: Pole) -> str:
    """The cadence in words: « 1 réunion par période, 2 en période 5, et 2 plénières » (S1-23, S2-16)."""
    cadence = [(numero, int(pole.cadence.get(str(numero), 0))) for numero in range(1, 6)]
    counts = [count for _, count in cadence]
    usual = max(set(counts), key=counts.count)
    words = [f"{_count(usual, 'réunion')} par période"]
    words += [f"{count or 'aucune'} en période {numero}" for numero, count in cadence if count != usual]
    text = ", ".join(words)
    return f"{text}, et {_count(pole.plenieres, 'plénière')}" if pole.plenieres else text


def _expected(pole: Pole) -> int:
    """How many meetings the rule of the pole asks for in a year."""
    return sum(int(count) for count in pole.cadence.values()) + pole.plenieres


def _count(number: int, word: str) -> str:
    return f"{number}{NB}{word}{'s' if number > 1 else ''}"


def jours_avant(reunion: Reunion) -> str:
    """« 6 jours avant »."""
    if not reunion.date_limite:
        return ""
    days = (reunion.date - reunion.date_limite).days
    return f"{_count(days, 'jour')} avant" if days else "le jour même"


def _next(reunions: tuple[Reunion, ...], pole: Pole, today: date) -> Echeance | None:
    """The next deadline among the meetings already read (the rule of `cellules.echeances`)."""
    open_ones = [
        reunion
        for reunion in reunions
        if reunion.etat == EtatReunion.PUBLIEE and reunion.date_limite and reunion.date_limite >= today
    ]
    first = min(open_ones, key=lambda reunion: (reunion.date_limite, reunion.date), default=None)
    return echeance_de(first, pole) if first else None


def _elsewhere(pole: Pole, reunions: tuple[Reunion, ...], *, user) -> dict[date, list[str]]:
    """Day of each meeting to come → who is expected elsewhere, for those who prepare the year alone."""
    if not user.portee.holds(pole.pk, *FONCTIONS_BUREAU):
        return {}
    days = {one.date for one in reunions if not one.is_annulee and one.date >= pole.today()}
    found = expected_elsewhere(pole, days)
    return {day: [in_words(found[day])] if day in found else [] for day in days}


def _closed(pole: Pole, jour: date, jours: JoursEcole) -> list[str]:
    return [phrase] if (phrase := why_closed(pole, jour, jours)) else []


def _groups(
    reunions: tuple[Reunion, ...],
    toutes: tuple[Periode, ...],
    echeance: Echeance | None,
    today: date,
    *,
    alertes: dict[date, list[str]],
) -> tuple[GroupePeriode, ...]:
    lignes = [
        (
            reunion.periode,
            LigneReunion(
                reunion,
                passee=reunion.date < today,
                jours_avant=jours_avant(reunion),
                prochaine=bool(echeance) and echeance.reunion == reunion.pk,
                alertes=() if reunion.is_annulee else tuple(alertes.get(reunion.date, ())),
            ),
        )
        for reunion in reunions
    ]
    if not toutes:
        return (GroupePeriode(None, tuple(ligne for _, ligne in lignes)),) if lignes else ()
    return tuple(
        GroupePeriode(periode, tuple(ligne for numero, ligne in lignes if numero == periode.numero))
        for periode in toutes
    )
