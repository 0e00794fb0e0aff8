"""Reads the XML of a document without keeping it: a rule sees each element pass, and may refuse."""

from typing import Protocol
from xml.parsers import expat

from saisines.controle_pieces.bornes import RefusedError

ELEMENTS_MAX = 400_000
DEPTH_MAX = 250
# Attributes that a rule judges: two of one name, of different origins, would let one pass for the other.
JUDGED = frozenset(
    {"Type", "Target", "TargetMode", "ContentType", "instr", "fldCharType", "src", "href", "dataSource"}
)


class Regle(Protocol):
    """What a format allows. Names come without their namespace."""

    def element(self, nom: str, attributs: dict[str, str]) -> None: ...

    def fin(self, nom: str) -> None: ...

    def texte(self, texte: str) -> None: ...


class _Compte:
    elements = depth = characters = 0


def local(name: str) -> str:
    return name.rpartition(" ")[2]


def read_xml(data: bytes, regle: Regle) -> int:
    """Number of characters of text. Raises RefusedError, or what the parser raises for a broken part."""
    compte = _Compte()

    def start(name, attributes):
        compte.elements += 1
        compte.depth += 1
        if compte.elements > ELEMENTS_MAX or compte.depth > DEPTH_MAX:
            raise RefusedError("trop_complexe")
        names = [local(key) for key in attributes]
        if any(names.count(judged) > 1 for judged in JUDGED.intersection(names)):
            raise RefusedError("trop_complexe")
        regle.element(local(name), dict(zip(names, attributes.values(), strict=True)))

    def end(name):
        compte.depth -= 1
        regle.fin(local(name))

    def text(words):
        compte.characters += len(words)
        regle.texte(words)

    def refuse(*args):
        # Entities: a file on the server, an address, a bomb. No word processor writes a DOCTYPE here.
        raise RefusedError("trop_complexe")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.ProcessingInstructionHandler = refuse
    parser.Parse(data, True)
    return compte.characters
