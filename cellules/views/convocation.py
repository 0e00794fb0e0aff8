"""One's own convocation: what it says, the answer by a button, and the letter to print."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cellules.convocations_lues import mes_situations
from cellules.creneaux import hour_of
from cellules.equipe import staff
from cellules.forms.convocations import ReponseForm, mots_de
from cellules.models import ReponseConvocation, TitreConvocation
from cellules.services.convocations import ConvocationRefusee
from cellules.services.reponses import repondre
from cellules.views.communs import attempt, posted, reach_letter


@require_http_methods(["GET", "HEAD", "POST"])
def convocation(request, pk):
    """Read one's convocation; answer it. Opening the page answers nothing."""
    letter = reach_letter(request, pk)
    if request.method == "POST" and letter.personne_id != request.user.pk:
        raise PermissionDenied
    form = ReponseForm(posted(request), titre=letter.titre, roles=_stand_ins(request, letter))
    if request.method == "POST" and form.is_valid():
        data = {"reponse": form.cleaned_data["reponse"], "representant": form.stands_in}
        if attempt(request, lambda: repondre(letter, by=request.user, **data), ConvocationRefusee, MERCI):
            return _after(request, letter)
    mine = letter.personne_id == request.user.pk
    context = {
        "convocation": letter,
        "mienne": mine,
        "reunion": letter.reunion,
        "heure": hour_of(letter),
        "situations": mes_situations(letter, request.user),
        "form": form,
        "reponses": _answers(request, letter),
        "ensuite": SUITES.get((letter.is_de_l_ecole, letter.reponse), "") if mine else "",
        "peut_etre_represente": form.roles,
    }
    return render(request, "cellules/convocation.html", context)


MERCI = "Merci, votre réponse est enregistrée. Vous pouvez en changer jusqu’au jour de la réunion."

# What follows an answer: whether it comes from a school, the answer → a sentence.
SUITES = {
    (True, ReponseConvocation.VISIO): "La coordination vous donne le lien. Sans lien la veille, appelez-la.",
    (True, ReponseConvocation.TELEPHONE): "Le pôle vous appelle à l’école, à cette heure-là.",
    (True, ReponseConvocation.EXCUSE): "Votre situation est étudiée, et vous recevrez la réponse du pôle.",
    (
        False,
        ReponseConvocation.AVIS,
    ): "Vous donnez un avis écrit\u00a0: il s’écrit ci-dessous, par situation.",
    (False, ReponseConvocation.EXCUSE): "Les situations de cette réunion se sont refermées pour vous.",
}


def _after(request, letter):
    """A written opinion is written on the page of the case; for several, the letter leads to each."""
    cases = mes_situations(letter, request.user) if letter.reponse == ReponseConvocation.AVIS else []
    to_write = [one.inscription for one in cases if one.regards]
    if len(to_write) == 1:
        return redirect("cellules:regards", to_write[0])
    return redirect(letter)


def _may_answer(request, letter) -> bool:
    mine = letter.personne_id == request.user.pk and letter.is_envoyee
    return mine and letter.reunion.date >= letter.reunion.pole.today()


def _stand_ins(request, letter):
    """Staff of the pole, proposed to the staff convened; nobody to the others."""
    if letter.titre != TitreConvocation.CONVOQUE or not _may_answer(request, letter):
        return []
    return [role for role in staff(letter.reunion.pole) if role.personne_id != letter.personne_id]


def _answers(request, letter):
    """One button for each answer that needs nothing else and is not given yet; none if nothing is asked."""
    if not _may_answer(request, letter):
        return []
    apart = {ReponseConvocation.REPRESENTE, letter.reponse}
    return [one for one in mots_de(letter.titre) if one[0] not in apart]
