"""Writing a saisine: before the form, then one step at a time."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pole.echeances import prochaine_echeance
from pole.enums import Fonction, QuiSaisit
from pole.models import Ecole
from pole.services.permanence import reachable
from saisines.enums import ETATS_PRIVES
from saisines.forms.envoi import NouvelleForm
from saisines.fusion import written
from saisines.models import Saisine
from saisines.natures import AVANT, Etape, description
from saisines.services.brouillon import DraftClosedError, StaleStepError, save_step
from saisines.services.coffre import local_vault
from saisines.services.dossier import create_draft, may_bring
from saisines.views.confiance import may_confide
from saisines.views.conflit import said
from saisines.views.outils import Redaction, closed_page
from saisines.views.page import PageEtape

BROUILLONS_MAX = 5
# The others are one click away, on « Qui fait quoi ».
EQUIPE_MAX = 4


@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle(request):
    """« Avant de saisir »: who to call, the dates, the drafts to go on with; POST starts a draft."""
    pole = request.pole
    ecoles = _schools(request)
    form = None
    du_pole = may_bring(request.user, pole) if pole else False
    if ecoles or du_pole:
        liste = [str(ligne) for ligne in pole.avant_de_saisir]
        form = NouvelleForm(request.POST or None, ecoles=ecoles, liste=liste, du_pole=du_pole)
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid():
            saisine = _start(request, form)
            return redirect("saisines:modifier", saisine.pk, description(saisine.nature).premiere)
    brouillons = Saisine.objects.visible_to(request.user).filter(etat__in=ETATS_PRIVES, pole=pole)
    joignables = reachable(pole, request.user) if pole else []
    context = {
        "form": form,
        "brouillons": brouillons.for_list().order_by("-updated_at")[:BROUILLONS_MAX],
        "echeance": prochaine_echeance(pole) if pole else None,
        "coordination": [role for role in joignables if role.fonction == Fonction.COORDONNATEUR],
        "equipe": [role for role in joignables if _answers_the_phone(role)][:EQUIPE_MAX],
        "ressources": pole.ressources_proposees if pole else [],
        "numeros": pole.numeros_locaux if pole else [],
        "en_confiance": may_confide(request),
        "situation_du_pole": du_pole and not ecoles,
        "direction_seule": bool(request.portee and request.portee.is_enseignant and not ecoles),
    }
    return render(request, "saisines/saisie/nouvelle.html", context)


def _answers_the_phone(role) -> bool:
    return role.fonction == Fonction.MEMBRE and bool(role.personne.telephone)


def _schools(request) -> list:
    """Schools of the current pole for which this person may write, by name."""
    if request.pole is None:
        return []
    alone = request.pole.qui_saisit == QuiSaisit.DIRECTION
    ids = request.portee.direction if alone else request.portee.ecoles()
    return list(Ecole.objects.visible_to(request.user).filter(pk__in=ids))


def _start(request, form: NouvelleForm) -> Saisine:
    """Create the draft once per token; what was ticked before is its first step."""
    saisine, created = create_draft(
        by=request.user,
        pole=request.pole,
        ecole=form.school(),
        jeton=form.cleaned_data["jeton"],
        nature=form.cleaned_data["nature"],
    )
    deja_fait = form.cleaned_data.get("deja_fait")
    if created and deja_fait:
        save_step(saisine, AVANT, {"deja_fait": deja_fait}, version=0, by=request.user)
    return saisine


def _etape_or_404(redaction: Redaction, code: str) -> Etape:
    try:
        etape = redaction.description.etape(code)
    except KeyError:
        raise Http404 from None
    if not etape.contenu:
        raise Http404
    return etape


@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request, pk, etape):
    """One step of the form."""
    redaction = Redaction(request, pk)
    described = _etape_or_404(redaction, etape)
    if not redaction.saisine.is_prive:
        return closed_page(request, redaction.saisine)
    page = PageEtape(request, redaction, described)
    return page.post() if request.method == "POST" else page.get()


@require_POST
def enregistrer(request, pk, etape):
    """Background save of one step. JSON: {version, base, enregistre_a, erreurs}, or {erreur, message}."""
    redaction = Redaction(request, pk)
    described = _etape_or_404(redaction, etape)
    page = PageEtape(request, redaction, described)
    saisie = page.saisie(request.POST)
    try:
        version = page.save(saisie.data())
    except StaleStepError as conflict:
        answer = {"erreur": "conflit", "message": said(conflict, request.user), "version": conflict.version}
        return JsonResponse(answer, status=409)
    except DraftClosedError as closed:
        return JsonResponse({"erreur": "transmise", "message": str(closed)}, status=409)
    now = timezone.now().astimezone(redaction.pole.tz)
    answer = {"version": version, "base": written(page.base), "enregistre_a": f"{now:%H:%M}"}
    return JsonResponse(answer | {"erreurs": saisie.errors()})


@require_safe
def coffre(request, pk):
    """Key of this person for this saisine, and a fresh anti-forgery token after a new sign-in (JSON)."""
    redaction = Redaction(request, pk)
    if not redaction.saisine.is_prive:
        return JsonResponse({"erreur": "transmise"}, status=409)
    vault = local_vault(request.user, redaction.saisine)
    return JsonResponse({"cle": vault.cle, "nom": vault.nom, "jeton": get_token(request)})
