"""The pole sets its own rules, words and dates."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from pole.calendrier import CalendrierInconnu, annee_scolaire, nom_annee
from pole.enums import DroitPole
from pole.forms.reglages import CalendrierForm, MetierForm, MotifForm, ReglagesForm
from pole.models import CodeVacances, Metier, Motif, Vacances
from pole.services.calendrier import calendrier_du_pole
from pole.services.reglages import correct_calendar, save_pole, save_reference
from pole.views.poles import current_pole

LISTES = {
    "metiers": (Metier, MetierForm, "Métiers du pôle", "Ajouter un métier"),
    "motifs": (Motif, MotifForm, "Motifs de saisine", "Ajouter un motif"),
}


def _fil(*pages):
    return [("Le pôle", reverse("pole:detail")), *pages]


@require_http_methods(["GET", "POST"])
def reglages(request):
    pole = current_pole(request, DroitPole.ADMINISTRER)
    form = ReglagesForm(request.POST or None, instance=pole)
    if request.method == "POST" and form.is_valid():
        save_pole(form.save(commit=False), by=request.user)
        messages.success(request, "Les réglages sont enregistrés.")
        return redirect("pole:reglages")
    return render(request, "pole/reglages.html", {"form": form, "fil": _fil()})


def _liste(liste):
    if liste not in LISTES:
        raise Http404
    return LISTES[liste]


@require_safe
def reference_list(request, liste):
    model, _, titre, ajouter = _liste(liste)
    pole = current_pole(request, DroitPole.ADMINISTRER)
    rows = model.objects.visible_to(request.user).filter(pole=pole).order_by("-actif", "rang", "nom")
    fil = _fil(("Réglages", reverse("pole:reglages")))
    return render(
        request,
        "pole/reference_list.html",
        {"rows": rows, "liste": liste, "titre": titre, "ajouter": ajouter, "fil": fil},
    )


@require_http_methods(["GET", "POST"])
def reference_form(request, liste, pk=None):
    """Add a word, or rename one; it is switched off, never deleted: past cases keep it."""
    model, form_class, titre, ajouter = _liste(liste)
    pole = current_pole(request, DroitPole.ADMINISTRER)
    mine = model.objects.visible_to(request.user).filter(pole=pole)
    row = get_object_or_404(mine, pk=pk) if pk else None
    form = form_class(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            save_reference(form.save(commit=False), pole=pole, by=request.user)
        except ValidationError:
            form.add_error("nom", "Ce nom existe déjà dans la liste.")
        else:
            messages.success(request, f"« {form.instance.nom} » est enregistré.")
            return redirect("pole:references", liste=liste)
    fil = _fil(("Réglages", reverse("pole:reglages")), (titre, reverse("pole:references", args=[liste])))
    return render(
        request,
        "pole/reference_form.html",
        {"form": form, "titre": f"Modifier « {row.nom} »" if row else ajouter, "fil": fil},
    )


def _year(request, pole) -> int:
    current = annee_scolaire(pole.today())
    asked = request.GET.get("annee", "")
    year = int(asked) if asked.isascii() and asked.isdigit() else current
    return year if current - 1 <= year <= current + 3 else current


@require_http_methods(["GET", "POST"])
def calendrier(request):
    """School dates of a year as this pole lives them. An empty or national date follows the zone."""
    pole = current_pole(request, DroitPole.CALENDRIER)
    annee = _year(request, pole)
    try:
        coupures = calendrier_du_pole(pole, annee)
    except CalendrierInconnu:
        coupures = ()
    form = CalendrierForm(request.POST or None, coupures=coupures)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        dates = {
            code: (data.get(f"debut_{code}"), data.get(f"reprise_{code}")) for code in CodeVacances.values
        }
        correct_calendar(pole, annee, dates=dates, by=request.user)
        messages.success(request, f"Le calendrier {nom_annee(annee)} est enregistré.")
        return redirect(f"{reverse('pole:calendrier')}?annee={annee}")
    own = Vacances.objects.visible_to(request.user).filter(pole=pole, annee=annee)
    current = annee_scolaire(pole.today())
    return render(
        request,
        "pole/calendrier.html",
        {
            "form": form,
            "annee": annee,
            "nom_annee": nom_annee(annee),
            "annees": [(year, nom_annee(year)) for year in range(current, current + 3)],
            "corrections": {row.code: row.get_code_display() for row in own},
            "inconnu": not coupures,
            "pole": pole,
            "fil": _fil(),
        },
    )
