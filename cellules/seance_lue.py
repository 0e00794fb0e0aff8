"""A séance as its screen shows it: the agenda, each case with its form, and the time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from cellules.agenda import Partie, Passage, duree_of, parties_of, points_of, shown, whole_agenda
from cellules.auparavant import Auparavant, auparavant_of
from cellules.forms.seances import NoteForm
from cellules.gens import Gens, gens_of
from cellules.models import Convie, Inscription, NoteDeSeance, Reunion, Seance
from pole.journal import line_of, record_all
from pole.models import Acte, Personne
from saisines.identite import revealed_cases
from saisines.models.deports import kept_away_from
from saisines.questions import questions_of
from saisines.services.workflow import fonction_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Temps:
    """Seconds spent of some minutes. `tourne`: the clock goes on."""

    ecoule: int
    prevu: int
    tourne: bool = True

    @property
    def minutes(self) -> int:
        return self.ecoule // 60

    @property
    def mots(self) -> str:
        """« 12 min, reste 3 min »: static/js/seance.js writes the same words as time goes by."""
        reste = self.prevu // 60 - self.minutes
        left = f"reste {reste}\u00a0min" if reste >= 0 else f"{-reste}\u00a0min de plus que prévu"
        return f"{self.minutes}\u00a0min, {left}"

    @property
    def is_depasse(self) -> bool:
        return self.ecoule >= self.prevu


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvieTenu:
    """Somebody convened for a case. Their presence is written by the page itself: rendered by a widget, the
    three choices of everybody for every case would cost more than all the rest.
    """

    nom: str
    fonction: str
    reponse: str
    is_excuse: bool
    champ: str
    id: str
    valeur: str


@dataclass(slots=True, kw_only=True)
class SituationTenue:
    """A case of the séance: never a name, but after the click."""

    inscription: Inscription
    creneau: str
    minutes: int
    form: NoteForm
    question: str
    nom: str
    convies: list[ConvieTenu]
    temps: Temps | None = None
    auparavant: Auparavant | None = None

    @property
    def note(self) -> NoteDeSeance | None:
        return self.inscription.note_prise

    @property
    def is_etudiee(self) -> bool:
        return self.inscription.is_dite_etudiee

    @property
    def ancre(self) -> str:
        return f"situation-{self.inscription.pk}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeanceLue:
    """Everything that the screen shows."""

    parties: Sequence[Partie]
    situations: list[SituationTenue]
    gens: Gens
    temps: Temps | None

    @property
    def sans_debat(self) -> int:
        """Cases without discussion that nobody has said studied yet."""
        return sum(1 for one in self.situations if one.inscription.sans_debat and not one.is_etudiee)

    @property
    def etudiees(self) -> int:
        return sum(1 for one in self.situations if one.is_etudiee)


_JOINTS = ("saisine__ecole", "saisine__eleve", "note__interlocuteur", "note__ecrite_par", "reunion")


def read_seance(
    reunion: Reunion,
    seance: Seance,
    *,
    user: Personne,
    session: SessionBase,
    acte: Acte = Acte.LECTURE,
    seule: UUID | None = None,
    data=None,
) -> SeanceLue:
    """The séance as this person reads it, journaled before it is shown: cases are read here too.

    `seule`: only this row of the agenda, with what was posted for it. Eight queries, whatever the number.
    """
    on_agenda = reunion.inscriptions.a_l_ordre_du_jour().order_by().values("saisine")
    away = kept_away_from(on_agenda, reader=user)
    parties, inscriptions, earlier = _agenda_of(reunion, user)
    prevues = [row for row in inscriptions if row.is_prevue and seule in {None, row.pk}]
    named = revealed_cases(session)
    _journal(prevues, acte, by=user, shown=named)
    convies = _convies(prevues)
    gens = gens_of(reunion.pole, {one.convocation.personne_id for one in convies})
    reader = _Reader(
        today=reunion.pole.today(),
        data=data,
        gens=gens,
        shown=named,
        passages={one.inscription.pk: one for part in parties for one in part.passages if one.inscription},
        convies=convies,
        earlier=earlier,
        questions=questions_of([row.saisine for row in prevues], user),
        away=away,
        temps=times_of([row.note for row in inscriptions if row.note_prise], end=seance.close_le),
    )
    return SeanceLue(
        parties=parties,
        situations=reader.situations(prevues),
        gens=gens,
        temps=_time_of_meeting(reunion, seance, parties),
    )


def _agenda_of(reunion: Reunion, user: Personne) -> tuple[list[Partie], list[Inscription], list[Inscription]]:
    """The agenda of the cases that one conducts, at their true hours, those cases, and what else they were
    enrolled for. Three queries.
    """
    here = reunion.inscriptions.a_l_ordre_du_jour().order_by().values("saisine")
    rows = Inscription.objects.conduites(user).filter(saisine__in=here).select_related(*_JOINTS)
    known = {row.pk: row for row in rows}
    agenda = whole_agenda(reunion, known.values())
    inscriptions = [known.pop(row.pk) for row in agenda if row.pk in known]
    for row in inscriptions:
        row.reunion, row.saisine.pole = reunion, reunion.pole
    parties = parties_of(reunion, agenda, points_of(reunion, user))
    return shown(parties, inscriptions), inscriptions, list(known.values())


def note_form_of(row: Inscription, data) -> NoteForm:
    """The form of one case as it was posted. Two queries; the service says who may be named."""
    convies = list(Convie.objects.actuels().filter(inscription=row).select_related("convocation"))
    note = row.note_prise
    pole = row.reunion.pole
    return NoteForm(data, note=note, convies=convies, gens=gens_of(pole), today=pole.today())


def _journal(rows: Iterable[Inscription], acte: Acte, *, by: Personne, shown: set[UUID]) -> None:
    record_all(
        line_of(
            acte,
            by=by,
            fonction=fonction_of(by, row.saisine, row.saisine.relations_by_role(by)),
            pole=row.saisine.pole_id,
            objet=row.saisine,
            identite=acte == Acte.LECTURE and row.saisine_id in shown and row.saisine.eleve_id is not None,
        )
        for row in rows
    )


def _convies(rows: Iterable[Inscription]) -> list[Convie]:
    found = Convie.objects.actuels().filter(inscription__in=[row.pk for row in rows])
    return list(
        found.select_related("convocation__personne").order_by(
            "convocation__titre", "convocation__personne__nom_tri", "pk"
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Puts together what was read of each case. `passages` and `temps` by row of the agenda, in its order;
    `questions` by case, `away` the pairs of a case and of a person kept away from it.
    """

    today: date
    data: Any
    gens: Gens
    shown: set[UUID]
    passages: dict[UUID, Passage]
    convies: list[Convie]
    earlier: list[Inscription]
    questions: dict[UUID, str]
    away: set[tuple[UUID, UUID]]
    temps: dict[UUID, tuple[datetime, int]]

    def situations(self, rows: Iterable[Inscription]) -> list[SituationTenue]:
        """These cases, in the order in which they pass."""
        order = {pk: rank for rank, pk in enumerate(self.passages)}
        ordered = sorted(rows, key=lambda row: order[row.pk])
        return [self._situation(row, rank) for rank, row in enumerate(ordered, start=1)]

    def _situation(self, row: Inscription, rank: int) -> SituationTenue:
        saisine, passage = row.saisine, self.passages[row.pk]
        convies = [one for one in self.convies if one.inscription_id == row.pk]
        form = NoteForm(
            self.data,
            note=row.note_prise,
            convies=convies,
            gens=self.gens,
            today=self.today,
            away={person for case, person in self.away if case == saisine.pk},
            prefixe=f"s{rank}",
        )
        named = saisine.pk in self.shown and saisine.eleve_id is not None
        return SituationTenue(
            inscription=row,
            creneau=passage.creneau,
            minutes=passage.minutes,
            form=form,
            question=self.questions[saisine.pk],
            nom=saisine.eleve.nom_complet if named else "",
            convies=[self._convie(one, form) for one in convies],
            temps=self._time(row),
            auparavant=auparavant_of(row, self.earlier),
        )

    def _convie(self, convie: Convie, form: NoteForm) -> ConvieTenu:
        letter, presence = convie.convocation, form.presence_of(convie.pk)
        return ConvieTenu(
            nom=str(letter.personne),
            fonction=self.gens.fonctions.get(letter.personne_id, "n’exerce plus ici"),
            reponse=letter.get_reponse_display(),
            is_excuse=convie.is_excuse,
            champ=presence.html_name,
            id=presence.auto_id,
            valeur=presence.value() or "",
        )

    def _time(self, row: Inscription) -> Temps | None:
        if row.pk not in self.temps:
            return None
        latest = max(self.temps, key=lambda pk: self.temps[pk][0])
        return Temps(ecoule=self.temps[row.pk][1], prevu=row.minutes * 60, tourne=row.pk == latest)


def times_of(notes: Iterable[NoteDeSeance], *, end: datetime | None) -> dict[UUID, tuple[datetime, int]]:
    """When each case began and how many seconds it lasted: until the next begins, or the end, or now."""
    begun = sorted((note.ouverte_le, note.inscription_id) for note in notes if note.ouverte_le)
    ends = [start for start, _ in begun[1:]] + [end or timezone.now()]
    return {
        pk: (start, max(0, int((stop - start).total_seconds())))
        for (start, pk), stop in zip(begun, ends, strict=False)
    }


def _time_of_meeting(reunion: Reunion, seance: Seance, parties: Iterable[Partie]) -> Temps | None:
    """Since its hour, or its opening when it has none; only on its day."""
    if reunion.date != reunion.pole.today():
        return None
    begun = seance.ouverte_le
    if reunion.heure is not None:
        begun = datetime.combine(reunion.date, reunion.heure, reunion.pole.tz)
    spent = int(((seance.close_le or timezone.now()) - begun).total_seconds())
    return Temps(
        ecoule=max(0, spent), prevu=duree_of(reunion, parties).prevue * 60, tourne=not seance.is_close
    )
