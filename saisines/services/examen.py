"""What a file is, judged before anything is kept: its format, then its content in a process of its own."""

import json
import re
import subprocess
import sys
import threading
import unicodedata
from pathlib import Path
from typing import NamedTuple

from pole.televersement import TAILLE_MAX
from saisines.controle_pieces import __file__ as controle
from saisines.enums import FormatPiece

# Bytes of one file as it is kept. A photograph may arrive heavier: it is drawn again, smaller.
TAILLE_GARDEE = 5 * 1024 * 1024
DELAI_SECONDES = 15
# Each judgement may take half a gigabyte: more of them at once would stop the site before the files do.
EXAMENS_ENSEMBLE = 2
_places = threading.BoundedSemaphore(EXAMENS_ENSEMBLE)

# Extension -> what the file claims to be, and what is kept of it.
EXTENSIONS = {
    "pdf": ("pdf", FormatPiece.PDF),
    "jpg": ("jpeg", FormatPiece.JPEG),
    "jpeg": ("jpeg", FormatPiece.JPEG),
    "png": ("png", FormatPiece.JPEG),
    "docx": ("docx", FormatPiece.DOCX),
    "odt": ("odt", FormatPiece.ODT),
}
_IMAGES = frozenset({"jpeg", "png"})
# What some telephones write by themselves: whoever joins it did not choose it.
_HEIC = frozenset({"heic", "heif"})
NOM_MAX = 200

IMPRIMER = "Ouvrez-le, imprimez-le « au format PDF », et joignez le résultat."
REFUS = {
    "vide": "Ce fichier est vide : choisissez-en un autre.",
    "trop_gros": "Ce fichier dépasse 5 Mo : gardez les pages utiles.",
    "trop_grosse_image": "Cette image dépasse 10 Mo : choisissez une taille plus petite.",
    "trop_de_pages": "Ce document dépasse 30 pages : gardez celles qui éclairent.",
    "trop_de_pixels": "Une image de ce fichier est démesurée : réduisez-la, ou refaites la photo de la page.",
    "trop_volumineux": "Ce fichier devient énorme une fois ouvert : il n’est pas accepté. " + IMPRIMER,
    "format": "Ce format n’est pas accepté : joignez un PDF, une image JPEG ou PNG, un document Word (.docx) "
    "ou OpenDocument (.odt).",
    "heic": "Cette photo est au format HEIC, que tous les postes n’ouvrent pas. Envoyez-la en JPEG (iPhone : "
    "Réglages, Appareil photo, Formats, « Le plus compatible »), ou scannez la page en PDF.",
    "pas_un_pdf": "Ce fichier n’est pas un PDF. " + IMPRIMER,
    "pas_le_format": "Le contenu de ce fichier n’est pas celui que son nom annonce. " + IMPRIMER,
    "incomplet": "Ce fichier est incomplet, coupé en route ou abîmé : joignez-le de nouveau.",
    "double": "Ce fichier cache autre chose que le document. " + IMPRIMER,
    "chiffre": "Ce PDF est protégé par un mot de passe : enregistrez-le sans protection.",
    "ancien_ou_protege": "Ce document est protégé par un mot de passe, ou d’un ancien format. " + IMPRIMER,
    "javascript": "Ce PDF contient un programme. " + IMPRIMER,
    "macro": "Ce document contient un programme (une macro). " + IMPRIMER,
    "action": "Ce PDF déclenche une action à l’ouverture. " + IMPRIMER,
    "formulaire": "Ce PDF est un formulaire à remplir. " + IMPRIMER,
    "fichier_joint": "Ce document contient un autre fichier. " + IMPRIMER,
    "media": "Ce document contient un son ou une vidéo. " + IMPRIMER,
    "lien": "Ce document contient un lien vers un site ou un autre fichier. " + IMPRIMER,
    "trop_complexe": "Ce document est trop complexe pour être vérifié. " + IMPRIMER,
    "revisions": "Ce document garde des commentaires ou un suivi des modifications : "
    "acceptez-les, retirez les commentaires, puis joignez-le de nouveau.",
    "illisible": "Ce fichier n’a pas pu être lu. " + IMPRIMER,
    "occupe": "Beaucoup de documents arrivent en ce moment : joignez celui-ci de nouveau dans une minute.",
}


class PieceRefusedError(Exception):
    """The file is not accepted; `code` names the reason, the message says what to do."""

    def __init__(self, code: str, message: str = ""):
        super().__init__(message or REFUS[code])
        self.code = code


class Examen(NamedTuple):
    """An accepted file: its pages (0 when unknown) and the bytes to keep."""

    pages: int
    content: bytes


def clean_name(name: str) -> str:
    """The name given, without its path, nor the marks that turn the reading around."""
    visible = "".join(" " if unicodedata.category(sign).startswith("C") else sign for sign in name)
    return re.split(r"[\\/]", visible)[-1].strip()[-NOM_MAX:]


def claimed_format(name: str) -> tuple[str, FormatPiece]:
    """What a name claims, and what will be kept. Raises PieceRefusedError for any other extension."""
    extension = clean_name(name).rpartition(".")[2].lower()
    if extension in _HEIC:
        raise PieceRefusedError("heic")
    if extension not in EXTENSIONS:
        raise PieceRefusedError("format")
    return EXTENSIONS[extension]


def check_size(size: int, claimed: str) -> None:
    if not size:
        raise PieceRefusedError("vide")
    if claimed in _IMAGES and size > TAILLE_MAX:
        raise PieceRefusedError("trop_grosse_image")
    if claimed not in _IMAGES and size > TAILLE_GARDEE:
        raise PieceRefusedError("trop_gros")


def examine(content: bytes, claimed: str) -> Examen:
    """Judge a content against what its name claims. Raises PieceRefusedError with the reason."""
    check_size(len(content), claimed)
    answer, _, kept = _judged(content, claimed).partition(b"\n")
    try:
        found = json.loads(answer)
    except ValueError as error:
        raise PieceRefusedError("illisible") from error
    if refus := found.get("refus"):
        raise PieceRefusedError(refus if refus in REFUS else "illisible")
    kept = kept or content
    if len(kept) > TAILLE_GARDEE:
        raise PieceRefusedError("trop_gros")
    return Examen(found["pages"], kept)


def _judged(content: bytes, claimed: str) -> bytes:
    if not _places.acquire(timeout=DELAI_SECONDES):
        raise PieceRefusedError("occupe")
    try:
        return subprocess.run(  # noqa: S603 (fixed command, a word of EXTENSIONS)
            [sys.executable, "-I", str(Path(controle).with_name("__main__.py")), claimed],
            input=content,
            capture_output=True,
            timeout=DELAI_SECONDES,
            env={},
            check=True,
        ).stdout
    except subprocess.TimeoutExpired as error:
        # A file that takes long is stopped by its own limit before: it is the machine that is busy.
        raise PieceRefusedError("occupe") from error
    except (subprocess.SubprocessError, OSError) as error:
        raise PieceRefusedError("illisible") from error
    finally:
        _places.release()
