"""What an OpenDocument text may hold: text, tables, pictures. Nothing that runs, embeds, or calls out."""

import re

from saisines.controle_pieces.bornes import RefusedError

TYPE = b"application/vnd.oasis.opendocument.text"
ALLOWED = re.compile(
    r"(mimetype|content\.xml|styles\.xml|meta\.xml|settings\.xml|manifest\.rdf|layout-cache"
    r"|META-INF/manifest\.xml|Thumbnails/thumbnail\.png|Configurations2/([\w-]+/)*[\w-]+\.xml"
    r"|Pictures/[\w-]+\.(jpe?g|png|gif))",
    re.IGNORECASE,
)
MACRO = re.compile(r"basic/|scripts/|dialogs/|macro", re.IGNORECASE)
EMBEDDED = re.compile(r"object ?\d|objectreplacements/|media/", re.IGNORECASE)

ELEMENTS = {
    "event-listener": "macro",
    "script": "macro",
    "object": "fichier_joint",
    "object-ole": "fichier_joint",
    "binary-data": "fichier_joint",
    "plugin": "media",
    "applet": "macro",
    "floating-frame": "lien",
    "section-source": "lien",
    "dde-source": "lien",
    "dde-connection": "lien",
    "dde-connection-decl": "lien",
    "database-display": "lien",
    "database-next": "lien",
    "connection-resource": "lien",
    "encryption-data": "ancien_ou_protege",
    "tracked-changes": "revisions",
    "annotation": "revisions",
}
# Within the document: an anchor, or a part of the archive.
INSIDE = re.compile(r"(#.*|(\./)?Pictures/[\w.-]+|)", re.IGNORECASE)


# Who made it, when: emptied.
NEUTRES = {
    "meta.xml": b'<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    b'office:version="1.3"><office:meta/></office:document-meta>'
}


def is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rdf"))


def check_name(name: str) -> None:
    if MACRO.match(name):
        raise RefusedError("macro")
    if EMBEDDED.match(name):
        raise RefusedError("fichier_joint")
    if not ALLOWED.fullmatch(name):
        raise RefusedError("trop_complexe")


def check_whole(parts: dict[str, bytes]) -> None:
    """The parts without which it is an archive like any other."""
    if parts.get("mimetype") != TYPE or "content.xml" not in parts:
        raise RefusedError("pas_le_format")


class Regle:
    """Judges the elements of one part as they pass. The RDF manifest only describes: its addresses name."""

    def __init__(self, part: str):
        self.describes = part.lower().endswith(".rdf")

    def element(self, nom: str, attributs: dict[str, str]) -> None:
        if reason := ELEMENTS.get(nom):
            raise RefusedError(reason)
        if not self.describes and not INSIDE.fullmatch(attributs.get("href", "")):
            raise RefusedError("lien")

    def fin(self, nom: str) -> None:
        """Nothing to close."""

    def texte(self, texte: str) -> None:
        """Words are words."""
