"""Bare pages: session, user, one query, a small template. No right beyond the obvious join, no layout."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template import Context, Engine
from django.urls import path
from django.utils import timezone

from pole.models import Affectation, Motif
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


class FactForm(forms.Form):
    """One line of the table of facts."""

    quand = forms.CharField(required=False, max_length=200)
    ou = forms.CharField(required=False, max_length=200)
    quoi = forms.CharField(required=False, max_length=2000)
    suite = forms.CharField(required=False, max_length=2000)


FactFormSet = forms.formset_factory(FactForm, extra=0)


class StepForm(forms.Form):
    """The same step as the application's, as a plain form: texts, choices of the pole, closed lists."""

    question = forms.CharField(max_length=2000)
    points_appui = forms.CharField(required=False, max_length=2000)
    hypotheses = forms.CharField(required=False, max_length=2000)
    acquis = forms.CharField(required=False, max_length=2000)
    nature_difficulte = forms.ChoiceField(required=False, choices=[("", ""), ("scolaire", "Scolaire")])
    frequence = forms.ChoiceField(required=False, choices=[("", ""), ("jour", "Chaque jour")])
    tendance = forms.ChoiceField(required=False, choices=[("", ""), ("stable", "C’est pareil")])
    danger_eleve = forms.ChoiceField(required=False, choices=[("", ""), ("aucun", "Aucun")])

    def __init__(self, *args, pole, **kwargs):
        super().__init__(*args, **kwargs)
        motifs = Motif.objects.filter(pole=pole, actif=True)
        self.fields["motifs"] = forms.ModelMultipleChoiceField(motifs, required=False)


@login_required
def write(request, pk):
    """One step of the form: read, validated and saved in a transaction, without any rule of the domain."""
    saisine = get_object_or_404(Saisine, pk=pk)
    form = StepForm(request.POST, pole=saisine.pole_id)
    facts = FactFormSet(request.POST, prefix="faits")
    if not form.is_valid() or not facts.is_valid():
        return HttpResponse(status=400)
    content = {name: form.cleaned_data[name] for name in form.fields if name != "motifs"}
    with transaction.atomic():
        step = Etape.objects.select_for_update().filter(saisine=saisine, code="bare").first()
        step = step or Etape(saisine=saisine, code="bare", modifiee_par=request.user)
        step.contenu = content | {"faits": facts.cleaned_data}
        step.save()
        saisine.motifs.set(form.cleaned_data["motifs"])
        saisine.save(update_fields=["updated_at"])
    return HttpResponseRedirect(f"/cas/{pk}/")


urlpatterns = [
    path("tri/", triage),
    path("membre/", member),
    path("cas/<uuid:pk>/", case),
    path("cas/<uuid:pk>/ecrire/", write),
]
