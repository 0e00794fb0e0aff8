"""Blank sheets to print: the same for everybody in a pole, made once and kept."""

import hashlib

from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pole.enums import Nature
from pole.odt import odt_response
from pole.pdf import pdf_response
from pole.word import word_response
from saisines.documents import ODT, PDF, WORD
from saisines.documents.vierge import vierge
from saisines.natures import DESCRIPTIONS

# Of a sheet that nothing changed (seconds).
GARDEE = 7 * 24 * 3600
# Part of the address: a word, never a letter that one must know.
NOMS = {
    Nature.ELEVE: "eleve",
    Nature.GROUPE: "classe-ou-groupe",
    Nature.ENSEIGNANT: "en-confiance",
    Nature.RELATION: "relation-avec-des-parents",
    Nature.CRISE: "crise",
    Nature.ORIENTATION: "orientation-ou-maintien",
    Nature.PROJET: "projet-personnalise",
}
# What each format is for, in the words of its link.
FORMATS = {PDF: ("Imprimer", "PDF"), ODT: ("Remplir", "LibreOffice"), WORD: ("Remplir", "Word")}
_A_REMPLIR = {ODT: odt_response, WORD: word_response}


@require_safe
def vierges(request):
    """Every kind, on one page, in each format."""
    if request.pole is None:
        raise Http404
    fiches = [(NOMS[nature], one.titre) for nature, one in DESCRIPTIONS.items()]
    formats = [(format, *words) for format, words in FORMATS.items()]
    return render(request, "saisines/vierges.html", {"fiches": fiches, "formats": formats})


@require_safe
def fiche_vierge(request, nom, format):
    """One blank sheet. Its name in the cache is what it says: a change of words makes another one."""
    nature = next((nature for nature, known in NOMS.items() if known == nom), None)
    if request.pole is None:
        raise Http404
    if nature is None or format not in FORMATS:
        raise Http404
    document = vierge(nature, request.pole)
    dispositif = f"{request.pole.label} {request.pole.nom}"
    said = hashlib.sha256(f"{document!r}|{dispositif}".encode()).hexdigest()
    key = f"vierge:{format}:{said}"
    response = cache.get(key)
    if response is None:
        made = _make(request, document, nom, format)
        if made.status_code != 200:
            return made
        response = (made.content, made["Content-Type"], made["Content-Disposition"])
        cache.set(key, response, GARDEE)
    content, kind, disposition = response
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


def _make(request, document, nom, format):
    """It carries no reader: whoever fills it in gives it to whom they choose."""
    name, pole = f"fiche-{nom}", request.pole
    if format in _A_REMPLIR:
        return _A_REMPLIR[format](document, nom=name, pied=f"{pole.label} {pole.nom}")
    context = {"document": document, "a_remettre": True, "pole": pole, "reference": ""}
    return pdf_response(request, "layout/document.html", context, nom=name)
