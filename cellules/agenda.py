"""An agenda as one reads it: what comes when, and whether it all fits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from cellules.models import CONDUIRE, Inscription, MomentDuPoint, Point, Reunion, Rubrique
from pole.templatetags.dsfr_pole import heure

_TITRES = {
    Rubrique.RETOUR: "Retours de situation",
    Rubrique.URGENCE: "Urgences traitées depuis la dernière réunion",
    Rubrique.NOUVELLE: "Nouvelles situations",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A case or a point in its slot. Without an hour for the meeting, only `apres`, in minutes, is known."""

    inscription: Inscription | None = None
    point: Point | None = None
    minutes: int
    apres: int
    debut: time | None
    fin: time | None

    @property
    def creneau(self) -> str:
        """« 14 h 15 – 14 h 30 », « après 30 minutes », « au début »."""
        if self.debut is not None:
            return f"{heure(self.debut)} – {heure(self.fin)}"
        return f"après {self.apres}\u00a0minutes" if self.apres else "au début"


@dataclass(frozen=True, slots=True, kw_only=True)
class Partie:
    """The slots of one part of the meeting, in their order."""

    titre: str
    passages: Sequence[Passage]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duree:
    """What is planned against the length of a meeting of this pole (S2-18)."""

    situations: int
    minutes: int
    prevue: int
    seuil: int

    @property
    def reste(self) -> int:
        return self.prevue - self.minutes

    @property
    def avertissements(self) -> list[str]:
        """What is too much, and what one may do about it."""
        found = []
        if self.reste < 0:
            found.append(
                f"C’est {-self.reste} minutes de plus que la durée de la réunion ({self.prevue} minutes). "
                "Raccourcissez un passage, ou laissez une situation pour la prochaine réunion."
            )
        if self.situations > self.seuil:
            found.append(
                f"{self.situations} situations : au-delà de {self.seuil}, chacune a peu de temps. "
                "Certaines peuvent être enregistrées sans discussion."
            )
        return found


# A case that is recorded without discussion keeps its place and takes no time.
def minutes_of(inscription: Inscription) -> int:
    return 0 if inscription.sans_debat else inscription.minutes


def parties_of(
    reunion: Reunion, inscriptions: Iterable[Inscription], points: Iterable[Point]
) -> list[Partie]:
    """The agenda in its order: opening, returns, urgent cases, new ones, closing; no empty part."""
    rows, subjects = list(inscriptions), list(points)
    opening = [one for one in subjects if one.moment == MomentDuPoint.OUVERTURE]
    closing = [one for one in subjects if one.moment == MomentDuPoint.CLOTURE]
    groups = [("Ouverture", opening)]
    groups += [(titre, [row for row in rows if row.rubrique == part]) for part, titre in _TITRES.items()]
    groups += [("Pour finir", closing)]
    parties, elapsed = [], 0
    for titre, members in groups:
        passages = []
        for one in members:
            passages.append(_passage(reunion, one, elapsed))
            elapsed += passages[-1].minutes
        if passages:
            parties.append(Partie(titre=titre, passages=passages))
    return parties


def points_of(reunion: Reunion, user) -> list[Point]:
    """The points of an agenda: the slots need them all, their words are for those who may read them.

    One query.
    """
    if user.has_perm(CONDUIRE, reunion):
        return list(Point.objects.visible_to(user).filter(reunion=reunion))
    return list(reunion.points.defer("libelle"))


def whole_agenda(reunion: Reunion, seen: Iterable[Inscription]) -> list[Inscription]:
    """All the cases of an agenda, those already read as they are: the slots need them all. One query."""
    known = {row.pk: row for row in seen}
    rows = reunion.inscriptions.a_l_ordre_du_jour().defer("raison_tardive")
    return [known.get(row.pk, row) for row in rows]


def shown(parties: Iterable[Partie], seen: Iterable[Inscription]) -> list[Partie]:
    """What one reader sees: the case that they may not read keeps its time, and nothing tells of it (T5)."""
    known = {row.pk for row in seen}
    found = []
    for partie in parties:
        passages = [one for one in partie.passages if one.inscription is None or one.inscription.pk in known]
        if passages:
            found.append(replace(partie, passages=passages))
    return found


def slots(reunion: Reunion, inscriptions: Iterable[Inscription], points: Iterable[Point]) -> dict:
    """The slot of each case: identifier of the inscription → Passage. It needs the whole agenda."""
    return slots_in(parties_of(reunion, inscriptions, points))


def slots_in(parties: Iterable[Partie]) -> dict:
    """The slot of each case of an agenda already laid out."""
    passages = (one for part in parties for one in part.passages)
    return {one.inscription.pk: one for one in passages if one.inscription}


def duree_of(reunion: Reunion, parties: Iterable[Partie], *, seen: Sequence[Partie] | None = None) -> Duree:
    """Minutes of an agenda, and its cases: those of `seen` when some are hidden. Reads `reunion.pole`."""
    parties = list(parties)
    passages = [one for part in parties for one in part.passages]
    counted = [one for part in (parties if seen is None else seen) for one in part.passages]
    return Duree(
        situations=sum(1 for one in counted if one.inscription),
        minutes=sum(one.minutes for one in passages),
        prevue=reunion.pole.duree_reunion_minutes,
        seuil=reunion.pole.seuil_situations,
    )


def _passage(reunion: Reunion, one: Inscription | Point, elapsed: int) -> Passage:
    case = isinstance(one, Inscription)
    minutes = minutes_of(one) if case else one.minutes
    return Passage(
        inscription=one if case else None,
        point=None if case else one,
        minutes=minutes,
        apres=elapsed,
        debut=_later(reunion, elapsed),
        fin=_later(reunion, elapsed + minutes),
    )


def _later(reunion: Reunion, minutes: int) -> time | None:
    if reunion.heure is None:
        return None
    return (datetime.combine(reunion.date, reunion.heure) + timedelta(minutes=minutes)).time()
