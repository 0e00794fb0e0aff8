"""A text document (DOCX, ODT): an archive whose every part is known, read, and written again.

What is kept is a new archive made of the parts that were read: nothing hides between them, and no two readers
find two different documents in it.
"""

import re
import zipfile
import zlib
from io import BytesIO

from saisines.controle_pieces import docx, odt
from saisines.controle_pieces.bornes import CARACTERES_MAX, OUVERT_MAX, RefusedError
from saisines.controle_pieces.image import drawn_alike
from saisines.controle_pieces.lecture_xml import read_xml

ENTRIES_MAX = 300
# Bytes of one part, unpacked: the text of a long report is far below.
PART_MAX = 10 * 1024 * 1024
PICTURES_MAX = 60
ARCHIVE, END_OF_ARCHIVE, OLD_OFFICE = b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0"
END_BYTES = 22
ENCRYPTED_FLAG = 0x1
PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
PICTURES = {"jpg": "jpeg", "jpeg": "jpeg", "png": "png", "gif": "gif"}
FORMATS = {"docx": docx, "odt": odt}
# What a word processor remembers for itself, in a form that nobody else reads: not kept.
NOT_KEPT = frozenset({"layout-cache"})
MANIFEST = "META-INF/manifest.xml"
# Its line there: a reader that counts the parts would find the document damaged.
NOT_KEPT_LINE = re.compile(rb'<[\w:-]*file-entry\b[^<>]*full-path="layout-cache"[^<>]*/>')


def examine_as(content: bytes, format: str) -> tuple[int, bytes]:
    """Pages are unknown (0). Raises RefusedError, or anything that reading raises."""
    rules = FORMATS[format]
    parts = read_parts(content, rules)
    rules.check_whole(parts)
    characters = 0
    for name, data in parts.items():
        if rules.is_xml(name):
            characters += read_xml(data, rules.Regle(name))
    if characters > CARACTERES_MAX:
        raise RefusedError("trop_de_pages")
    if MANIFEST in parts:
        parts[MANIFEST] = NOT_KEPT_LINE.sub(b"", parts[MANIFEST])
    told = {name: rules.NEUTRES.get(name.lower(), data) for name, data in parts.items()}
    return 0, pack(clean_pictures(told))


def read_parts(content: bytes, rules) -> dict[str, bytes]:
    """Every part by name, unpacked under the limits."""
    check_envelope(content)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > ENTRIES_MAX:
            raise RefusedError("trop_complexe")
        # Something stands before the first part, or two parts bear one name: two readers, two documents.
        if min(entry.header_offset for entry in entries) or len({e.filename.lower() for e in entries}) < len(
            entries
        ):
            raise RefusedError("double")
        parts, left = {}, OUVERT_MAX
        for entry in entries:
            if entry.is_dir():
                continue
            rules.check_name(entry.filename)
            data = unpack(archive, entry, left)
            left -= len(data)
            if entry.filename not in NOT_KEPT:
                parts[entry.filename] = data
    return parts


def check_envelope(content: bytes) -> None:
    if content.startswith(OLD_OFFICE):
        raise RefusedError("ancien_ou_protege")
    if not content.startswith(ARCHIVE):
        raise RefusedError("pas_le_format")
    if END_OF_ARCHIVE not in content:
        raise RefusedError("incomplet")
    if content[-END_BYTES:][: len(END_OF_ARCHIVE)] != END_OF_ARCHIVE:
        raise RefusedError("double")


def unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    """The bytes of a part. What it announces is not believed: reading stops at the limit."""
    if entry.flag_bits & ENCRYPTED_FLAG:
        raise RefusedError("ancien_ou_protege")
    if entry.compress_type not in PACKINGS:
        raise RefusedError("trop_complexe")
    most = min(PART_MAX, left)
    if entry.file_size > most:
        raise RefusedError("trop_volumineux")
    try:
        with archive.open(entry) as part:
            data = part.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise RefusedError("incomplet") from error
    if len(data) > most:
        raise RefusedError("trop_volumineux")
    return data


def extension(name: str) -> str:
    return name.rpartition(".")[2].lower()


def clean_pictures(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Each picture is what it claims, bounded, and drawn again: without its place, nor anything behind it."""
    pictures = {name: PICTURES[extension(name)] for name in parts if extension(name) in PICTURES}
    if len(pictures) > PICTURES_MAX:
        raise RefusedError("trop_complexe")
    return parts | {name: drawn_alike(parts[name], format) for name, format in pictures.items()}


def pack(parts: dict[str, bytes]) -> bytes:
    """A new archive, in the same order: OpenDocument wants its type first, and not packed."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            packing = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), data, packing)
    return out.getvalue()
