"""Hostile files, made here and never stored: each with the name it is sent under and the reason it meets.

`None` instead of a reason: the file is accepted, because what is kept of it is drawn again and harmless.
"""

import io
import struct
import zipfile
import zlib

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from pole.televersement import TAILLE_MAX
from tests.saisines.corpus_pdf import ACTIF, EXE, HTML, OLE, SVG
from tests.saisines.documents import (
    DOCX_TYPES,
    WORD,
    archive,
    docx,
    docx_parts,
    docx_with_relation,
    field,
    image,
    odt,
    pdf,
)


def png_chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_header(width, height):
    """A picture that announces its size, and holds nothing."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + png_chunk(b"IDAT", zlib.compress(b"")) + png_chunk(b"IEND", b"")


def png_with_words():
    words = PngInfo()
    words.add_text("Comment", ACTIF.decode(), zip=True)
    content = io.BytesIO()
    Image.new("RGBA", (20, 20)).save(content, "PNG", pnginfo=words)
    return content.getvalue()


def noisy():
    content = io.BytesIO()
    Image.effect_noise((300, 300), 80).save(content, "JPEG")
    return content.getvalue()


def two_pages(format):
    content = io.BytesIO()
    more = [Image.new("RGB", (30, 20), "blue")] * 40
    Image.new("RGB", (30, 20), "red").save(content, format, save_all=True, append_images=more)
    return content.getvalue()


def words_without_end():
    """A comment of a few kilobytes that unpacks to a hundred megabytes."""
    packed = zlib.compress(bytes(100 * 1024 * 1024), 9)
    whole = image("PNG")
    return whole[:33] + png_chunk(b"zTXt", b"Comment\0\0" + packed) + whole[33:]


def words_without_measure():
    """A photograph that says more of itself than it shows: thirty full segments."""
    segment = b"Exif\0\0CanariLieu" + bytes(65_000)
    words = (b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment) * 30
    whole = image()
    return whole[:2] + words + whole[2:]


def tiff():
    """Pages without end, each naming the next. Written by hand: the encoder is not always there."""
    entries = [(256, 4, 1, 1), (257, 4, 1, 1), (258, 3, 1, 8), (262, 3, 1, 1), (273, 4, 1, 8), (279, 4, 1, 1)]
    page = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<I", 16) + bytes(8) + page + struct.pack("<I", 16)


HEIC = b"\0\0\0\x24ftypheic\0\0\0\0mif1heic" + bytes(500)

IMAGES = {
    "vide.jpg": ("vide", lambda: b""),
    "trop-grosse.jpg": ("trop_grosse_image", lambda: image() + bytes(TAILLE_MAX)),
    "page.jpg": ("pas_le_format", lambda: HTML),
    "dessin.png": ("pas_le_format", lambda: SVG),
    "programme.png": ("pas_le_format", lambda: EXE),
    "jpeg-nomme.png": ("pas_le_format", image),
    "png-nomme.jpg": ("pas_le_format", lambda: image("PNG")),
    "gif.jpg": ("pas_le_format", lambda: image("GIF")),
    "plusieurs-pages-tiff.jpg": ("pas_le_format", lambda: tiff()),
    "plusieurs-pages-tiff.png": ("pas_le_format", lambda: tiff()),
    "heic-nomme.jpg": ("pas_le_format", lambda: HEIC),
    "mots-sans-fin.png": ("illisible", words_without_end),
    "coupee.jpg": ("illisible", lambda: noisy()[:-400]),
    "coupee.png": ("illisible", lambda: image("PNG", (300, 300))[:60]),
    "demesuree.png": ("trop_de_pixels", lambda: png_header(60_000, 60_000)),
    "bombe.png": ("trop_de_pixels", lambda: image("PNG", (12_000, 12_000), "1")),
    "vide-dedans.png": ("illisible", lambda: png_header(500, 500)),
    # Drawn again: what was behind, inside or beside the picture is gone.
    "page-derriere.jpg": (None, lambda: image() + HTML),
    "archive-derriere.jpg": (None, lambda: image() + archive({"canari.html": HTML})),
    "pdf-derriere.png": (None, lambda: image("PNG") + pdf()),
    "mots-caches.png": (None, png_with_words),
    "commentaire.jpg": (None, lambda: image(comment=ACTIF)),
    "mots-sans-mesure.jpg": (None, words_without_measure),
    "plusieurs-photos.jpg": (None, lambda: two_pages("MPO")),
    "plusieurs-images.png": (None, lambda: two_pages("PNG")),
}


def zip_bomb():
    return docx(parts={"word/styles.xml": bytes(60 * 1024 * 1024)})


def many_bombs():
    """Each part is under its limit, their sum is not."""
    parts = {f"word/custom{number}.xml": bytes(9 * 1024 * 1024) for number in range(25)}
    return docx(parts=parts)


def lying_size():
    """The archive announces a small part, and holds a large one."""
    content = docx(parts={"word/styles.xml": bytes(30 * 1024 * 1024)})
    return content.replace(struct.pack("<I", 30 * 1024 * 1024), struct.pack("<I", 100))


def encrypted_entry():
    """The flag « encrypted » of the parts, in both tables."""
    content = bytearray(docx())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(mark)
        while start >= 0:
            content[start + place] |= 1
            start = content.find(mark, start + 4)
    return bytes(content)


def twice():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as writer:
        for name, data in docx_parts().items():
            writer.writestr(name, data)
        writer.writestr("docProps/app.xml", "<a/>")
        writer.filelist[-1].filename = "word/document.xml"
    return content.getvalue()


DOCTYPE = '<!DOCTYPE a [<!ENTITY x SYSTEM "/etc/hostname">]><a>&x;</a>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION = f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a>&l9;</a>'
MACRO_TYPES = DOCX_TYPES.replace("wordprocessingml.document.main", "x").replace(
    "vnd.openxmlformats-officedocument.x", "vnd.ms-word.document.macroEnabled.main"
)
WORD_AS, _, WORD_IS = WORD.replace('"', "").partition("=")
DEEP = "<a>" * 5000 + "</a>" * 5000
LINK = '<text:p><text:a xlink:href="https://exemple.test/">ici</text:a></text:p>'
LISTENER = '<script:event-listener script:event-name="dom:load" xlink:href="vnd.sun.star.script:x"/>'

DOCUMENTS = {
    "vide.docx": ("vide", lambda: b""),
    "page.docx": ("pas_le_format", lambda: HTML),
    "pdf.odt": ("pas_le_format", pdf),
    "ancien.docx": ("ancien_ou_protege", lambda: OLE),
    "archive.docx": ("trop_complexe", lambda: archive({"canari.html": HTML})),
    "odt-nomme.docx": ("trop_complexe", odt),
    "docx-nomme.odt": ("trop_complexe", docx),
    "tableur.odt": ("pas_le_format", lambda: odt(type="application/vnd.oasis.opendocument.spreadsheet")),
    "coupe.docx": ("incomplet", lambda: docx()[:300]),
    "archive-derriere.docx": ("double", lambda: docx() + HTML),
    "deux-archives.docx": ("double", lambda: archive({"word/document.xml": "<a/>"}) + docx()),
    "deux-fois.docx": ("double", twice),
    "deux-fois-autrement.docx": ("double", lambda: docx(parts={"word/Document.xml": "<a/>"})),
    "bombe.docx": ("trop_volumineux", zip_bomb),
    "petites-bombes.docx": ("trop_volumineux", many_bombs),
    "taille-menteuse.docx": ("incomplet", lying_size),
    "chiffre.docx": ("ancien_ou_protege", encrypted_entry),
    "trop-de-parties.docx": (
        "trop_complexe",
        lambda: docx(parts={f"word/p{number}.xml": "<a/>" for number in range(400)}),
    ),
    "dans-un-dossier.docx": ("trop_complexe", lambda: docx(parts={"../../canari.xml": "<a/>"})),
    "archive-dedans.docx": (
        "fichier_joint",
        lambda: docx(parts={"word/embeddings/a.docx": docx()}),
    ),
    "archive-en-image.docx": ("pas_le_format", lambda: docx(parts={"word/media/a.png": docx()})),
    "image-demesuree.docx": (
        "trop_de_pixels",
        lambda: docx(parts={"word/media/a.png": png_header(60_000, 60_000)}),
    ),
    "macro.docx": ("macro", lambda: docx(parts={"word/vbaProject.bin": OLE})),
    "macro-declaree.docx": ("macro", lambda: docx(parts={"[Content_Types].xml": MACRO_TYPES})),
    "controle.docx": ("macro", lambda: docx(parts={"word/activeX/activeX1.xml": "<a/>"})),
    "objet.docx": ("fichier_joint", lambda: docx('<w:p><w:OLEObject Type="Embed"/></w:p>')),
    "lien.docx": (
        "lien",
        lambda: docx_with_relation("hyperlink", "https://exemple.test/", TargetMode="External"),
    ),
    "modele-distant.docx": (
        "lien",
        lambda: docx_with_relation("attachedTemplate", "https://exemple.test/a.dotm", TargetMode="External"),
    ),
    "image-distante.docx": ("lien", lambda: docx_with_relation("image", "\\\\machine\\partage\\a.png")),
    "modele-du-disque.docx": (
        "lien",
        lambda: docx_with_relation("attachedTemplate", "file:c:/a.dotm", TargetMode=" External "),
    ),
    "mode-inconnu.docx": ("lien", lambda: docx_with_relation("image", "a.png", TargetMode="Externe")),
    "relation-a-deux-faces.docx": (
        "trop_complexe",
        lambda: docx_with_relation(
            "image", "https://exemple.test/a.png", **{"w:Target": "a.png", WORD_AS: WORD_IS}
        ),
    ),
    "octets-dedans.docx": ("fichier_joint", lambda: docx("<w:p><w:binData>AAAA</w:binData></w:p>")),
    "page-dedans.docx": ("fichier_joint", lambda: docx_with_relation("aFChunk", "a.xml")),
    "dde.docx": ("lien", lambda: docx(field("DDEAUTO c:\\\\windows\\\\cmd.exe"))),
    "champ-dans-un-champ.docx": (
        "lien",
        lambda: docx(
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE </w:instrText>'
            '<w:fldChar w:fldCharType="begin"/></w:r></w:p>'
        ),
    ),
    "entite.docx": ("trop_complexe", lambda: docx(parts={"word/styles.xml": DOCTYPE})),
    "milliard-de-rires.docx": ("trop_complexe", lambda: docx(parts={"word/styles.xml": BILLION})),
    "profond.docx": ("trop_complexe", lambda: docx(parts={"word/styles.xml": DEEP})),
    "xml-casse.docx": ("illisible", lambda: docx("<w:p>")),
    "trop-long.docx": ("trop_de_pages", lambda: docx(f"<w:p><w:t>{'a' * 200_000}</w:t></w:p>")),
    "macro.odt": ("macro", lambda: odt(parts={"Basic/Standard/Module1.xml": "<a/>"})),
    "script.odt": ("macro", lambda: odt(parts={"Scripts/python/a.py": "import os"})),
    "evenement.odt": ("macro", lambda: odt(LISTENER)),
    "objet.odt": ("fichier_joint", lambda: odt(parts={"Object 1/content.xml": "<a/>"})),
    "lien.odt": ("lien", lambda: odt(LINK)),
    "image-distante.odt": ("lien", lambda: odt('<draw:image xlink:href="../../../etc/hostname"/>')),
    "octets-dedans.odt": (
        "fichier_joint",
        lambda: odt("<draw:image><office:binary-data>AAAA</office:binary-data></draw:image>"),
    ),
    "entite.odt": ("trop_complexe", lambda: odt(parts={"styles.xml": DOCTYPE})),
    "protege.odt": (
        "ancien_ou_protege",
        lambda: odt(parts={"META-INF/manifest.xml": "<manifest><encryption-data/></manifest>"}),
    ),
}

# Names: what counts is the end as one reads it; no name ever reaches the disk, a header or a page.
NOMS = {
    "bilan.exe": "format",
    "bilan.svg": "format",
    "bilan.html": "format",
    "bilan.doc": "format",
    "bilan.docm": "format",
    "bilan": "format",
    "bilan.tiff": "format",
    "bilan.pdf.": "format",
    "bilan\uff0epdf": "format",
    "IMG_0001.HEIC": "heic",
    "bilan.pdf.exe": "format",
    "bilan.exe.pdf": None,
    "\u2066gpj.\u2069bilan.pdf": None,
    ".pdf.exe": "format",
    "bilan\u202efdp.exe": "format",
    "bilan.pdf\x00.exe": "format",
    "bilan.pdf\n.html": "format",
    "": "format",
    "../../CanariNom.pdf": None,
    "C:\\Users\\CanariNom\\bilan.PDF": None,
    "\u202ebilan\r\nX-Canari: 1.pdf": None,
    "a" * 400 + ".pdf": None,
}
