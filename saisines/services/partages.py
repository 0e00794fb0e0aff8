"""The note de partage: written for a partner, reread by the coordination or the IEN, pseudonymised."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from pole.enums import FONCTIONS_POLE, Fonction
from pole.fields import sealed
from pole.models import Affectation, Personne
from saisines.enums import Audience, Droit
from saisines.models import NoteDePartage, Saisine
from saisines.personnes import kept_away
from saisines.services.workflow import add_event, locked, mark_changed, require
from saisines.workflow import TransitionRefusedError, is_open

ENTRE_TEMPS = "Quelqu’un vient de changer cette note : copiez votre texte, puis rouvrez la page."
CONFIDENTIELLE = "Une demande confidentielle ne se partage avec aucun partenaire."
SANS_NOTE = "Écrivez d’abord la note de partage : un partenaire ne lit rien d’autre."
A_RELIRE = "La note de partage attend d’être relue par la coordination ou l’IEN."
A_L_ECART = "Cette personne est tenue à l’écart de ce dossier."


@transaction.atomic
def ecrire(saisine: Saisine, *, by: Personne, texte: str, version: int, relue: bool) -> NoteDePartage:
    """Write the note, or change the one whose `version` was read (0: none yet).

    `relue` makes it readable by the partners called upon: the coordination and the IEN alone say so, and a
    change by somebody else takes it back. Raises TransitionRefusedError and PermissionDenied.
    """
    current = locked(saisine)
    require(by, Droit.ECRIRE_NOTE, current)
    if relue and not by.has_perm(Droit.CONFIER, current):
        raise PermissionDenied
    if current.is_confidentielle:
        raise TransitionRefusedError(CONFIDENTIELLE)
    if current.is_prive or not is_open(current.etat):
        raise TransitionRefusedError(f"Cette saisine est « {current.etat_label} » : sa note ne change plus.")
    if not texte.strip():
        raise TransitionRefusedError("Écrivez ce qui est utile au partenaire : quelques lignes suffisent.")
    now = timezone.now()
    who = {"ecrite_par": by, "ecrite_le": now, "relue_par": by if relue else None}
    who["relue_le"] = now if relue else None
    note = _change(current, texte.strip(), version, who) if version else _create(current, texte.strip(), who)
    add_event(current, "note_de_partage", by=by, audience=Audience.POLE)
    mark_changed(current)
    return note


def _create(saisine: Saisine, texte: str, who: dict) -> NoteDePartage:
    try:
        with transaction.atomic():
            return NoteDePartage.objects.create(saisine=saisine, texte=texte, **who)
    except IntegrityError as taken:
        raise TransitionRefusedError(ENTRE_TEMPS) from taken


def _change(saisine: Saisine, texte: str, version: int, who: dict) -> NoteDePartage:
    note = NoteDePartage.objects.filter(saisine=saisine).first()
    if note is None:
        raise TransitionRefusedError(ENTRE_TEMPS)
    same = NoteDePartage.objects.filter(pk=note.pk, version=version)
    if not same.update(texte=sealed(note, "texte", texte), version=version + 1, **who):
        raise TransitionRefusedError(ENTRE_TEMPS)
    note.refresh_from_db()
    return note


def is_shareable(saisine: Saisine, personne: Personne) -> str:
    """Why this case may not be opened to this person yet, or "". Three queries at most.

    Staff of the pole need no note. The agreement of the parents does not hold it back: without it, the
    partner reads no name.
    """
    if personne.pk in kept_away(saisine):
        return A_L_ECART
    if not is_partner(saisine, personne):
        return ""
    if saisine.is_confidentielle:
        return CONFIDENTIELLE
    note = next(iter(saisine.notes_de_partage.all()), None)
    if note is None:
        return SANS_NOTE
    return "" if note.is_relue else A_RELIRE


def is_partner(saisine: Saisine, personne: Personne) -> bool:
    """An outside partner in this pole, and nothing else there. One query."""
    held = Affectation.objects.filter(pole=saisine.pole_id, personne=personne).en_cours()
    fonctions = set(held.values_list("fonction", flat=True))
    return Fonction.PARTENAIRE in fonctions and not fonctions & set(FONCTIONS_POLE)
