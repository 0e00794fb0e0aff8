"""Writing before sending: one step at a time, each with its version."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from pole.echeances import hold_dates
from pole.models import Motif, Personne
from saisines.enums import Droit
from saisines.fusion import Fusion, compare
from saisines.models import Eleve, Etape, Saisine
from saisines.natures import Champ, Rangement, Table
from saisines.recit import MODELES, Recit
from saisines.relations import may_write
from saisines.services.completude import Manque, missing
from saisines.services.dossier import transmettre
from saisines.services.lecteurs import PERSONNE, has_readers
from saisines.services.workflow import locked, mark_changed, require, require_writer
from saisines.urgences import DECLENCHEURS, reason, urgency
from saisines.workflow import TransitionRefusedError


class DraftClosedError(Exception):
    """The saisine was sent meanwhile: its form is closed. The message is for the person."""


class StaleStepError(Exception):
    """Somebody wrote this step since the page was opened. Nothing was overwritten; both texts are here.

    `version` is the stored one, `enregistre` the stored values and `propose` those of this person, by code;
    `conflits` are the codes that both changed. `par` and `le`: who wrote what is stored, and when.
    """

    def __init__(self, recit: Recit, code: str, propose: dict[str, Any], conflits: list[str]):
        super().__init__("Cette étape a été modifiée ailleurs depuis que vous l’avez ouverte.")
        self.version = recit.version(code)
        self.enregistre = recit.valeurs(code)
        self.propose = propose
        self.conflits = conflits
        written = recit.etapes.get(code)
        self.par = written.modifiee_par_id if written else None
        self.le = written.updated_at if written else None


class IncompleteDraftError(Exception):
    """The saisine cannot leave yet: `manques` says what to add, and where."""

    def __init__(self, manques: list[Manque]):
        super().__init__("Il manque encore quelque chose avant l’envoi.")
        self.manques = manques


@transaction.atomic
def save_step(
    saisine: Saisine,
    code: str,
    data: dict[str, Any],
    *,
    version: int,
    by: Personne,
    recit: Recit | None = None,
    base: dict[str, str] | None = None,
    fusion: bool = False,
) -> int:
    """Write the answers of one step if nobody wrote it since `version`; return the new version.

    `data` holds clean values by code (a list of mappings for a table). Codes that this person does not read,
    or that the step does not know, are left as they are. Nothing changes if nothing differs. `base` tells
    what the page was opened from (saisines.fusion): what this person did not touch stays the other's. With
    `fusion`, what they alone changed is written beside it, and only what both changed raises.

    Raises StaleStepError, DraftClosedError, PermissionDenied, and KeyError for an unknown step.
    """
    recit = recit or Recit(saisine, fresh=True)
    etape = recit.description.etape(code)
    current = locked(saisine, writer=by)
    if not may_write(current.etat):
        raise DraftClosedError("Cette saisine a été transmise : elle ne se modifie plus ici.")
    relations = require_writer(by, current)
    items = [item for item in etape.readable_by(relations) if item.code in data]
    propose = {item.code: data[item.code] for item in items}
    avant = recit.valeurs(code)
    found = compare(saisine.pk, items, base=base or {}, enregistre=avant, propose=propose)
    stale = recit.version(code) != version
    if stale and (base is None or not fusion):
        raise StaleStepError(recit, code, propose, [item.code for item in items])
    if base is None:
        found = Fusion([*found.miennes, *found.conflits], [])
    if found.conflits:
        raise StaleStepError(recit, code, propose, found.conflits)
    changed = [item for item in items if item.code in found.miennes]
    recit.ecrites[code] = avant | {item.code: propose[item.code] for item in changed}
    version = recit.version(code)
    if not changed:
        return version
    _write_content(recit, code, changed, propose, version=version, by=by)
    _write_lines(recit, changed, propose)
    _write_columns(recit, changed, propose)
    return version + 1


def _write_content(
    recit: Recit,
    code: str,
    changed: Iterable[Champ | Table],
    propose: dict[str, Any],
    *,
    version: int,
    by: Personne,
) -> None:
    """Conditional UPDATE of the step: the version is what protects it, on both databases."""
    contenu = dict(recit.contenu(code))
    for item in changed:
        in_step = item.rangement == Rangement.ETAPE if isinstance(item, Champ) else not item.modele
        if in_step:
            contenu[item.code] = propose[item.code]
    contenu = {key: value for key, value in contenu.items() if value}
    schema = recit.description.version
    if code in recit.etapes:
        row = recit.etapes[code]
        field = Etape._meta.get_field("contenu")
        written = Etape.objects.filter(pk=row.pk, version=version).update(
            contenu=field.seal(contenu, row.pk),
            version=version + 1,
            schema=schema,
            modifiee_par=by,
            updated_at=timezone.now(),
        )
    else:
        written = _create(recit.saisine, code, contenu, schema=schema, by=by)
    if not written:
        # Somebody wrote between the reading of the page's row and this moment.
        raise StaleStepError(Recit(recit.saisine, fresh=True), code, propose, list(propose))


def _create(saisine: Saisine, code: str, contenu: dict, *, schema: int, by: Personne) -> bool:
    try:
        with transaction.atomic():
            Etape.objects.create(
                saisine=saisine, code=code, contenu=contenu, version=1, schema=schema, modifiee_par=by
            )
    except IntegrityError:
        return False
    return True


def _write_lines(recit: Recit, changed: Iterable[Champ | Table], propose: dict[str, Any]) -> None:
    """Replace the lines that differ, rank by rank: a row keeps its identity while its text changes."""
    for table in changed:
        if not isinstance(table, Table) or not table.modele:
            continue
        modele = MODELES[table.code]
        before = recit.rows(table.code)
        kept = _same_start(before, propose[table.code])
        if before[kept:]:
            modele.objects.filter(pk__in=[row.pk for row in before[kept:]]).delete()
        rows = []
        for rang, ligne in enumerate(propose[table.code][kept:], start=kept):
            identity = {"pk": before[rang].pk} if rang < len(before) else {}
            rows.append(modele(saisine=recit.saisine, rang=rang, **identity, **ligne))
        modele.objects.bulk_create(rows)


def _same_start(before: list, after: list[dict[str, str]]) -> int:
    """How many first lines are already stored as they are asked."""
    count = 0
    for row, ligne in zip(before, after, strict=False):
        if any(getattr(row, code) != value for code, value in ligne.items()):
            break
        count += 1
    return count


def _write_columns(recit: Recit, changed: Iterable[Champ | Table], propose: dict[str, Any]) -> None:
    """Real columns: the pupil, the level, the motives, and the urgency that follows from the answers."""
    saisine = recit.saisine
    changed = list(changed)
    columns: dict[str, Any] = {}
    identity = {item.code: propose[item.code] for item in changed if _is_identity(item)}
    if identity:
        columns |= _write_pupil(saisine, identity)
    codes = {item.code for item in changed}
    if "niveau" in codes:
        columns["niveau"] = propose["niveau"]
    if "motifs" in codes:
        recit.motifs = _write_motifs(recit, propose["motifs"])
    if codes & DECLENCHEURS:
        columns |= urgency_columns(recit, propose)
    mark_changed(saisine, **columns)


def _is_identity(item: Champ | Table) -> bool:
    return isinstance(item, Champ) and item.is_identite


def _write_pupil(saisine: Saisine, identity: dict[str, str]) -> dict[str, Eleve]:
    """A draft has its own pupil row until somebody brings two cases together."""
    eleve = saisine.eleve if saisine.eleve_id else Eleve(pole_id=saisine.pole_id, ecole_id=saisine.ecole_id)
    for name, value in identity.items():
        setattr(eleve, name, value)
    if saisine.eleve_id:
        eleve.save(update_fields=[*identity, "index_nom"])
        return {}
    eleve.save(force_insert=True)
    return {"eleve": eleve}


def _write_motifs(recit: Recit, wanted: list[str]) -> list[Motif]:
    """The pole's own words only: a motive of another pole is not one (T24)."""
    saisine = recit.saisine
    before = {str(motif.pk): motif for motif in recit.motifs}
    new = [pk for pk in wanted if pk not in before]
    known = recit.motifs_proposes
    if any(pk not in known for pk in new):
        known = {str(motif.pk): motif for motif in Motif.objects.filter(pole=saisine.pole_id, pk__in=new)}
    added = [known[pk] for pk in new if pk in known and known[pk].concerns(saisine.nature)]
    removed = [pk for pk in before if pk not in wanted]
    through = Saisine.motifs.through
    if removed:
        through.objects.filter(saisine=saisine.pk, motif__in=removed).delete()
    through.objects.bulk_create(
        (through(saisine_id=saisine.pk, motif_id=motif.pk) for motif in added), ignore_conflicts=True
    )
    kept = [motif for pk, motif in before.items() if pk not in removed]
    return sorted([*kept, *added], key=lambda motif: (motif.rang, motif.nom))


def urgency_columns(recit: Recit, propose: dict[str, Any] | None = None) -> dict[str, str]:
    """What the answers change in the columns that tell the urgency."""
    saisine = recit.saisine
    read = {"urgence": urgency(recit, propose), "urgence_raison": reason(recit, propose) or ""}
    return {name: value for name, value in read.items() if value != getattr(saisine, name)}


@transaction.atomic
def send_draft(saisine: Saisine, *, by: Personne) -> Saisine:
    """Send a complete draft to the pole. Sent twice, it leaves once.

    Raises IncompleteDraftError, PermissionDenied, and TransitionRefusedError.
    """
    hold_dates(saisine.pole_id)
    current = locked(saisine)
    if may_write(current.etat):
        require(by, Droit.TRANSMETTRE, current)
        recit = Recit(current)
        if manques := missing(recit):
            raise IncompleteDraftError(manques)
        if current.is_confidentielle and not has_readers(current):
            raise TransitionRefusedError(PERSONNE)
        # A step that was never saved speaks by its default: the columns are read again as a whole.
        if columns := urgency_columns(recit):
            mark_changed(saisine, **columns)
    return transmettre(saisine, by=by)
