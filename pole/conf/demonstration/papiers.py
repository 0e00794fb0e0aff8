"""The documents that the stories join: invented, small, and made here rather than stored."""

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, ImageFont

from pole.conf.demonstration.pdf import document

PAPIER, LIGNE, ENCRE = "#fbfaf5", "#c9d3e6", "#27408b"
LARGEUR, HAUTEUR, INTERLIGNE, MARGE = 900, 1200, 80, 90

TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/></Relationships>'
)
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def page_de_cahier(texte: str) -> bytes:
    """A photograph of a page of an exercise book."""
    page = Image.new("RGB", (LARGEUR, HAUTEUR), PAPIER)
    draw = ImageDraw.Draw(page)
    for y in range(MARGE, HAUTEUR, INTERLIGNE):
        draw.line((0, y, LARGEUR, y), LIGNE, 2)
    draw.line((MARGE, 0, MARGE, HAUTEUR), "#e4a3a3", 3)
    font = ImageFont.load_default(44)
    for number, line in enumerate(texte.split("\n"), start=1):
        draw.text((MARGE + 30, MARGE + number * INTERLIGNE), line, ENCRE, font, anchor="ls")
    out = BytesIO()
    page.save(out, "JPEG", quality=80)
    return out.getvalue()


def texte_word(texte: str) -> bytes:
    """A Word document of a few paragraphs."""
    lines = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in texte.split("\n"))
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS,
        "word/document.xml": f"<w:document {WORD}><w:body>{lines}</w:body></w:document>",
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


PAPIERS = {"pdf": document, "jpg": page_de_cahier, "docx": texte_word}
