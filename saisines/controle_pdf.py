"""Judges one PDF, alone in its own process: `python controle_pdf.py < file` prints JSON.

It is run by `saisines.services.pieces` without any secret in its environment, with little memory and little
time, because a hostile file attacks whoever opens it first. It imports nothing of the project.
"""

import json
import resource
import sys
from io import BytesIO

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 8
OBJECTS_MAX = 20_000
PAGES_MAX = 30
DEPTH_MAX = 60

# Name in the file -> reason of the refusal.
FORBIDDEN_KEYS = {
    "/JS": "javascript",
    "/JavaScript": "javascript",
    "/AA": "action",
    "/XFA": "formulaire",
    "/EF": "fichier_joint",
    "/EmbeddedFiles": "fichier_joint",
    "/RichMediaContent": "media",
    "/Encrypt": "chiffre",
}
FORBIDDEN_ACTIONS = {
    "/JavaScript": "javascript",
    "/Launch": "action",
    "/SubmitForm": "action",
    "/ImportData": "action",
    "/ResetForm": "action",
    "/Rendition": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/RichMediaExecute": "media",
    "/GoToR": "lien",
    "/GoToE": "fichier_joint",
    "/URI": "lien",
}
FORBIDDEN_SUBTYPES = {
    "/RichMedia": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/Screen": "media",
    "/3D": "media",
    "/FileAttachment": "fichier_joint",
}
# Another kind of file inside the same bytes: an archive or a page, for a reader that is not a PDF reader.
FOREIGN_MARKS = (b"PK\x05\x06", b"PK\x03\x04", b"<html", b"<script", b"<?php", b"<svg")
HEAD_BYTES = 1024


class RefusedError(Exception):
    """The file is not accepted; the argument is the code of the reason."""


def check_envelope(content: bytes) -> None:
    """A PDF from its first byte to its last, and nothing else around it."""
    if not content.startswith(b"%PDF-"):
        raise RefusedError("pas_un_pdf")
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise RefusedError("incomplet")
    if content[end + len(b"%%EOF") :].strip(b"\r\n\t \x00"):
        raise RefusedError("double")
    head = content[len(b"%PDF-") : HEAD_BYTES].lower()
    if any(mark.lower() in head for mark in FOREIGN_MARKS) or b"PK\x05\x06" in content:
        raise RefusedError("double")


def check_value(value, depth: int = 0) -> None:
    """Refuse a dictionary that acts, embeds or calls out, however deep it stands."""
    from pypdf.generic import ArrayObject, DictionaryObject  # noqa: PLC0415 (after the limits are set)

    if depth > DEPTH_MAX:
        raise RefusedError("illisible")
    if isinstance(value, DictionaryObject):
        check_dictionary(value)
        for item in value.values():
            check_value(item, depth + 1)
    elif isinstance(value, ArrayObject):
        for item in value:
            check_value(item, depth + 1)


def followed(value, key: str):
    """Value of a key, its reference followed: `get` would stop at the reference."""
    try:
        return value[key]
    except KeyError:
        return None


def check_dictionary(value) -> None:
    for key, reason in FORBIDDEN_KEYS.items():
        if key in value:
            raise RefusedError(reason)
    for key, reasons in (("/S", FORBIDDEN_ACTIONS), ("/Subtype", FORBIDDEN_SUBTYPES)):
        name = followed(value, key)
        if isinstance(name, str) and name in reasons:
            raise RefusedError(reasons[name])
    check_opening(value)


def check_opening(value) -> None:
    """Word processors write where to open the document: a place is harmless, an action is not."""
    opening = followed(value, "/OpenAction")
    if opening is None or isinstance(opening, list):
        return
    if not hasattr(opening, "keys") or followed(opening, "/S") != "/GoTo":
        raise RefusedError("action")


def examine(content: bytes) -> int:
    """Number of pages of an acceptable PDF. Raises RefusedError, or anything pypdf raises."""
    from pypdf import PdfReader  # noqa: PLC0415 (after the limits are set)
    from pypdf.generic import IndirectObject  # noqa: PLC0415

    check_envelope(content)
    reader = PdfReader(BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise RefusedError("chiffre")
    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > OBJECTS_MAX:
        raise RefusedError("trop_complexe")
    check_value(reader.trailer)
    for number, generation in numbers:
        # Generation 65535 marks the head of the list of free objects.
        if number and generation < 65535:
            check_value(reader.get_object(IndirectObject(number, generation, reader)))
    pages = len(reader.pages)
    if not pages:
        raise RefusedError("incomplet")
    if pages > PAGES_MAX:
        raise RefusedError("trop_de_pages")
    return pages


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        answer: dict[str, object] = {"pages": examine(sys.stdin.buffer.read())}
    except RefusedError as refusal:
        answer = {"refus": str(refusal)}
    except Exception:  # whatever a hostile file provokes, it is unreadable
        answer = {"refus": "illisible"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
