"""The documents of a case: fetched, and opened again by what reads them."""

import io
import re

import docx
from django.urls import reverse
from docx.oxml.ns import qn

from saisines.documents import MODELES, TRAMES
from saisines.enums import Relation
from tests.clients import signed_in
from tests.imprime import words_of

DOCUMENTS = [(modele.nom, format_) for modele in MODELES.values() for format_ in modele.formats]
DES_TRAMES = [(modele.nom, format_) for modele in TRAMES for format_ in modele.formats]
QUI = {
    Relation.DIRECTION: "direction",
    Relation.COORDONNATEUR: "coordonnateur",
    Relation.IEN: "ien",
    Relation.CONVIE: "convie",
}


def fetch(personne, saisine, nom, format_, status=200):
    answer = signed_in(personne).get(reverse("saisines:document", args=[saisine.pk, nom, format_]))
    assert answer.status_code == status
    return answer


def text_of(answer):
    """Words of a PDF or of a .docx, opened again by the library that reads it."""
    if answer["Content-Type"] == "application/pdf":
        return words_of(answer.content)
    word = docx.Document(io.BytesIO(answer.content))
    texts = [node.text or "" for node in word.element.body.iter(qn("w:t"))]
    return " ".join(" ".join(texts).split())


def joined(texte):
    """A long word is cut at the end of a line of a PDF."""
    return re.sub(r"[\s-]+", "", texte)
