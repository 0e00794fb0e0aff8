"""The outbox as people read it: what left, to whom, when; in the demonstration, the mail itself."""

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from pole.courriels import subject_of
from pole.models import Envoi, EtatEnvoi

PAR_PAGE = 25
TONS = {
    EtatEnvoi.A_ENVOYER: "attention",
    EtatEnvoi.ENVOYE: "succes",
    EtatEnvoi.ANNULE: "neutre",
    EtatEnvoi.ABANDONNE: "urgent",
}


def _outbox(request):
    """Mails of the current pole for those who pilot it; in the demonstration, one's own for everybody."""
    if not settings.DEMO and not request.portee.is_pilote:
        raise Http404
    mine_or_this_pole = Q(destinataire=request.user) | Q(pole=request.pole)
    return Envoi.objects.visible_to(request.user).filter(mine_or_this_pole).select_related("destinataire")


def _ready(envoi):
    """Words of a row for a page; the subject is not kept outside the demonstration."""
    envoi.titre = envoi.sujet or subject_of(envoi.gabarit)
    envoi.ton = TONS[envoi.etat]
    return envoi


@require_safe
def envoi_list(request):
    rows = _outbox(request).defer("contexte", "corps")
    page = Paginator(rows, PAR_PAGE).get_page(request.GET.get("page"))
    page.object_list = [_ready(envoi) for envoi in page.object_list]
    return render(request, "pole/envoi_list.html", {"page": page, "pilote": request.portee.is_pilote})


@require_safe
def envoi_detail(request, pk):
    envoi = _ready(get_object_or_404(_outbox(request).defer("contexte"), pk=pk))
    fil = [("Courriels", reverse("envois:list"))]
    return render(request, "pole/envoi_detail.html", {"envoi": envoi, "fil": fil})
