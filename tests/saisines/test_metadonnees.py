"""What an office document tells beside its text does not travel: its authors, what was erased or noted."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from saisines.services.pieces import PieceRefusedError, attach, read
from tests.factories.pole import fresh
from tests.saisines.documents import docx, odt

pytestmark = pytest.mark.django_db

CORE = (
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    b'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>CanariMaman</dc:creator>'
    b"<cp:lastModifiedBy>CanariCollegue</cp:lastModifiedBy><dc:title>Bilan CanariAutre</dc:title>"
    b"</cp:coreProperties>"
)
META = (
    b'<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    b'xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta><dc:creator>CanariAuteur</dc:creator>'
    b"</office:meta></office:document-meta>"
)
EFFACE = (
    b'<w:p><w:del w:id="1" w:author="CanariRelecteur" w:date="2026-01-01T00:00:00Z"><w:r>'
    b"<w:delText>CanariEfface</w:delText></w:r></w:del></w:p></w:body>"
)
COMMENTAIRES = (
    b'<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b'<w:comment w:id="0" w:author="X"><w:p><w:r><w:t>CanariCommentaire</w:t></w:r></w:p></w:comment>'
    b"</w:comments>"
)
CHAMP_EFFACE = (
    b'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>'
    b"<w:delInstrText>INCLUDEPICTURE http://exemple.test/x</w:delInstrText></w:r>"
    b'<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:body>'
)


def changed(document: bytes, **parts: bytes) -> bytes:
    """The same archive with other parts; `corps` is written before the end of the text."""
    source = zipfile.ZipFile(io.BytesIO(document))
    kept = {name: source.read(name) for name in source.namelist()}
    if corps := parts.pop("corps", b""):
        kept["word/document.xml"] = kept["word/document.xml"].replace(b"</w:body>", corps)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (kept | {name.replace("__", "/"): data for name, data in parts.items()}).items():
            archive.writestr(name, data)
    return out.getvalue()


def joined(saisine, directeur, name: str, content: bytes) -> bytes:
    return read(attach(saisine, SimpleUploadedFile(name, content), type="ppre", by=fresh(directeur)))


def everything(content: bytes) -> bytes:
    archive = zipfile.ZipFile(io.BytesIO(content))
    return b"".join(archive.read(name) for name in archive.namelist())


def test_word_document_loses_who_wrote_it(saisine, directeur):
    told = changed(docx(), **{"docProps__core.xml": CORE, "docProps__app.xml": CORE})

    kept = everything(joined(saisine, directeur, "a.docx", told))

    assert b"CanariMaman" in everything(told)
    assert b"Canari" not in kept


def test_opendocument_loses_who_wrote_it(saisine, directeur):
    kept = everything(joined(saisine, directeur, "a.odt", changed(odt(), **{"meta.xml": META})))

    assert b"CanariAuteur" not in kept


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"corps": EFFACE}, "suivi des modifications"),
        ({"word__comments.xml": COMMENTAIRES}, "commentaires"),
        ({"corps": CHAMP_EFFACE}, "lien"),
    ],
    ids=["erased text", "comment", "field that is erased"],
)
def test_what_a_reader_would_find_in_one_click_is_refused_with_what_to_do(saisine, directeur, parts, words):
    with pytest.raises(PieceRefusedError, match=words):
        joined(saisine, directeur, "a.docx", changed(docx(), **parts))

    assert not saisine.pieces.exists()
