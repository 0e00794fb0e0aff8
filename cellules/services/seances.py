"""A meeting while it is held: opened, noted by one person at a time, case by case.

Every write goes through the place of the note-taker: one conditional UPDATE says whose it is and takes the
row of the séance, so that a save and the closing wait for each other.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cellules.models import (
    CONDUIRE,
    Convie,
    EtatInscription,
    EtatReunion,
    Inscription,
    NoteDeSeance,
    Reunion,
    Seance,
)
from pole.fields import sealed
from pole.models import Personne
from saisines.dates import trop_loin
from saisines.models import PISTES_MAX
from saisines.services.reponses import nommables

# Without a sign of the note-taker for this long, the place is free.
PLACE_LIBRE_APRES = timedelta(minutes=5)


class SeanceRefusee(Exception):  # noqa: N818 (domain word, shown to people)
    """This cannot be done to this séance. The message says what to do."""


class PlumePrise(SeanceRefusee):
    """Somebody else takes the notes; `preneur` is who."""

    def __init__(self, preneur: Personne):
        super().__init__(
            f"{preneur} prend les notes. Vos mots restent ici : prenez la plume pour les enregistrer."
        )
        self.preneur = preneur


class NotePerimee(Exception):  # noqa: N818 (domain word, shown to people)
    """Somebody wrote this note since the page was opened: `note` is theirs, nothing was overwritten."""

    def __init__(self, note: NoteDeSeance):
        super().__init__("Cette situation a été notée ailleurs depuis que vous l’avez ouverte.")
        self.note = note


@dataclass(frozen=True, slots=True, kw_only=True)
class Contenu:
    """What is written of a case. `pistes`: {"texte", "qui", "porteur"}; `presences`: by row of `Convie`."""

    comprehension: str = ""
    pistes: Sequence[Mapping[str, str | None]] = ()
    interlocuteur: UUID | None = None
    point_le: date | None = None
    etudiee: bool = False
    presences: Mapping[UUID, bool | None] = field(default_factory=dict)


@transaction.atomic
def ouvrir(reunion: Reunion, *, by: Personne) -> Seance:
    """Open the séance of a meeting, from its day; whoever opens it takes the notes. Twice is once.

    Raises SeanceRefusee and PermissionDenied.
    """
    current = held(reunion, by)
    if current.date > current.pole.today():
        raise SeanceRefusee("La séance s’ouvre le jour de la réunion.")
    now = timezone.now()
    seance, _ = Seance.objects.get_or_create(
        reunion=current, defaults={"ouverte_par": by, "ouverte_le": now, "preneur": by, "preneur_vu_le": now}
    )
    return seance


def held(reunion: Reunion, by: Personne) -> Reunion:
    """The meeting as it is now, kept until the end of the transaction.

    Raises SeanceRefusee and PermissionDenied.
    """
    rows = Reunion.objects.select_for_update(of=("self",), no_key=True).select_related("pole")
    current = rows.get(pk=reunion.pk)
    if not by.has_perm(CONDUIRE, current):
        raise PermissionDenied
    if reason := refusal_of(current):
        raise SeanceRefusee(reason)
    return current


def refusal_of(reunion: Reunion) -> str:
    """Why this meeting has no séance, whatever the day; "" if it may have one."""
    if reunion.is_pleniere:
        return "Une plénière n’étudie pas de situation : elle n’a pas de séance ici."
    if reunion.is_annulee:
        return (
            "Cette réunion est annulée : ses situations passent à la suivante, et vos notes y sont reprises."
        )
    if reunion.etat != EtatReunion.PUBLIEE:
        return "Publiez d’abord cette réunion."
    return ""


def has_to_hold(reunion: Reunion, user: Personne) -> bool:
    """True from its day, for those who conduct cases of a meeting. One query at most."""
    if reunion.date > reunion.pole.today() or refusal_of(reunion) or not user.has_perm(CONDUIRE, reunion):
        return False
    return reunion.inscriptions.conduites(user).exists()


@transaction.atomic
def prendre_la_plume(reunion: Reunion, *, by: Personne, de: UUID | None = None) -> Seance:
    """Take the notes: the place is free, or one's own, or was held by `de`, who is told at their next save.

    Raises PlumePrise when somebody else came in between, SeanceRefusee and PermissionDenied.
    """
    current = held(reunion, by)
    _take(current, by, de=de)
    return Seance.objects.select_related("preneur").get(reunion=current)


def _take(reunion: Reunion, by: Personne, *, de: UUID | None = None) -> None:
    """Hold the place, hence the row of the séance, until the end of the transaction."""
    now = timezone.now()
    free = Q(preneur=by) | Q(preneur_vu_le__lt=now - PLACE_LIBRE_APRES)
    if de is not None:
        free |= Q(preneur=de)
    mine = Seance.objects.filter(free, reunion=reunion).update(preneur=by, preneur_vu_le=now)
    if mine:
        return
    seance = Seance.objects.select_related("preneur").filter(reunion=reunion).first()
    if seance is None:
        raise SeanceRefusee("Ouvrez d’abord la séance.")
    raise PlumePrise(seance.preneur)


def is_place_free(seance: Seance, by: Personne) -> bool:
    """True when this person would take the place without asking anybody."""
    return seance.preneur_id == by.pk or seance.preneur_vu_le < timezone.now() - PLACE_LIBRE_APRES


def donner_signe(reunion: Reunion, *, by: Personne) -> Seance | None:
    """Say that whoever takes the notes is still there. Returns the séance as it is; None when not open."""
    mine = Seance.objects.visible_to(by).filter(reunion=reunion)
    mine.filter(preneur=by).update(preneur_vu_le=timezone.now())
    return mine.select_related("preneur").first()


@transaction.atomic
def enregistrer(inscription: Inscription, *, by: Personne, version: int, contenu: Contenu) -> NoteDeSeance:
    """Write what is said of a case if nobody wrote it since `version`; its time begins with the first word.

    Somebody who is not of the pole, or is kept away from the case, becomes neither its interlocuteur nor the
    bearer of a piste; a date too far ahead leaves the one noted as it is. Raises NotePerimee, PlumePrise,
    SeanceRefusee and PermissionDenied.
    """
    current = _to_write(inscription, by)
    note = _note_of(current, by)
    _write_presences(current, contenu.presences)
    columns = _columns(current, note, contenu)
    changed = {
        name: value for name, value in columns.items() if (getattr(note, name) or None) != (value or None)
    }
    if note.version != version and changed:
        raise NotePerimee(note)
    if changed:
        _write(note, by, changed)
    return note


def _to_write(inscription: Inscription, by: Personne) -> Inscription:
    """The case as it is once the place is held. Raises as `enregistrer` does."""
    if not by.has_perm(CONDUIRE, inscription.reunion):
        raise PermissionDenied
    _take(inscription.reunion, by)
    rows = Inscription.objects.conduites(by).select_related("reunion__pole", "saisine__pole", "note")
    current = rows.filter(pk=inscription.pk).first()
    if current is None:
        raise PermissionDenied
    if not current.is_prevue:
        raise SeanceRefusee(ferme(current))
    return current


def ferme(inscription: Inscription) -> str:
    """Why a case is noted no more."""
    if inscription.etat == EtatInscription.ETUDIEE:
        return "La séance est close pour cette situation : complétez la réponse à l’école."
    if inscription.etat == EtatInscription.REPORTEE:
        return "Cette situation est reportée : elle sera notée à la réunion suivante."
    return (
        "Cette situation vient de quitter l’ordre du jour : copiez ce qui vous sert, rien ne s’y note plus."
    )


def _note_of(inscription: Inscription, by: Personne) -> NoteDeSeance:
    if inscription.note_prise:
        return inscription.note
    return NoteDeSeance.objects.create(inscription=inscription, ecrite_par=by, ouverte_le=timezone.now())


def _write(note: NoteDeSeance, by: Personne, changed: dict) -> None:
    """Conditional UPDATE: the version is what protects the note, on both databases."""
    now = timezone.now()
    values = changed | {"ouverte_le": note.ouverte_le or now, "ecrite_par": by, "ecrite_le": now}
    stored = values | {
        name: sealed(note, name, values[name]) for name in ("comprehension", "pistes") if name in values
    }
    rows = NoteDeSeance.objects.filter(pk=note.pk, version=note.version)
    if not rows.update(version=note.version + 1, **stored):
        raise NotePerimee(NoteDeSeance.objects.get(pk=note.pk))
    for name, value in (values | {"version": note.version + 1}).items():
        setattr(note, name, value)


def _write_presences(inscription: Inscription, presences: Mapping[UUID, bool | None]) -> None:
    """Who was there for this case: those convened, and nobody else."""
    rows = Convie.objects.actuels().filter(inscription=inscription)
    for value in (True, False, None):
        if wanted := [pk for pk, said in presences.items() if said is value]:
            rows.filter(pk__in=wanted).update(presence=value)


def _columns(inscription: Inscription, note: NoteDeSeance, contenu: Contenu) -> dict[str, Any]:
    """What is to be stored of what was typed: who may not be named and a date too far ahead are left out."""
    pistes = [dict(one) for one in contenu.pistes if one["texte"] or one["qui"]][:PISTES_MAX]
    voice = contenu.interlocuteur and str(contenu.interlocuteur)
    known = _nameable(inscription, note, {voice, *(one["porteur"] for one in pistes)})
    for one in pistes:
        one["porteur"] = one["porteur"] if one["porteur"] in known else None
    far = trop_loin(contenu.point_le, inscription.reunion.pole.today())
    return {
        "comprehension": contenu.comprehension.strip(),
        "pistes": pistes,
        "interlocuteur_id": contenu.interlocuteur if voice in known else note.interlocuteur_id,
        "point_le": note.point_le if far else contenu.point_le,
        "etudiee_le": (note.etudiee_le or timezone.now()) if contenu.etudiee else None,
    }


def _nameable(inscription: Inscription, note: NoteDeSeance, named: Set[str | None]) -> Set[str | None]:
    """Nobody, those already named in the note, and those whom an answer may name. One query when new."""
    before = {None, str(note.interlocuteur_id), *(one["porteur"] for one in note.pistes or [])}
    if named <= before:
        return before
    return before | {str(pk) for pk in nommables(inscription.saisine)}


@transaction.atomic
def commencer(inscription: Inscription, *, by: Personne) -> datetime:
    """The time of a case begins; twice changes nothing. Raises as `enregistrer` does."""
    current = _to_write(inscription, by)
    note = _note_of(current, by)
    if note.ouverte_le is None:
        note.ouverte_le = timezone.now()
        NoteDeSeance.objects.filter(pk=note.pk, ouverte_le__isnull=True).update(ouverte_le=note.ouverte_le)
    return note.ouverte_le


@transaction.atomic
def noter_sans_debat(reunion: Reunion, *, by: Personne) -> int:
    """Say studied, in one act, all the cases listed without discussion. Returns how many it changed.

    Raises PlumePrise, SeanceRefusee and PermissionDenied.
    """
    current = held(reunion, by)
    _take(current, by)
    rows = Inscription.objects.conduites(by).prevues().filter(reunion=current, sans_debat=True)
    changed = 0
    for row in rows.select_related("note"):
        note = _note_of(row, by)
        if note.etudiee_le is None:
            _write(note, by, {"etudiee_le": timezone.now()})
            changed += 1
    return changed
