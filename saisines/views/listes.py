"""Lists of cases: mine, the triage, and the search of a pupil by exact name."""

from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from pole.journal import record
from pole.models import Acte, Ecole
from saisines.enums import ETATS_AU_TRI, ETATS_EN_COURS
from saisines.filtres import Filtres
from saisines.forms.recherche import RechercheForm
from saisines.listes import ORDRES, PAR_PAGE, awaiting, compteurs_of, filtered, named, page_of, piloted
from saisines.models import Saisine


@require_safe
def mes_saisines(request):
    """What I may see in this pole, the latest first."""
    user, pole, portee = request.user, request.pole, request.portee
    context = {"portee": portee}
    if pole is not None:
        rows = Saisine.objects.visible_to(user).du_pole(pole)
        ordre = _order(request, "recente")
        du_bureau = portee.is_pilote or portee.is_secretariat
        ecoles = Ecole.objects.visible_to(user).filter(pole=pole) if du_bureau else None
        page = page_of(
            filtered(rows, request.GET, user, pole.today()),
            request.GET,
            ordre=ordre,
            pole=pole,
            niveaux=not (portee.is_secretariat or portee.is_partenaire) or portee.is_membre,
            nommer=user if portee.is_directeur or portee.is_enseignant else None,
        )
        _journal_names(request, page)
        context |= {"page": page, "filtres": Filtres(request.GET, pole=pole, ordre=ordre, ecoles=ecoles)}
    return render(request, "saisines/liste.html", context)


def _journal_names(request, page):
    """A list that names pupils is an opening too: one line, and the page is not shown without it."""
    if page.nominative:
        record(Acte.LECTURE, by=request.user, fonction="liste de l’école", pole=request.pole, identite=True)


@require_safe
def tri(request):
    """The coordinator's triage: what to decide before the deadline."""
    user, pole = request.user, request.pole
    if pole is None or not request.portee.is_pilote:
        raise PermissionDenied
    rows = piloted(user, pole)
    au_tri = rows.filter(etat__in=ETATS_AU_TRI)
    today = pole.today()
    shown = rows.filter(etat__in=ETATS_EN_COURS) if request.GET.get("etat") else au_tri
    if request.GET.get("attente"):
        shown = awaiting(rows, user, today)
    ordre = _order(request, "urgence")
    ecoles = Ecole.objects.visible_to(user).filter(pole=pole)
    rows = filtered(shown, request.GET, user, today)
    compteurs = compteurs_of(au_tri, request.GET, today)
    # Nothing narrows the list: the first number at the top is its count.
    compte = compteurs[0].nombre if rows is au_tri else ""
    context = {
        "page": page_of(rows, request.GET, ordre=ordre, pole=pole, motifs=True, compte=compte),
        "compteurs": compteurs,
        "filtres": Filtres(request.GET, pole=pole, ordre=ordre, ecoles=ecoles, tri=True),
    }
    return render(request, "saisines/tri.html", context)


def _order(request, default):
    ordre = request.GET.get("ordre", "")
    return ordre if ordre in ORDRES else default


@require_POST
def recherche(request):
    """Cases of one pupil, by exact name. A POST: a name never stands in an address (S4, menaces.md T5).

    One page, for the same reason: a link to a second one would have to carry the name.
    """
    form = RechercheForm(request.POST)
    pole, portee = request.pole, request.portee
    if pole is None or not (portee.is_pilote or portee.is_directeur):
        raise PermissionDenied
    context = {"form": form}
    if form.is_valid():
        record(Acte.IDENTITE, by=request.user, fonction="recherche d’un nom", pole=pole, identite=True)
        rows = named(
            Saisine.objects.visible_to(request.user).du_pole(pole), request.user, pole, **form.cleaned_data
        )
        page = page_of(rows, QueryDict(), ordre="recente", pole=pole)
        context |= {"page": replace(page, suivante=""), "others": bool(page.suivante), "par_page": PAR_PAGE}
    return render(request, "saisines/recherche.html", context)
