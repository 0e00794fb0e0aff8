"""Hostile PDF files, made here and never stored: each with the name and the reason that it meets."""

import zlib

from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from pole.televersement import TAILLE_MAX
from tests.saisines.documents import (
    archive,
    image,
    pdf,
)

ACTIF = b"<script>alert('CanariActif')</script>"
HTML = b"<html>" + ACTIF + b"</html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + ACTIF + b"</svg>"
EXE = b"MZ\x90\x00\x03" + bytes(200)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
TEXT = TextStringObject("canari")


def dictionary(**entries):
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})


def at_root(**entries):
    return lambda writer: writer.root_object.update(dictionary(**entries))


def on_page(**entries):
    return lambda writer: writer.pages[0].update(dictionary(**entries))


def annotation(**entries):
    return on_page(Annots=ArrayObject([dictionary(Type=NameObject("/Annot"), **entries)]))


def action(name, **entries):
    return dictionary(S=NameObject(name), **entries)


def behind_a_reference(writer):
    """The name of the action is itself an object elsewhere in the file."""
    name = writer._add_object(NameObject("/JavaScript"))
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(dictionary(S=name))


def stream(data, **entries):
    """Add a stream that no page names."""

    def change(writer):
        added = StreamObject()
        added._data = data
        added.update(dictionary(**entries))
        writer._add_object(added)

    return change


def flate_bomb():
    packer = zlib.compressobj(9)
    block = bytes(10 * 1024 * 1024)
    packed = b"".join(packer.compress(block) for _ in range(30)) + packer.flush()
    return pdf(change=stream(packed, Filter=NameObject("/FlateDecode")))


def flate_of_flate():
    packed = zlib.compress(zlib.compress(bytes(1024 * 1024)))
    filters = ArrayObject([NameObject("/FlateDecode"), NameObject("/FlateDecode")])
    return pdf(change=stream(packed, Filter=filters))


def huge_picture():
    size = {"Width": NumberObject(60_000), "Height": NumberObject(60_000)}
    return pdf(change=stream(b"x", Subtype=NameObject("/Image"), Filter=NameObject("/DCTDecode"), **size))


def nested_objects():
    nested = b"<</A" * 5000 + b">>" * 5000
    return pdf().replace(b"/Type /Catalog", b"/Bomb " + nested + b" /Type /Catalog")


def endless_pages():
    """A tree of pages that is its own branch."""

    def change(writer):
        tree = writer.root_object["/Pages"]
        tree[NameObject("/Kids")] = ArrayObject([writer.root_object.raw_get("/Pages")])

    return pdf(change=change)


PDFS = {
    "vide": ("vide", lambda: b""),
    "trop gros": ("trop_gros", lambda: b"%PDF-" + b"0" * (TAILLE_MAX - 10)),
    "exécutable": ("pas_un_pdf", lambda: EXE),
    "page HTML": ("pas_un_pdf", lambda: HTML),
    "dessin SVG": ("pas_un_pdf", lambda: SVG),
    "archive": ("pas_un_pdf", lambda: archive({"canari.html": HTML})),
    "image": ("pas_un_pdf", image),
    "GIF puis PDF": ("pas_un_pdf", lambda: b"GIF89a" + pdf()),
    "coupé au début": ("incomplet", lambda: b"%PDF-1.7\n"),
    "coupé au milieu": ("incomplet", lambda: pdf()[:200]),
    "PDF puis archive": ("double", lambda: pdf() + archive({"canari.html": HTML})),
    "PDF puis script": ("double", lambda: pdf() + b"\n" + ACTIF),
    "PDF et page HTML": ("double", lambda: b"%PDF-1.7\n" + HTML + pdf()[9:]),
    "chiffré": ("chiffre", lambda: pdf(change=lambda writer: writer.encrypt("secret"))),
    "JavaScript à l’ouverture": (
        "action",
        lambda: pdf(change=at_root(OpenAction=action("/JavaScript", JS=TEXT))),
    ),
    "JavaScript d’un lien": ("javascript", lambda: pdf(change=annotation(A=action("/JavaScript")))),
    "JavaScript nommé": (
        "javascript",
        lambda: pdf(change=at_root(Names=dictionary(JavaScript=dictionary()))),
    ),
    "JavaScript déguisé": (
        "javascript",
        lambda: pdf(change=annotation(A=action("/JavaScript"))).replace(b"/JavaScript", b"/J#61vaScript"),
    ),
    "JavaScript derrière une référence": ("action", lambda: pdf(change=behind_a_reference)),
    "lancement à l’ouverture": ("action", lambda: pdf(change=at_root(OpenAction=action("/Launch", F=TEXT)))),
    "lancement d’un lien": ("action", lambda: pdf(change=annotation(A=action("/Launch", F=TEXT)))),
    "envoi de formulaire": ("action", lambda: pdf(change=annotation(A=action("/SubmitForm")))),
    "action de page": ("action", lambda: pdf(change=on_page(AA=dictionary(O=action("/Named"))))),
    "formulaire XFA": ("formulaire", lambda: pdf(change=at_root(AcroForm=dictionary(XFA=TEXT)))),
    "fichier joint": (
        "fichier_joint",
        lambda: pdf(change=lambda writer: writer.add_attachment("canari.txt", b"canari") and None),
    ),
    "fichier en note": (
        "fichier_joint",
        lambda: pdf(change=annotation(Subtype=NameObject("/FileAttachment"))),
    ),
    "média": ("media", lambda: pdf(change=annotation(Subtype=NameObject("/RichMedia")))),
    "écran": ("media", lambda: pdf(change=annotation(Subtype=NameObject("/Screen")))),
    "lien vers un site": ("lien", lambda: pdf(change=annotation(A=action("/URI", URI=TEXT)))),
    "lien vers un fichier": ("lien", lambda: pdf(change=annotation(A=action("/GoToR", F=TEXT)))),
    "trop de pages": ("trop_de_pages", lambda: pdf(31)),
    "octets au hasard": ("illisible", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF"),
    "objets sans fin": ("illisible", nested_objects),
    "bombe": ("trop_volumineux", flate_bomb),
    "bombe dans une bombe": ("trop_complexe", flate_of_flate),
    "image démesurée": ("trop_de_pixels", huge_picture),
    "page d’un autre fichier": ("lien", lambda: pdf(change=stream(b"x", Ref=dictionary(F=TEXT)))),
    "flux d’un autre fichier": ("lien", lambda: pdf(change=stream(b"x", F=TEXT))),
    "fil d’un autre fichier": ("lien", lambda: pdf(change=annotation(A=action("/Thread", F=TEXT)))),
    "JavaScript après un saut": (
        "javascript",
        lambda: pdf(change=annotation(A=action("/GoTo", Next=action("/JavaScript")))),
    ),
    "arbre de pages sans fin": ("illisible", endless_pages),
    "filtre caché": ("trop_complexe", lambda: pdf(change=stream(b"x", Filter=NameObject("/LZWDecode")))),
}
