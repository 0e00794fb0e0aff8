"""Documents of a case: cut to what the reader may read, journaled, named by the reference alone."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from pole.models import Acte
from pole.pdf import pdf_response
from pole.templatetags.dsfr_pole import date_longue
from pole.word import word_response
from saisines import documents
from saisines.documents import parents
from saisines.enums import Droit, TypeAccord
from saisines.relations import droits_of
from saisines.views.communs import open_fiche, reach


def _document(request, saisine, fiche, template, nom, **context):
    context |= {
        "saisine": saisine,
        "fiche": fiche,
        "pole": saisine.pole,
        "reference": saisine.reference,
        "lecteur": str(request.user),
        "jour": date_longue(fiche.today),
    }
    return pdf_response(request, template, context, nom=f"{nom}-{saisine.reference}")


@require_safe
def fiche(request, pk):
    """The case as a sheet: what the school wrote and the precisions given."""
    saisine, relations = reach(request, pk, droit=Droit.LIRE)
    if not saisine.reference:
        raise Http404
    lue = open_fiche(request, saisine, relations, Acte.PDF)
    return _document(request, saisine, lue, "saisines/pdf/fiche.html", "fiche")


@require_safe
def reponse(request, pk):
    """The latest answer to the school."""
    saisine, relations = reach(request, pk, droit=Droit.LIRE)
    if not saisine.reponses.exists():
        raise Http404
    lue = open_fiche(request, saisine, relations, Acte.PDF)
    return _document(request, saisine, lue, "saisines/pdf/reponse.html", "reponse", reponse=lue.reponses[0])


@require_safe
def liste(request, pk):
    """Every document of the case, one line each, and where the agreements of the parents stand."""
    saisine, relations = reach(request, pk, droit=Droit.LIRE)
    fiche = open_fiche(request, saisine, relations)
    peut_noter = Droit.ACCORDER in droits_of(relations)
    context = {
        "saisine": saisine,
        "fiche": fiche,
        "trames": documents.TRAMES if fiche.accords else (),
        "annonce": documents.ANNONCE if fiche.accords else None,
        "accords": [(row, *_addresses(pk, row, peut_noter=peut_noter)) for row in fiche.accords],
        "manque": any(row.manque for row in fiche.accords),
        "partage": TypeAccord.PARTAGE if fiche.accords and peut_noter else "",
    }
    return render(request, "saisines/documents.html", context)


def _addresses(pk, row, *, peut_noter) -> tuple[str, str]:
    """Where the sheet to sign is, and where its answer is noted ("" for those who may not)."""
    if row.id is None:
        sheet = reverse("saisines:document", args=[pk, f"accord-{row.type}", documents.PDF])
        note = reverse("saisines:accord_noter", args=[pk, row.type])
    else:
        sheet = reverse("saisines:accord_feuille", args=[pk, row.id])
        note = reverse("saisines:accord", args=[pk, row.id])
    return sheet, note if peut_noter else ""


@require_safe
def document(request, pk, nom, format):
    """One document, as a PDF to print or as a file to complete."""
    saisine, relations = reach(request, pk, droit=Droit.LIRE)
    modele = documents.find(saisine, nom, format)
    if modele is None:
        raise Http404
    acte = Acte.PDF if format == documents.PDF else Acte.EXPORT
    fiche = open_fiche(request, saisine, relations, acte, nomme=modele.nomme)
    return _answer(request, fiche, modele.build(fiche), modele, format)


@require_safe
def feuille(request, pk, accord):
    """The sheet to sign of an agreement that is noted: with the partner's name, if it has one."""
    saisine, relations = reach(request, pk, droit=Droit.LIRE)
    row = get_object_or_404(saisine.accords.all(), pk=accord)
    modele = documents.MODELES[f"accord-{row.type}"]
    fiche = open_fiche(request, saisine, relations, Acte.PDF, nomme=False)
    made = parents.accord(fiche, TypeAccord(row.type), fiche.masked(row.partenaire))
    return _answer(request, fiche, made, modele, documents.PDF)


def _answer(request, fiche, made, modele, format):
    """A sheet for parents carries neither the reader nor the reference: it is theirs."""
    saisine, jour = fiche.saisine, date_longue(fiche.today)
    nom = f"{modele.nom}-{saisine.reference or 'brouillon'}"
    if format == documents.WORD:
        pied = f"Document confidentiel. Édité le {jour} pour {request.user}."
        return word_response(made, nom=nom, pied=pied)
    context = {
        "document": made,
        "a_remettre": not modele.nomme,
        "pole": saisine.pole,
        "reference": saisine.reference or "",
        "lecteur": str(request.user),
        "jour": jour,
    }
    return pdf_response(request, "layout/document.html", context, nom=nom)
