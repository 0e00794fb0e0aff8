"""The one PDF that may travel with a saisine: judged apart, sealed at rest, never named after its file."""

import json
import subprocess
import sys
import uuid
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from pole.crypto import current_key_id, open_bytes, seal_bytes
from pole.models import Personne
from pole.televersement import TAILLE_MAX
from saisines import controle_pdf
from saisines.models import PieceJointe, Saisine
from saisines.relations import may_write
from saisines.services.brouillon import DraftClosedError
from saisines.services.workflow import locked, mark_changed, require_writer

LABEL = "piece.contenu"
DOSSIER = "pieces"
DELAI_SECONDES = 15
PIECES_MAX = 1
IMPRIMER = "Ouvrez-le, imprimez-le « au format PDF », et joignez le résultat."

REFUS = {
    "vide": "Ce fichier est vide : choisissez-en un autre.",
    "trop_gros": "Ce fichier dépasse 5 Mo : gardez les pages utiles.",
    "trop_de_pages": "Ce document dépasse 30 pages : gardez celles qui éclairent.",
    "pas_un_pdf": "Ce fichier n’est pas un PDF. " + IMPRIMER,
    "incomplet": "Ce PDF est incomplet. " + IMPRIMER,
    "double": "Ce fichier cache autre chose qu’un PDF. " + IMPRIMER,
    "chiffre": "Ce PDF est protégé par un mot de passe : enregistrez-le sans protection.",
    "javascript": "Ce PDF contient un programme. " + IMPRIMER,
    "action": "Ce PDF déclenche une action à l’ouverture. " + IMPRIMER,
    "formulaire": "Ce PDF est un formulaire à remplir. " + IMPRIMER,
    "fichier_joint": "Ce PDF contient un autre fichier. " + IMPRIMER,
    "media": "Ce PDF contient un son ou une vidéo. " + IMPRIMER,
    "lien": "Ce PDF contient un lien vers un site ou un autre fichier. " + IMPRIMER,
    "trop_complexe": "Ce PDF est trop complexe pour être vérifié. " + IMPRIMER,
    "illisible": "Ce PDF n’a pas pu être lu. " + IMPRIMER,
    "deja_une": "Une pièce est déjà jointe : retirez-la d’abord, ou réunissez tout en un PDF.",
}


class PieceRefusedError(Exception):
    """The file is not accepted; `code` is a key of REFUS, the message says what to do."""

    def __init__(self, code: str):
        super().__init__(REFUS[code])
        self.code = code


def check_pdf(content: bytes) -> int:
    """Number of pages of an acceptable PDF. Raises PieceRefusedError with the reason."""
    if not content:
        raise PieceRefusedError("vide")
    if len(content) > TAILLE_MAX:
        raise PieceRefusedError("trop_gros")
    try:
        run = subprocess.run(  # noqa: S603 (fixed command)
            [sys.executable, "-I", str(Path(controle_pdf.__file__))],
            input=content,
            capture_output=True,
            timeout=DELAI_SECONDES,
            env={},
            check=True,
        )
        answer = json.loads(run.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise PieceRefusedError("illisible") from error
    if refus := answer.get("refus"):
        raise PieceRefusedError(refus if refus in REFUS else "illisible")
    return answer["pages"]


def attach(saisine: Saisine, fichier, *, type: str, by: Personne) -> PieceJointe:
    """Attach a PDF to a draft. Nothing is left behind if any part fails.

    Raises PieceRefusedError, DraftClosedError and PermissionDenied.
    """
    if fichier.size > TAILLE_MAX:
        raise PieceRefusedError("trop_gros")
    content = fichier.read()
    pages = check_pdf(content)
    pk = uuid.uuid4()
    # The name given by the school may hold a pupil's name: it is sealed, and never used on disk.
    chemin = f"{DOSSIER}/{pk.hex[:2]}/{pk.hex}"
    try:
        with transaction.atomic():
            current = locked(saisine)
            _require_writable(current, by)
            if current.pieces.count() >= PIECES_MAX:
                raise PieceRefusedError("deja_une")
            piece = PieceJointe.objects.create(
                pk=pk,
                saisine=saisine,
                type=type,
                nom=str(fichier.name)[-200:],
                chemin=chemin,
                cle=current_key_id(),
                taille=len(content),
                pages=pages,
                deposee_par=by,
            )
            mark_changed(saisine)
            default_storage.save(chemin, ContentFile(seal_bytes(content, label=LABEL, row=pk)))
    except Exception:
        default_storage.delete(chemin)
        raise
    return piece


def _require_writable(saisine: Saisine, by: Personne) -> None:
    if not may_write(saisine.etat):
        raise DraftClosedError("Cette saisine a été transmise : elle ne se modifie plus ici.")
    require_writer(by, saisine)


@transaction.atomic
def detach(piece: PieceJointe, *, by: Personne) -> None:
    """Remove an attachment from a draft, its file included. Raises DraftClosedError and PermissionDenied."""
    current = locked(piece.saisine)
    _require_writable(current, by)
    chemin = piece.chemin
    piece.delete()
    mark_changed(current)
    transaction.on_commit(lambda: default_storage.delete(chemin))


def read(piece: PieceJointe) -> bytes:
    """Content of an attachment. Raises DecryptionError, or FileNotFoundError if the storage lost it."""
    with default_storage.open(piece.chemin, "rb") as stored:
        return open_bytes(stored.read(), label=LABEL, row=piece.pk)
