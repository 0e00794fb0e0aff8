"""Small files of each accepted format for the tests."""

import io
import zipfile

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import NameObject, StreamObject

DOCX_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
DOCX_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/></Relationships>'
)
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODT_TYPE = "application/vnd.oasis.opendocument.text"
OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink"'
)


def pdf(pages=1, change=None, words=b""):
    """A PDF of blank pages, the first with a remark in its drawing; `change` receives the writer."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if words:
        drawing = StreamObject()
        drawing.set_data(b"%" + words + b"\n")
        writer.pages[0][NameObject("/Contents")] = writer._add_object(drawing)
    if change:
        change(writer)
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def image(format="JPEG", size=(40, 30), mode="RGB", **options):
    content = io.BytesIO()
    Image.new(mode, size, options.pop("color", None)).save(content, format, **options)
    return content.getvalue()


def archive(parts, packing=zipfile.ZIP_DEFLATED):
    """A zip of these parts, in order."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", packing) as writer:
        for name, data in parts.items():
            writer.writestr(name, data)
    return content.getvalue()


def docx_parts(body="<w:p><w:r><w:t>Un texte.</w:t></w:r></w:p>"):
    return {
        "[Content_Types].xml": DOCX_TYPES,
        "_rels/.rels": DOCX_RELATIONS,
        "word/document.xml": f"<w:document {WORD}><w:body>{body}</w:body></w:document>",
    }


def docx(body="<w:p><w:r><w:t>Un texte.</w:t></w:r></w:p>", parts=None):
    return archive(docx_parts(body) | (parts or {}))


def docx_with_relation(kind, target, **attributes):
    """A Word document that names something else, by a relation of its text."""
    more = "".join(f' {key}="{value}"' for key, value in attributes.items())
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        f'Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="{target}"{more}/></Relationships>'
    )
    return docx(parts={"word/_rels/document.xml.rels": relation})


def field(instruction):
    """A Word field, its instruction cut in two runs as Word cuts it."""
    half = len(instruction) // 2
    runs = "".join(
        f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in (instruction[:half], instruction[half:])
    )
    return (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'{runs}<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def odt(body="<text:p>Un texte.</text:p>", parts=None, type=ODT_TYPE):
    manifest = '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return archive(
        {
            "mimetype": type,
            "META-INF/manifest.xml": manifest,
            "content.xml": f"<office:document-content {OFFICE}><office:body><office:text>{body}"
            "</office:text></office:body></office:document-content>",
        }
        | (parts or {})
    )
