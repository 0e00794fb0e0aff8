"""An answer being written: kept, reread as the school will read it, then sent once. One for a case."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from pole.enums import Nature
from pole.fields import sealed
from pole.models import Personne
from saisines.enums import ETATS_DU_POINT, Droit, Etat, Origine, Relation
from saisines.models import PISTES_MAX, AccesMotif, Piste, ProjetDeReponse, Reponse, Saisine
from saisines.pistes import PisteEcrite
from saisines.services import reponses
from saisines.services.acces_des_reponses import superseded
from saisines.services.reponses import TROP_DE_PISTES, contenu_of, may_answer_alone, publish
from saisines.services.workflow import locked, require
from saisines.workflow import TRANSITIONS, TransitionRefusedError

# While a case is on an agenda, its answer may be begun; it leaves once the case was studied.
ETATS_DU_PROJET = (*TRANSITIONS["repondre"].sources, Etat.INSCRITE)
CONFIDENTIELLE = "Une demande confidentielle reçoit sa réponse tout de suite : rien n’en est gardé ailleurs."
PARTIE = "Cette réponse est déjà partie, ou a été effacée : rien n’est à refaire."
ENTRE_TEMPS = "Quelqu’un vient de changer cette réponse : lisez-la de nouveau."
A_RELIRE = "Relisez d’abord cette réponse : un changement demande une nouvelle lecture."
A_RELIRE_PAR_L_IEN = "L’IEN n’a pas encore relu cette réponse."


class ProjetDevanceError(TransitionRefusedError):
    """Somebody else wrote meanwhile: `actuel` is what they wrote, what was typed is still with the caller."""

    def __init__(self, actuel: ProjetDeReponse):
        super().__init__("Quelqu’un a changé cette réponse pendant que vous écriviez. Voici les deux textes.")
        self.actuel = actuel


@transaction.atomic
def commencer(
    saisine: Saisine,
    *,
    by: Personne,
    comprehension: str = "",
    pistes: Iterable[PisteEcrite] = (),
    interlocuteur: Personne | None = None,
    point_le: date | None = None,
    etudiee_le: date | None = None,
) -> ProjetDeReponse:
    """Begin the answer of a case, or find the one already begun, which stays as it is.

    Raises TransitionRefusedError and PermissionDenied.
    """
    words = {"comprehension": comprehension.strip(), "pistes": _stored(pistes)}
    days = {"point_le": point_le, "etudiee_le": etudiee_le}
    return _find_or_begin(saisine, by, interlocuteur=interlocuteur, **words, **days)[0]


def _find_or_begin(saisine: Saisine, by: Personne, **fields) -> tuple[ProjetDeReponse, bool]:
    """The draft of a case, and whether it was begun here."""
    current = locked(saisine)
    require(by, Droit.PILOTER, current)
    if current.is_confidentielle:
        raise TransitionRefusedError(CONFIDENTIELLE)
    if found := ProjetDeReponse.objects.filter(saisine=current).first():
        return found, False
    if current.etat not in ETATS_DU_PROJET:
        raise TransitionRefusedError(f"On ne répond plus à une saisine « {current.etat_label} ».")
    try:
        with transaction.atomic():
            return ProjetDeReponse.objects.create(saisine=current, ecrit_par=by, **fields), True
    except IntegrityError:
        return ProjetDeReponse.objects.get(saisine=current), False


def _stored(pistes: Iterable[PisteEcrite]) -> list[dict[str, Any]]:
    kept = [piste.stored() for piste in pistes if piste.texte]
    if len(kept) > PISTES_MAX:
        raise TransitionRefusedError(TROP_DE_PISTES)
    return kept


@transaction.atomic
def ecrire(
    projet: ProjetDeReponse,
    *,
    by: Personne,
    version: int,
    pistes: Sequence[PisteEcrite],
    comprehension: str = "",
    appuis: str = "",
    non_retenu: str = "",
    rappels: str = "",
    interlocuteur: Personne | None = None,
    point_le: date | None = None,
) -> ProjetDeReponse:
    """Change the draft whose `version` was read: it is to be reread again.

    Raises ProjetDevanceError (both texts are kept), TransitionRefusedError and PermissionDenied.
    """
    _held(projet, by)
    texts = {"comprehension": comprehension, "appuis": appuis, "non_retenu": non_retenu, "rappels": rappels}
    columns = {name: sealed(projet, name, text.strip()) for name, text in texts.items()}
    columns["pistes"] = sealed(projet, "pistes", _stored(pistes))
    same = ProjetDeReponse.objects.filter(pk=projet.pk, version=version)
    changed = same.update(
        **columns,
        interlocuteur=interlocuteur,
        point_le=point_le,
        version=version + 1,
        ecrit_par=by,
        ecrit_le=timezone.now(),
        relu_par=None,
        relu_le=None,
        relu_ien_par=None,
        relu_ien_le=None,
    )
    current = ProjetDeReponse.objects.filter(pk=projet.pk).first()
    if current is None:
        raise TransitionRefusedError(PARTIE)
    if not changed:
        raise ProjetDevanceError(current)
    return current


@transaction.atomic
def garder(
    saisine: Saisine, *, by: Personne, version: int, relue: bool = False, **contenu: Any
) -> ProjetDeReponse:
    """Keep what was typed as the draft of the case, which had that version when it was read (0: none).

    `relue`: whoever wrote it has nothing more to add. Raises ProjetDevanceError, TransitionRefusedError and
    PermissionDenied.
    """
    projet, is_new = _find_or_begin(saisine, by)
    if not version and not is_new:
        raise ProjetDevanceError(projet)
    projet = ecrire(projet, by=by, version=version or projet.version, **contenu)
    return relire(projet, by=by, version=projet.version) if relue else projet


@transaction.atomic
def repondre(saisine: Saisine, *, by: Personne, version: int, **contenu: Any) -> Reponse:
    """One page, one sending: what was typed leaves at once, with the draft it may have come from."""
    if not version:
        return reponses.repondre(saisine, by=by, **contenu)
    projet = garder(saisine, by=by, version=version, relue=True, **contenu)
    return envoyer(projet, by=by, version=projet.version)


@transaction.atomic
def relire(projet: ProjetDeReponse, *, by: Personne, version: int) -> ProjetDeReponse:
    """Say that this very version was reread as the school will read it. Twice is once."""
    _held(projet, by)
    same = ProjetDeReponse.objects.filter(pk=projet.pk, version=version)
    same.filter(relu_le__isnull=True).update(relu_par=by, relu_le=timezone.now())
    return _same(projet, version)


@transaction.atomic
def relire_ien(projet: ProjetDeReponse, *, by: Personne, version: int) -> ProjetDeReponse:
    """The IEN has reread this very version too, and it may leave. Twice is once."""
    saisine = _held(projet, by)
    if Relation.IEN not in saisine.relations_to(by):
        raise PermissionDenied
    now = timezone.now()
    same = ProjetDeReponse.objects.filter(pk=projet.pk, version=version)
    # Whoever rereads as the IEN has reread it.
    same.filter(relu_le__isnull=True).update(relu_par=by, relu_le=now)
    same.filter(relu_ien_le__isnull=True).update(relu_ien_par=by, relu_ien_le=now)
    return _same(projet, version)


@transaction.atomic
def envoyer(projet: ProjetDeReponse, *, by: Personne, version: int) -> Reponse:
    """Send the answer, reread in its present version: the draft is erased, the school is told.

    Of two people who send at once, the second is told that it has left. Raises TransitionRefusedError and
    PermissionDenied.
    """
    saisine = _held(projet, by)
    current = _same(projet, version)
    if current.relu_le is None:
        raise TransitionRefusedError(A_RELIRE)
    if current.relu_ien_le is None and not may_answer_alone(saisine, by):
        raise TransitionRefusedError(A_RELIRE_PAR_L_IEN)
    contenu = contenu_of(current)
    reread = ProjetDeReponse.objects.filter(pk=projet.pk, version=version, relu_le__isnull=False)
    if not reread.delete()[0]:
        raise TransitionRefusedError(PARTIE)
    return publish(saisine, contenu, by=by)


@transaction.atomic
def effacer(projet: ProjetDeReponse, *, by: Personne, version: int) -> None:
    """Give up an answer that was begun. Raises TransitionRefusedError and PermissionDenied."""
    _held(projet, by)
    _same(projet, version)
    ProjetDeReponse.objects.filter(pk=projet.pk, version=version).delete()


def _held(projet: ProjetDeReponse, by: Personne) -> Saisine:
    """The case of a draft, held, if this person pilots it."""
    saisine = locked(projet.saisine)
    require(by, Droit.PILOTER, saisine)
    return saisine


def _same(projet: ProjetDeReponse, version: int) -> ProjetDeReponse:
    """The draft as it is now, if it is still the version that was read."""
    current = ProjetDeReponse.objects.filter(pk=projet.pk).first()
    if current is None:
        raise TransitionRefusedError(PARTIE)
    if current.version != version:
        raise TransitionRefusedError(ENTRE_TEMPS)
    return current


def check_answers() -> list[str]:
    """`verifier`: a case that follows an answer has one, and the last answer, no other, opens its case."""
    answered = Saisine.objects.filter(etat__in=ETATS_DU_POINT, reponses__isnull=True)
    opened = AccesMotif.objects.filter(origine=Origine.PISTE, origine_id=OuterRef("pk"))
    carried = Piste.objects.filter(~Exists(opened), porteur__isnull=False)
    carried = carried.exclude(reponse__saisine__nature=Nature.ENSEIGNANT)
    kept = ProjetDeReponse.objects.filter(saisine__nature=Nature.ENSEIGNANT)
    found = (
        (answered, "saisine répondue sans réponse"),
        (carried, "piste portée par une personne à qui le dossier n’a pas été ouvert"),
        (superseded(), "dossier encore ouvert par une réponse que le pôle a remplacée"),
        (kept, "réponse gardée pour une demande confidentielle"),
    )
    return [f"{phrase} : {rows.count()}" for rows, phrase in found if rows.exists()]
