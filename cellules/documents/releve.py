"""The « relevé de décisions »: what the meeting said of each case, without a name, for its members.

Members read the cases for which they are convened, those who conduct read all of them (domaine 3.7). It is
made of the notes of the séance, then of the answer once it is sent.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, Q

from cellules.convocations_lues import functions_of
from cellules.documents.imprime import Imprime, imprime
from cellules.models import Convie, EtatInscription, Inscription, NoteDeSeance, Reunion
from pole.enums import FONCTIONS_EQUIPE
from pole.models import Personne
from saisines.models import Reponse, Saisine
from saisines.projection import names_of, without


@dataclass(frozen=True, slots=True, kw_only=True)
class SituationRelevee:
    """One case as the meeting left it, in words without a name."""

    saisine: Saisine
    presents: list[str]
    comprehension: str
    pistes: list[tuple[str, str]]
    interlocuteur: str
    point_le: date | None
    repondue_le: datetime | None
    sans_debat: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Releve:
    """What this reader may read of a meeting that is closed."""

    situations: list[SituationRelevee]
    reportees: list[str]

    @property
    def saisines(self) -> list[Saisine]:
        return [one.saisine for one in self.situations]


def relevables(user: Personne):
    """Cases whose record this person reads: those that they conduct, those for which they sit as staff."""
    convened = Convie.objects.participant(user).filter(
        convocation__reunion__pole__in=user.portee.poles(*FONCTIONS_EQUIPE)
    )
    conducted = Inscription.objects.conduites(user).values("pk")
    return Inscription.objects.visible_to(user).filter(
        Q(pk__in=conducted) | Q(pk__in=convened.values("inscription")),
        reunion__seance__close_le__isnull=False,
    )


def releve_of(reunion: Reunion, user: Personne) -> Releve:
    """Five queries, whatever the number of cases. Nothing before the séance is closed."""
    sent = Reponse.objects.filter(etudiee_le=reunion.date).select_related("interlocuteur")
    rows = relevables(user).filter(reunion=reunion, etat__in=_ETATS)
    rows = list(
        rows.select_related("saisine__eleve", "note__interlocuteur").prefetch_related(
            Prefetch("saisine__reponses", queryset=sent.prefetch_related("pistes"), to_attr="envoyees")
        )
    )
    studied = [row for row in rows if row.etat == EtatInscription.ETUDIEE]
    presents = _presents(reunion, [row.pk for row in studied])
    return Releve(
        situations=[_read(row, presents[row.pk]) for row in studied],
        reportees=[row.saisine.reference for row in rows if row.etat == EtatInscription.REPORTEE],
    )


_ETATS = (EtatInscription.ETUDIEE, EtatInscription.REPORTEE)


def _presents(reunion: Reunion, inscriptions: list[UUID]) -> dict[UUID, list[str]]:
    """Who was there for each case; of a school, what they do there and no name."""
    rows = Convie.objects.filter(inscription__in=inscriptions, presence=True)
    rows = list(rows.select_related("convocation__personne").order_by("convocation__personne__nom_tri"))
    functions = functions_of(reunion.pole, {row.convocation.personne_id for row in rows})
    found = defaultdict(list)
    for row in rows:
        letter = row.convocation
        work = functions.get(letter.personne_id, "école" if letter.is_de_l_ecole else "")
        words = [work] if letter.is_de_l_ecole else [str(letter.personne), work]
        found[row.inscription_id].append(", ".join(filter(None, words)))
    return found


def _read(row: Inscription, presents: list[str]) -> SituationRelevee:
    noms = names_of(row.saisine)
    answer = max(row.saisine.envoyees, key=lambda one: one.envoyee_le, default=None)
    note = row.note_prise
    source = answer or note
    pistes = _pistes(answer, note)
    return SituationRelevee(
        saisine=row.saisine,
        presents=presents,
        comprehension=without(noms, source.comprehension) if source else "",
        pistes=[(without(noms, texte), without(noms, qui)) for texte, qui in pistes],
        interlocuteur=str(source.interlocuteur) if source and source.interlocuteur_id else "",
        point_le=source.point_le if source else None,
        repondue_le=answer.envoyee_le if answer else None,
        sans_debat=row.sans_debat,
    )


def _pistes(answer: Reponse | None, note: NoteDeSeance | None) -> list[tuple[str, str]]:
    if answer is not None:
        return [(one.texte, one.qui) for one in answer.pistes.all()]
    lines = (note.pistes or []) if note is not None else []
    return [(line.get("texte", ""), line.get("qui", "")) for line in lines]


def printed(reunion: Reunion, user: Personne, lu: Releve) -> Imprime:
    """The record to print."""
    return imprime("cellules/pdf/releve.html", reunion, user, releve=lu)
