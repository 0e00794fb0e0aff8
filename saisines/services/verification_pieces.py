"""Documents that wait for the antivirus: the worker asks about them, and nobody opens them until then."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from pole import antivirus
from pole.crypto import DecryptionError
from pole.services.envois import enqueue
from saisines.enums import EtatPiece
from saisines.models import Evenement, PieceJointe
from saisines.natures.pieces import label_of
from saisines.notifications import words_of
from saisines.services.pieces import read

logger = logging.getLogger(__name__)

TOUTES_LES_SECONDES = 5
# Documents looked at in one turn, so that mails and the journal are not left waiting.
LOT = 20
ATTENTE_MAX = timedelta(hours=1)
# A document that could not be judged lets the others pass before it is asked about again.
REPRISE = timedelta(minutes=15)


def check_held(should_stop: Callable[[], bool] = lambda: False) -> int:
    """Ask about the documents that wait, the oldest first. Returns how many have their answer.

    Raises AntivirusDownError: they stay held, and are asked about again. Without any antivirus nothing is
    released: whoever removed the setting is told by `verifier`.
    """
    if not antivirus.is_configured():
        return 0
    held = PieceJointe.objects.filter(etat=EtatPiece.A_VERIFIER).order_by("created_at")
    held = held.exclude(controlee_le__gt=timezone.now() - REPRISE)
    done = 0
    for piece in held.select_related("saisine__pole", "deposee_par")[:LOT]:
        if should_stop():
            break
        done += _check_one(piece)
    return done


def _check_one(piece: PieceJointe) -> bool:
    try:
        clean = antivirus.is_clean(read(piece))
    except (DecryptionError, OSError, antivirus.AntivirusUnsureError) as error:
        # Lost, damaged, or beyond what the antivirus reads: `verifier` says so, the others go on.
        logger.error("Attachment %s cannot be checked: %s", piece.pk, type(error).__name__)
        _mark(piece)
        return False
    return _mark(piece, etat=EtatPiece.SAINE) if clean else destroy(piece)


def _mark(piece: PieceJointe, **columns) -> bool:
    """Conditional: another worker may have had the answer first, or the school taken the document back."""
    held = PieceJointe.objects.filter(pk=piece.pk, etat=EtatPiece.A_VERIFIER, chemin=piece.chemin)
    return bool(held.update(controlee_le=timezone.now(), **columns))


@transaction.atomic
def destroy(piece: PieceJointe) -> bool:
    """Destroy an infected file, and say so where it stood and to the person who joined it."""
    chemin = piece.chemin
    if not _mark(piece, etat=EtatPiece.DETRUITE, chemin="", taille=0):
        return False
    saisine = piece.saisine
    if not saisine.is_prive:
        # Nobody acted: the line carries the person whose document it was, and says what destroyed it.
        Evenement.objects.create(
            saisine=saisine,
            nom="detruire_piece",
            auteur=piece.deposee_par,
            fonction="antivirus",
            texte=label_of(piece.type),
        )
    enqueue(
        "saisines/piece_detruite",
        pole=saisine.pole,
        destinataire=piece.deposee_par,
        cible=saisine,
        contexte=words_of(saisine),
        cle=f"piece:{piece.pk}:detruite",
    )
    transaction.on_commit(lambda: default_storage.delete(chemin))
    return True


def check_antivirus() -> Iterator[str]:
    """For `verifier`: the daemon answers, and no document waits for long."""
    late = timezone.now() - ATTENTE_MAX
    if waiting := PieceJointe.objects.filter(etat=EtatPiece.A_VERIFIER, created_at__lt=late).count():
        yield (
            f"{waiting} document{'s' if waiting > 1 else ''} attend{'ent' if waiting > 1 else ''} "
            "l’antivirus depuis plus d’une heure : personne ne peut l’ouvrir"
        )
    if not antivirus.is_configured():
        return
    try:
        antivirus.ping()
    except antivirus.AntivirusDownError:
        yield "l’antivirus ne répond pas : les documents joints restent fermés jusqu’à son retour"
