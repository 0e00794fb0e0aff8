"""The note de partage: what an outside partner will read of a case."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from saisines.enums import Droit, TypeAccord
from saisines.forms.partages import NoteForm
from saisines.partage import a_verifier, age_of, note_of
from saisines.services import partages
from saisines.views.communs import open_fiche, reach
from saisines.views.gestes import attempt


@require_http_methods(["GET", "HEAD", "POST"])
def note(request, pk):
    """Write it, reread it. What stands out in it is shown, and blocks nothing."""
    saisine, relations = reach(request, pk, droit=Droit.ECRIRE_NOTE)
    fiche = open_fiche(request, saisine, relations)
    row = note_of(saisine)
    form = _form(request, fiche, row)
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("texte", "version")}
        if attempt(form, lambda: partages.ecrire(saisine, by=request.user, relue=form.is_relue, **data)):
            messages.success(request, "La note est enregistrée.")
            return redirect("saisines:note_de_partage", pk)
    texte = form["texte"].value() or ""
    context = {"saisine": saisine, "fiche": fiche, "form": form, "note": row}
    context["a_verifier"] = a_verifier(texte, fiche)
    context["accords"] = [one for one in fiche.accords if one.type == TypeAccord.PARTAGE]
    context["age"] = age_of(saisine, fiche.today)
    return render(request, "saisines/note_de_partage.html", context)


def _form(request, fiche, row):
    """The words as this person reads them: without the pupil's name until they have asked for it."""
    texte = fiche.masked(row.texte) if row else ""
    initial = {"texte": texte, "version": row.version if row else 0, "relue": bool(row and row.is_relue)}
    return NoteForm(request.POST or None, initial=initial, peut_relire=Droit.CONFIER in fiche.droits)
