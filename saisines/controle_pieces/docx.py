"""What a Word document may hold: text, tables, pictures. Nothing that runs, embeds, or calls out."""

import re

from saisines.controle_pieces.bornes import RefusedError

MAIN_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ALLOWED = re.compile(
    r"(\[content_types\]\.xml|_rels/\.rels|docprops/[\w-]+\.(xml|jpe?g|png)|customxml/([\w-]+/)?[\w.-]+\.(xml|rels)"
    r"|word/([\w-]+/)*[\w.-]+\.(xml|rels)|word/media/[\w-]+\.(jpe?g|png|gif))",
    re.IGNORECASE,
)
MACRO = re.compile(r"vba|macro|activex", re.IGNORECASE)
EMBEDDED = re.compile(r"embeddings/|/charts?/", re.IGNORECASE)
# A place that is not in the document: an address, a disk, a machine of the network.
OUTSIDE = re.compile(r"\s*([a-z][a-z0-9+.-]*:|//|\\\\)", re.IGNORECASE)

# Last word of the type of a relation -> reason of the refusal.
RELATIONS = {
    "vbaproject": "macro",
    "wordvbadata": "macro",
    "attachedtemplate": "lien",
    "mailmergesource": "lien",
    "oleobject": "fichier_joint",
    "package": "fichier_joint",
    "control": "macro",
    "activexcontrolbinary": "macro",
    "afchunk": "fichier_joint",
    "subdocument": "fichier_joint",
    "frame": "lien",
    "keymapcustomizations": "macro",
}
ELEMENTS = {
    "OLEObject": "fichier_joint",
    "objectEmbed": "fichier_joint",
    "objectLink": "lien",
    "control": "macro",
    "altChunk": "fichier_joint",
    "subDoc": "fichier_joint",
    "attachedTemplate": "lien",
    "mailMerge": "lien",
    "frameset": "lien",
    "movie": "media",
    "videoFile": "media",
    "audioFile": "media",
    "binData": "fichier_joint",
    "binaryData": "fichier_joint",
    # What was erased, and what others wrote beside: a reader finds it in one click.
    "del": "revisions",
    "ins": "revisions",
    "moveFrom": "revisions",
    "delText": "revisions",
    "comment": "revisions",
}
# Fields that only write what the document knows. Any other may read a file or an address.
FIELDS = {
    *("PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "NUMWORDS", "NUMCHARS", "SEQ", "SYMBOL", "EQ"),
    *("DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "EDITTIME"),
    *("AUTHOR", "LASTSAVEDBY", "TITLE", "SUBJECT", "COMMENTS", "KEYWORDS", "FILENAME", "DOCPROPERTY"),
    *("TOC", "TC", "INDEX", "XE", "PAGEREF", "REF", "NOTEREF", "STYLEREF"),
    *("FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN"),
}
LOCAL_LINK = re.compile(r'HYPERLINK\s+\\l\s+"?[\w-]+"?', re.IGNORECASE)
_OPC = b"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/"
# Who made it, when, for whom: emptied, their place kept.
NEUTRES = {
    "docprops/core.xml": b'<cp:coreProperties xmlns:cp="' + _OPC + b'"/>',
    "docprops/app.xml": b'<Properties xmlns="' + _OFFICE + b'extended-properties"/>',
    "docprops/custom.xml": b'<Properties xmlns="' + _OFFICE + b'custom-properties"/>',
}


def is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def check_name(name: str) -> None:
    if MACRO.search(name):
        raise RefusedError("macro")
    if EMBEDDED.search(name):
        raise RefusedError("fichier_joint")
    if not ALLOWED.fullmatch(name):
        raise RefusedError("trop_complexe")


def check_whole(parts: dict[str, bytes]) -> None:
    """The parts without which it is an archive like any other."""
    if "word/document.xml" not in parts or MAIN_TYPE not in parts.get("[Content_Types].xml", b""):
        declared = parts.get("[Content_Types].xml", b"").lower()
        raise RefusedError("macro" if b"macroenabled" in declared else "pas_le_format")


class Regle:
    """Judges the elements of one part as they pass."""

    def __init__(self, part: str):
        self.part = part
        # Instructions of the fields that are open, the innermost last; None once its result is being given.
        self.champs: list[str | None] = []
        self.dans_instruction = False

    def element(self, nom: str, attributs: dict[str, str]) -> None:
        if reason := ELEMENTS.get(nom):
            raise RefusedError(reason)
        if nom == "Relationship":
            check_relation(attributs)
        elif nom in {"Override", "Default"}:
            check_type(attributs.get("ContentType", ""))
        elif nom == "fldSimple":
            check_field(attributs.get("instr", ""))
        elif nom == "fldChar":
            self._field(attributs.get("fldCharType", ""))
        self.dans_instruction = nom in {"instrText", "delInstrText"}
        for name in ("src", "href", "dataSource"):
            if OUTSIDE.match(attributs.get(name, "")):
                raise RefusedError("lien")

    def _field(self, moment: str) -> None:
        if moment == "begin":
            # A field may hold fields in its result. In its instruction, they would write another instruction.
            if self.champs and self.champs[-1] is not None:
                raise RefusedError("lien")
            self.champs.append("")
        elif self.champs and moment == "separate":
            check_field(self.champs[-1] or "")
            self.champs[-1] = None
        elif self.champs and moment == "end":
            check_field(self.champs.pop() or "")

    def fin(self, nom: str) -> None:
        if nom == "document" and any(self.champs):
            raise RefusedError("lien")
        if nom in {"instrText", "delInstrText"}:
            self.dans_instruction = False

    def texte(self, texte: str) -> None:
        if not self.dans_instruction:
            return
        if not self.champs or self.champs[-1] is None:
            raise RefusedError("lien")
        self.champs[-1] += texte


def check_relation(attributs: dict[str, str]) -> None:
    kind = attributs.get("Type", "").rpartition("/")[2].lower()
    if reason := RELATIONS.get(kind):
        raise RefusedError(reason)
    if attributs.get("TargetMode", "Internal").strip().lower() != "internal" or OUTSIDE.match(
        attributs.get("Target", "")
    ):
        raise RefusedError("lien")


def check_type(declared: str) -> None:
    if re.search(r"macroenabled|vbaproject|activex", declared, re.IGNORECASE):
        raise RefusedError("macro")


def check_field(instruction: str) -> None:
    words = instruction.split()
    if words and words[0].upper() not in FIELDS and not LOCAL_LINK.match(instruction.strip()):
        raise RefusedError("lien")
