"""The closing page: what each case still lacks, what becomes of it, then who follows it and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from cellules.gens import gens_of
from cellules.models import (
    Convie,
    EtatInscription,
    Inscription,
    NoteDeSeance,
    ReponseConvocation,
    Reunion,
)
from cellules.services.annee import suivante
from cellules.services.reports import with_told
from pole.courriels import render, words
from pole.models import Envoi, Personne
from saisines.notifications import REPORTEE, words_of_report


@dataclass(frozen=True, slots=True, kw_only=True)
class CasAClore:
    """A case of the closing page. `manques`: what one may still add before closing, in words."""

    inscription: Inscription
    etudiee: bool
    manques: tuple[str, ...]
    interlocuteur: str
    note: NoteDeSeance | None

    @property
    def a_clore(self) -> bool:
        return self.inscription.is_prevue


@dataclass(frozen=True, slots=True, kw_only=True)
class ClotureLue:
    a_clore: list[CasAClore]
    suivies: list[CasAClore]
    reportees: list[Inscription]
    suivante: Reunion | None
    close_possible: bool

    @property
    def a_prevenir(self) -> list[Inscription]:
        """Those carried over, waiting for their meeting, whose school was not told yet."""
        return [row for row in self.reportees if row.ecole_a_prevenir]

    @property
    def etudiees(self) -> int:
        return sum(1 for one in self.a_clore if one.etudiee)

    @property
    def a_reporter(self) -> int:
        return len(self.a_clore) - self.etudiees

    @property
    def incompletes(self) -> int:
        return sum(1 for one in self.a_clore if one.manques)


def read_closing(reunion: Reunion, *, user: Personne) -> ClotureLue:
    """The cases that this person closes, and those already closed. Four queries, whatever their number."""
    held = Inscription.objects.conduites(user).filter(reunion=reunion).exclude(etat=EtatInscription.RETIREE)
    rows = list(with_told(held).select_related("saisine", "note__interlocuteur", "reportee_a__reunion__pole"))
    unnoted = _unnoted(rows)
    gens = dict(gens_of(reunion.pole).equipe)
    cases = [_case(row, unnoted, gens) for row in rows]
    return ClotureLue(
        a_clore=[one for one in cases if one.a_clore],
        suivies=[one for one in cases if one.inscription.etat == EtatInscription.ETUDIEE],
        reportees=[row for row in rows if row.etat == EtatInscription.REPORTEE],
        suivante=suivante(reunion),
        close_possible=reunion.date <= reunion.pole.today() and not reunion.is_annulee,
    )


def report_mail(row: Inscription, reunion: Reunion) -> str:
    """The mail that tells a school of this carrying over, as it will leave: it is reread before."""
    contexte = words(words_of_report(row.saisine, avant=reunion.date), reunion.pole)
    return render(Envoi(gabarit=REPORTEE, pole=reunion.pole, contexte=contexte), row.saisine).texte


def _unnoted(rows: Iterable[Inscription]) -> set[UUID]:
    """Cases where somebody convened, and not excused, is neither here nor away."""
    convened = Convie.objects.actuels().filter(
        inscription__in=[row.pk for row in rows], presence__isnull=True
    )
    excused = convened.exclude(convocation__reponse=ReponseConvocation.EXCUSE)
    return set(excused.values_list("inscription", flat=True))


def _case(row: Inscription, unnoted: set[UUID], gens: dict[UUID, str]) -> CasAClore:
    note = row.note_prise
    studied = row.is_dite_etudiee or row.etat == EtatInscription.ETUDIEE
    chosen = note.interlocuteur_id if note else None
    return CasAClore(
        inscription=row,
        etudiee=studied,
        manques=tuple(_lacking(row, note, unnoted, gens)) if studied else (),
        interlocuteur=gens.get(chosen, "") if chosen else "",
        note=note,
    )


def _lacking(row: Inscription, note: NoteDeSeance | None, unnoted: set[UUID], gens: dict[UUID, str]):
    if not (note and note.pistes):
        yield "une piste"
    if note and note.interlocuteur_id and note.interlocuteur_id not in gens:
        yield f"un interlocuteur, {note.interlocuteur} n’exerçant plus ici"
    elif not (note and note.interlocuteur_id):
        yield "un interlocuteur"
    if not (note and note.point_le):
        yield "une date pour se revoir"
    if row.pk in unnoted:
        yield "qui était là"
