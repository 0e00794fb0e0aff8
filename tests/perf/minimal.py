"""Bare pages: session, user, one query, a small template. No right beyond the obvious join, no layout."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.template import Context, Engine
from django.urls import path
from django.utils import timezone

from pole.models import Affectation
from saisines.models import Acces, Etape, Saisine

_LIST = Engine().from_string(
    "<!doctype html><title>Liste</title><h1>Saisines</h1><table>{% for s in saisines %}<tr><td>"
    '<a href="/{{ s.pk }}/">{{ s.reference }}</a><td>{{ s.ecole.nom }}<td>{{ s.get_etat_display }}'
    '<td>{{ s.date_limite|date:"d/m/Y" }}<td>{{ s.niveau }}</tr>{% endfor %}</table>'
)
_CASE = Engine().from_string(
    "<!doctype html><title>{{ s.reference }}</title><h1>{{ s.reference }}</h1><p>{{ s.ecole.nom }}"
    "<p>{{ s.eleve.nom }} {{ s.eleve.prenom }}{% for e in etapes %}<h2>{{ e.code }}</h2>"
    "{% for k, v in e.contenu.items %}<p>{{ k }} : {{ v }}{% endfor %}{% endfor %}"
    "{% for e in evenements %}<p>{{ e.le }} {{ e.nom }}{% endfor %}"
)
_COLUMNS = ("reference", "ecole__nom", "etat", "date_limite", "niveau")


def _page(template, **context):
    return HttpResponse(template.render(Context(context)))


@login_required
def triage(request):
    pole = Affectation.objects.filter(personne=request.user).values_list("pole", flat=True)[0]
    cases = Saisine.objects.filter(pole=pole, etat__in=["transmise", "prise_en_charge", "complement_demande"])
    return _page(_LIST, saisines=cases.select_related("ecole").only(*_COLUMNS).order_by("date_limite")[:25])


@login_required
def member(request):
    now = timezone.now()
    named = Acces.objects.filter(user=request.user, ouvre_le__lte=now, expire_le__gt=now)
    cases = Saisine.objects.filter(pk__any_of=named.values("content_object"))
    return _page(_LIST, saisines=cases.select_related("ecole").only(*_COLUMNS).order_by("date_limite")[:25])


@login_required
def case(request, pk):
    saisine = Saisine.objects.select_related("ecole", "eleve").get(pk=pk)
    steps = Etape.objects.filter(saisine=pk)
    return _page(_CASE, s=saisine, etapes=steps, evenements=saisine.evenements.all())


@login_required
def write(request, pk):
    """One step of the form, saved without any rule."""
    step = Etape.objects.get(saisine=pk, code=request.POST["code"])
    step.contenu = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    step.save()
    return HttpResponseRedirect(f"/cas/{pk}/")


urlpatterns = [
    path("tri/", triage),
    path("membre/", member),
    path("cas/<uuid:pk>/", case),
    path("cas/<uuid:pk>/ecrire/", write),
]
