"""Noting what the parents answered: asked, signed, refused, withdrawn. It comes late, and it may change."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from partenaires.models import Structure
from pole.fields import sealed
from pole.models import Envoi, Personne
from saisines.accords import concerns
from saisines.enums import Droit, EtatAccord, Signataire, TypeAccord
from saisines.models import Accord, Saisine
from saisines.notifications import accord_key, notify_accord
from saisines.services.suites import DOUBLE_CLIC
from saisines.services.workflow import add_event, fonction_of, locked, mark_changed, require
from saisines.workflow import TransitionRefusedError

_CHANGE = "Cet accord vient d’être noté par quelqu’un d’autre : rouvrez-le avant de le changer."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReponseParents:
    """What is noted: the state, its day, who signed, whether the signed sheet was seen, a limit if any."""

    etat: EtatAccord
    le: date | None = None
    signataire: Signataire | str = ""
    vu: bool = False
    precision: str = ""


@transaction.atomic
def noter(
    saisine: Saisine,
    *,
    by: Personne,
    type: TypeAccord,
    reponse: ReponseParents,
    structure: Structure | None = None,
    partenaire: str = "",
) -> Accord:
    """Note an agreement for the first time. The same note twice in a row is one.

    Raises TransitionRefusedError and PermissionDenied.
    """
    current = locked(saisine)
    require(by, Droit.ACCORDER, current)
    if not concerns(current):
        raise TransitionRefusedError("Cette saisine ne concerne pas un élève : aucun accord n’est à noter.")
    partenaire = _partner(current, type, structure, partenaire)
    if twin := _just_noted(current, by=by, type=type, structure=structure, partenaire=partenaire):
        return twin
    accord = Accord(
        saisine=current,
        type=type,
        structure=structure,
        partenaire=partenaire,
        modifie_par=by,
        precision=reponse.precision.strip(),
    )
    for name, value in _columns(accord, reponse, by).items():
        setattr(accord, name, value)
    try:
        with transaction.atomic():
            accord.save(force_insert=True)
    except IntegrityError as error:
        raise TransitionRefusedError(_CHANGE) from error
    _tell(accord, by)
    return accord


@transaction.atomic
def changer(accord: Accord, *, by: Personne, version: int, reponse: ReponseParents) -> Accord:
    """Note what has become of an agreement, unless somebody changed it since `version` was read.

    Raises TransitionRefusedError and PermissionDenied.
    """
    current = locked(accord.saisine)
    require(by, Droit.ACCORDER, current)
    accord = Accord.objects.get(pk=accord.pk)
    accord.saisine = current
    before = accord.etat
    written = Accord.objects.filter(pk=accord.pk, version=version).update(
        **_columns(accord, reponse, by),
        precision=sealed(accord, "precision", reponse.precision.strip()),
        modifie_par=by,
        version=version + 1,
        updated_at=timezone.now(),
    )
    if not written:
        raise TransitionRefusedError(_CHANGE)
    accord.refresh_from_db()
    accord.saisine = current
    if accord.etat != before:
        _tell(accord, by)
    return accord


def told(saisine: Saisine, by: Personne) -> bool:
    """Whether what this person has just noted was told to somebody."""
    last = saisine.accords.filter(modifie_par=by).latest("updated_at")
    return Envoi.objects.filter(cle__startswith=accord_key(last)).exists()


def _partner(saisine: Saisine, type_: str, structure: Structure | None, partenaire: str) -> str:
    """The name that the parents read. Another pole's directory is not ours (T24)."""
    if type_ != TypeAccord.PARTAGE:
        if structure is not None or partenaire:
            raise TransitionRefusedError("Cet accord ne nomme pas de partenaire.")
        return ""
    if structure is not None and structure.pole_id != saisine.pole_id:
        raise TransitionRefusedError("Choisissez un partenaire de la liste.")
    name = structure.nom if structure is not None else partenaire.strip()
    if not name:
        raise TransitionRefusedError("Dites avec quel partenaire : chaque partenaire a son accord.")
    return name


def _just_noted(saisine: Saisine, *, by: Personne, partenaire: str, **same) -> Accord | None:
    """The same note a moment ago: the second click of a double click finds it."""
    recent = saisine.accords.filter(modifie_par=by, created_at__gt=timezone.now() - DOUBLE_CLIC, **same)
    return next((row for row in recent if row.partenaire == partenaire), None)


def _columns(accord: Accord, reponse: ReponseParents, by: Personne) -> dict:
    """Columns of this answer. Raises TransitionRefusedError with what to add."""
    _check(accord, reponse)
    signed = reponse.etat in {EtatAccord.SIGNE, EtatAccord.RETIRE}
    seen = signed and reponse.vu
    kept = seen and accord.vu_par_id is not None
    return {
        "etat": reponse.etat,
        "le": reponse.le,
        "signe_le": reponse.le if reponse.etat == EtatAccord.SIGNE else accord.signe_le if signed else None,
        "signataire": (reponse.signataire or accord.signataire) if signed else "",
        "vu_par": accord.vu_par if kept else by if seen else None,
        "vu_fonction": accord.vu_fonction if kept else fonction_of(by, accord.saisine) if seen else "",
    }


def _check(accord: Accord, reponse: ReponseParents) -> None:
    if reponse.le is not None and reponse.le > accord.saisine.pole.today():
        raise TransitionRefusedError("Notez ce qui a eu lieu : la date ne peut pas être à venir.")
    if reponse.etat != EtatAccord.DEMANDE and reponse.le is None:
        raise TransitionRefusedError("Indiquez la date : celle de la signature, du refus ou du retrait.")
    if reponse.etat == EtatAccord.SIGNE and not reponse.signataire:
        raise TransitionRefusedError("Dites qui a signé : un parent, l’autre, ou les deux.")
    if reponse.etat == EtatAccord.RETIRE:
        if accord.signe_le is None:
            raise TransitionRefusedError("Cet accord n’était pas signé : choisissez plutôt « Refusé ».")
        if reponse.le < accord.signe_le:
            raise TransitionRefusedError("Un accord ne se retire pas avant le jour où il est signé.")


def _tell(accord: Accord, by: Personne) -> None:
    """One line of the history, and those who wait for it."""
    saisine = accord.saisine
    add_event(saisine, "accord", by=by, texte=f"{accord.get_type_display()} : {accord.get_etat_display()}")
    mark_changed(saisine)
    if not saisine.is_prive:
        notify_accord(accord, by)
