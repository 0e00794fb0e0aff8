"""Lists of cases: mine, the triage, and the search of a pupil by exact name."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pole.journal import record
from pole.models import Acte
from saisines.filtres import query_of
from saisines.forms.recherche import RechercheForm
from saisines.identite import reveal_lists
from saisines.liste_du_tri import ORDRE, rows_of_triage
from saisines.listes import PAR_PAGE, named, page_of, piloted
from saisines.models import Saisine
from saisines.noms import Noms
from saisines.rangees import Colonnes
from saisines.selection import Selection, my_cases, order_of
from saisines.tableau_du_tri import tableau_of

AU_TRI = Colonnes(motifs=True)


@require_safe
def mes_saisines(request):
    """What I may see in this pole, the latest first."""
    portee = request.portee
    context = {"portee": portee}
    if request.pole is not None:
        selection = selection_of(request)
        page = selection.page(request.GET)
        journal_names(request, page.nominative)
        context |= {
            "page": page,
            "filtres": selection.filtres(request.GET, portee),
            "noms": selection.noms,
            "retrouver": (portee.is_directeur or portee.is_pilote) and page.is_longue,
        }
    return render(request, "saisines/liste.html", context)


def selection_of(request):
    return my_cases(
        request.user, request.portee, request.pole, request.GET, request.session, request.pole.today()
    )


def journal_names(request, nominative):
    """A list that names pupils is an opening too: one line, and the page is not shown without it."""
    if nominative:
        fonction = function_of(request)
        record(Acte.LECTURE, by=request.user, fonction=fonction, pole=request.pole, identite=True)


def function_of(request):
    return "liste du pôle" if request.portee.is_du_pole else "liste de l’école"


@require_POST
def noms(request):
    """Show the names in the lists of this pole for half an hour: a logged act, of those who pilot it."""
    if request.pole is None or not request.portee.is_pilote:
        raise PermissionDenied
    record(Acte.IDENTITE, by=request.user, fonction="liste du pôle", pole=request.pole, identite=True)
    reveal_lists(request.session, request.pole)
    messages.info(request, "Les noms sont affichés pendant trente minutes. Cette consultation est notée.")
    return redirect(f"{reverse('saisines:list')}{query_of(request.POST)}")


@require_safe
def tri(request):
    """The coordinator's triage: what to decide before the deadline."""
    user, pole = request.user, request.pole
    if pole is None or not request.portee.is_pilote:
        raise PermissionDenied
    selection = triage_of(request)
    filtres = selection.filtres(request.GET, request.portee, tri=True)
    tableau = tableau_of(user, pole, request.GET, pole.today())
    # Nothing narrows the list: the first number at the top is its count.
    compte = "" if filtres.actifs else tableau.compteurs[0].nombre
    page = selection.page(request.GET, compte=compte, d_un_trait=True)
    journal_names(request, page.nominative)
    context = {"page": page, "tableau": tableau, "filtres": filtres, "premiere": _first(request, page)}
    return render(request, "saisines/tri.html", context)


def triage_of(request):
    user, pole = request.user, request.pole
    return Selection(
        rows=rows_of_triage(user, pole, request.GET),
        toutes=piloted(user, pole),
        ordre=order_of(request.GET, ORDRE),
        pole=pole,
        colonnes=AU_TRI,
        noms=Noms(user, pole, request.session),
    )


def _first(request, page):
    """Where « Trier une à une » begins: the first case shown, in the list of this address."""
    return f"{page.lignes[0].url}tri/{query_of(request.GET)}" if page.lignes else ""


@require_http_methods(["GET", "HEAD", "POST"])
def recherche(request):
    """Cases of one pupil, by exact name. A POST: a name never stands in an address (S4, menaces.md T5).

    One page, for the same reason: a link to a second one would have to carry the name. The address alone,
    reloaded or kept, leads back to the list and takes nothing along.
    """
    pole, portee = request.pole, request.portee
    if pole is None or not (portee.is_pilote or portee.is_directeur):
        raise PermissionDenied
    if request.method != "POST":
        return redirect("saisines:list")
    form = RechercheForm(request.POST)
    context = {"form": form}
    if form.is_valid():
        record(Acte.IDENTITE, by=request.user, fonction="recherche d’un nom", pole=pole, identite=True)
        rows = named(
            Saisine.objects.visible_to(request.user).du_pole(pole), request.user, pole, **form.cleaned_data
        )
        page = page_of(rows, QueryDict(), ordre="recente", pole=pole)
        context |= {"page": replace(page, suivante=""), "others": bool(page.suivante), "par_page": PAR_PAGE}
    return render(request, "saisines/recherche.html", context)
