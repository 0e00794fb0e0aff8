"""A PDF that neither acts, nor embeds, nor calls out, nor unpacks without end; then written again."""

import zlib
from io import BytesIO

from pypdf import PdfReader, PdfWriter, filters
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from saisines.controle_pieces.bornes import OUVERT_MAX, PAGES_MAX, RefusedError, check_pixels
from saisines.controle_pieces.jpeg import without_words

OBJECTS_MAX = 20_000
DEPTH_MAX = 60
BLOCK = 1024 * 1024

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
    "/Thread": "lien",
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
# Keys of a stream that is to be read, or of a picture that is to be drawn, from another file.
ELSEWHERE = ("/F", "/Ref", "/OPI")
# Keys that hold words about the document or one of its pictures: title, author, program, place, thumbnail.
WORDS = ("/Metadata", "/PieceInfo", "/Thumb", "/LastModified")
# Filters of a stream. Those of pictures are bounded by the pixels that they announce.
TEXT_FILTERS = {"/ASCII85Decode", "/ASCIIHexDecode"}
PICTURE_FILTERS = {"/DCTDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/JPXDecode"}


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


def check_picture(value) -> None:
    if isinstance(value, dict) and followed(value, "/Subtype") == "/Image":
        check_pixels(int(followed(value, "/Width") or 0), int(followed(value, "/Height") or 0))


def filters_of(value) -> list[str]:
    names = followed(value, "/Filter")
    return [names] if isinstance(names, str) else [name.get_object() for name in names or ()]


def of_text(name: str, data: bytes) -> bytes:
    """Bytes that were written as letters: fewer than the letters."""
    decode = filters.ASCII85Decode if name == "/ASCII85Decode" else filters.ASCIIHexDecode
    return decode.decode(data)


def unpacked(value, left: int) -> int:
    """Bytes that a stream unpacks to. Raises RefusedError above `left`, and for filters that hide more."""
    if not isinstance(value, StreamObject):
        return 0
    if any(key in value for key in ELSEWHERE):
        raise RefusedError("lien")
    names = filters_of(value)
    data = value._data
    for rank, name in enumerate(names):
        if name in TEXT_FILTERS:
            data = of_text(name, data)
        elif name == "/FlateDecode" and set(names[rank + 1 :]) <= PICTURE_FILTERS:
            return inflated(data, left)
        elif name not in PICTURE_FILTERS:
            raise RefusedError("trop_complexe")
    return len(data)


def inflated(data: bytes, left: int) -> int:
    decoder = zlib.decompressobj()
    total = 0
    while data:
        total += len(decoder.decompress(data, BLOCK))
        if total > left:
            raise RefusedError("trop_volumineux")
        data = decoder.unconsumed_tail
    return total


def check_objects(reader) -> None:
    """Every object of the file, those that no page names included."""
    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > OBJECTS_MAX:
        raise RefusedError("trop_complexe")
    left = OUVERT_MAX
    check_value(reader.trailer)
    for number, generation in numbers:
        # Generation 65535 marks the head of the list of free objects.
        if number and generation < 65535:
            value = reader.get_object(IndirectObject(number, generation, reader))
            check_value(value)
            check_picture(value)
            left -= unpacked(value, left)


def written_again(reader) -> bytes:
    """A new file made of what the pages need: no older version, nothing apart, no word about who or where."""
    writer = PdfWriter(clone_from=reader)
    writer.pdf_header = reader.pdf_header
    writer.metadata = None
    for value in writer._objects:
        forget(value)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def forget(value) -> None:
    """Take out of an object what tells who made it, where and with what."""
    if not isinstance(value, DictionaryObject):
        return
    for key in WORDS:
        value.pop(key, None)
    if followed(value, "/Subtype") != "/Image" or filters_of(value)[-1:] != ["/DCTDecode"]:
        return
    data = value._data
    for name in filters_of(value)[:-1]:
        data = zlib.decompress(data) if name == "/FlateDecode" else of_text(name, data)
    value._data = without_words(data)
    value[NameObject("/Filter")] = NameObject("/DCTDecode")
    value.pop("/DecodeParms", None)


def examine_as(content: bytes, format: str) -> tuple[int, bytes]:
    """Pages of an acceptable PDF, and its new writing. Raises RefusedError, or anything pypdf raises."""
    check_envelope(content)
    reader = PdfReader(BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise RefusedError("chiffre")
    check_objects(reader)
    pages = len(reader.pages)
    if not pages:
        raise RefusedError("incomplet")
    if pages > PAGES_MAX:
        raise RefusedError("trop_de_pages")
    return pages, written_again(reader)
