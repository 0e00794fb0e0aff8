"""Noting the written agreements of the parents: they come back late, and the school notes them then."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect

from partenaires.models import Structure
from saisines.accords import concerns
from saisines.enums import Droit, TypeAccord
from saisines.forms.accords import AUTRE, AccordForm
from saisines.services import accords
from saisines.views.communs import open_fiche, reach
from saisines.views.gestes import attempt, page, page_et_envoi

NOTE = "C’est noté."
PREVENUES = f"{NOTE} Les personnes qui attendaient cette réponse sont prévenues."


def _reach(request, pk):
    """The case of somebody who may note there: 404 for a case that asks nothing of parents."""
    saisine, relations = reach(request, pk, droit=Droit.ACCORDER)
    if not concerns(saisine):
        raise Http404
    open_fiche(request, saisine, relations)
    return saisine


@page_et_envoi
def noter(request, pk, type):
    """A first note; the agreement that is noted already is opened instead."""
    saisine = _reach(request, pk)
    if type not in TypeAccord.values:
        raise Http404
    known = next((row for row in saisine.accords.all() if row.type == type != TypeAccord.PARTAGE), None)
    if known:
        return redirect("saisines:accord", pk, known.pk)
    structures = _structures(request, saisine) if type == TypeAccord.PARTAGE else None
    form = AccordForm(request.POST or None, structures=structures)
    if request.method == "POST" and form.is_valid():
        partner = _partner(form, request, saisine)
        if attempt(
            form, lambda: accords.noter(saisine, by=request.user, type=type, reponse=form.reponse, **partner)
        ):
            _say(request, saisine)
            return redirect("saisines:documents", pk)
    return page(request, saisine, form, "Accord des parents", "Noter", chapeau=TypeAccord(type).label)


@page_et_envoi
def changer(request, pk, accord):
    """What has become of one agreement."""
    saisine = _reach(request, pk)
    row = get_object_or_404(saisine.accords.all(), pk=accord)
    names = ("version", "etat", "le", "signataire", "precision")
    initial = {name: getattr(row, name) for name in names} | {"vu": row.vu_par_id is not None}
    form = AccordForm(request.POST or None, initial=initial, signe=row.signe_le is not None)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        if attempt(
            form, lambda: accords.changer(row, by=request.user, version=version, reponse=form.reponse)
        ):
            _say(request, saisine)
            return redirect("saisines:documents", pk)
    titre = row.get_type_display()
    chapeau = f"{titre} : {row.partenaire}" if row.partenaire else titre
    return page(request, saisine, form, "Accord des parents", "Noter", chapeau=chapeau)


def _say(request, saisine) -> None:
    messages.success(request, PREVENUES if accords.told(saisine, request.user) else NOTE)


def _structures(request, saisine) -> list[tuple[str, str]]:
    rows = Structure.objects.visible_to(request.user).filter(pole=saisine.pole_id)
    return [(str(pk), nom) for pk, nom in rows.values_list("pk", "nom")]


def _partner(form, request, saisine) -> dict:
    chosen = form.cleaned_data.get("partenaire", "")
    if not chosen:
        return {}
    if chosen == AUTRE:
        return {"partenaire": form.cleaned_data["partenaire_libre"]}
    rows = Structure.objects.visible_to(request.user).filter(pole=saisine.pole_id)
    return {"structure": get_object_or_404(rows, pk=chosen)}
