"""PDF documents of a case: cut to what the reader may read, journaled, named by the reference alone."""

from django.http import Http404
from django.views.decorators.http import require_safe

from pole.models import Acte
from pole.pdf import pdf_response
from pole.templatetags.dsfr_pole import date_longue
from saisines.enums import Droit
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
