"""When each convened person is expected: from the first of their slots to the end of the last."""

from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from cellules.agenda import Partie, Passage, parties_of, whole_agenda
from cellules.models import Convie, Convocation, EtatConvocation, Reunion, TitreConvocation


class Creneau(NamedTuple):
    """Minutes after the beginning of the meeting."""

    apres: int
    jusqua: int


class Deroule:
    """A meeting minute by minute, as its whole agenda stands now."""

    def __init__(self, reunion: Reunion, parties: Iterable[Partie]):
        passages = [one for part in parties for one in part.passages]
        self.cases: list[Passage] = [one for one in passages if one.inscription]
        self.total = passages[-1].apres + passages[-1].minutes if passages else 0
        self.least = reunion.pole.minutes_par_situation

    def span(self, titre: str, inscriptions: Collection[UUID]) -> Creneau | None:
        """What these cases take of the meeting; None when none is on the agenda any more.

        Staff who come for the first case, or the last, hear the points around it too.
        """
        mine = [one for one in self.cases if one.inscription.pk in inscriptions]
        if not mine:
            return None
        start, end = mine[0].apres, mine[-1].apres + mine[-1].minutes
        if titre == TitreConvocation.CONVOQUE:
            start = 0 if mine[0] is self.cases[0] else start
            end = self.total if mine[-1] is self.cases[-1] else end
        # A case without discussion takes no time: whoever comes for it alone is given that of any other.
        return Creneau(start, end if end > start else start + self.least)


def deroule_of(reunion: Reunion) -> Deroule:
    """Two queries."""
    agenda = whole_agenda(reunion, ())
    return Deroule(reunion, parties_of(reunion, agenda, reunion.points.defer("libelle")))


def creneaux_now(reunion: Reunion, letters: Iterable[Convocation]) -> dict[UUID, Creneau | None]:
    """When the people of these letters pass today, for the cases they were convened for. Three queries."""
    deroule = deroule_of(reunion)
    letters = list(letters)
    rows = Convie.objects.filter(convocation__in=[one.pk for one in letters], etat=EtatConvocation.ENVOYEE)
    cases: dict[UUID, set[UUID]] = {one.pk: set() for one in letters}
    for letter, inscription in rows.values_list("convocation", "inscription"):
        cases[letter].add(inscription)
    return {one.pk: deroule.span(one.titre, cases[one.pk]) for one in letters}


def announce(reunion: Reunion, letters: Iterable[Convocation]) -> None:
    """Write on these letters the time that their mail is about to say. Four queries."""
    letters = list(letters)
    now = creneaux_now(reunion, letters)
    for letter in letters:
        letter.annonce_apres, letter.annonce_jusqua = now[letter.pk] or (None, None)
    Convocation.objects.bulk_update(letters, ["annonce_apres", "annonce_jusqua"])


def announced(letter: Convocation) -> tuple[datetime, datetime] | None:
    """From when to when this person was told to come, on the clock of the pole; None without an hour."""
    reunion = letter.reunion
    if reunion.heure is None:
        return None
    start = datetime.combine(reunion.date, reunion.heure, tzinfo=reunion.pole.tz)
    if letter.annonce_apres is None:
        return start, start + timedelta(minutes=reunion.pole.duree_reunion_minutes)
    return (
        start + timedelta(minutes=letter.annonce_apres),
        start + timedelta(minutes=letter.annonce_jusqua),
    )


def hour_after(reunion: Reunion, minutes: int) -> time | None:
    """The hour, so many minutes after the beginning of a meeting; None when it has no hour."""
    if reunion.heure is None:
        return None
    return (datetime.combine(reunion.date, reunion.heure) + timedelta(minutes=minutes)).time()


def hour_of(letter: Convocation) -> time | None:
    """The hour at which this person was told to come."""
    found = announced(letter)
    return found[0].time() if found else None
