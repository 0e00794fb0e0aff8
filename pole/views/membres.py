"""People of the pole: who they are, inviting them, ending or lending a function."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pole.crypto import normalise
from pole.enums import FONCTIONS_ECOLE, DroitPole, Fonction
from pole.forms.membres import AdresseForm, FinForm, InvitationForm, RechercheForm, SuppleanceForm
from pole.models import AdresseSignalee, Affectation, Invitation, Personne
from pole.services.adresses import proposer_adresse, retablir, signaler
from pole.services.invitations import InvitationCloseError, annuler, confirmer, inviter, renvoyer
from pole.services.roles import end_role, name_stand_in
from pole.views.poles import current_pole

PAR_PAGE = 25
GROUPES = (("equipe", "Équipe du pôle"), ("ecoles", "Écoles"))
ACTIONS = {
    "confirmer": (confirmer, "La fonction est ouverte. La personne est prévenue."),
    "annuler": (annuler, "L’invitation est retirée : son lien ne sert plus."),
    "renvoyer": (renvoyer, "L’invitation est repartie, avec un nouveau lien."),
}


@require_safe
def membre_list(request):
    """Roles of the pole, the team first; invitations that wait, those to confirm above everything."""
    pole = current_pole(request)
    if not request.portee.is_du_pole:
        raise PermissionDenied
    groupe = "ecoles" if request.GET.get("qui") == "ecoles" else "equipe"
    roles = Affectation.objects.visible_to(request.user).filter(pole=pole).a_venir_ou_en_cours().for_list()
    of_schools = Q(fonction__in=FONCTIONS_ECOLE)
    roles = roles.filter(of_schools if groupe == "ecoles" else ~of_schools)
    form = RechercheForm(request.GET)
    if form.is_valid() and (words := normalise(form.cleaned_data["q"])):
        roles = roles.filter(Q(personne__nom_tri__contains=words) | Q(ecole__nom_tri__contains=words))
    invitations = Invitation.objects.visible_to(request.user).filter(pole=pole, annulee_le__isnull=True)
    waiting = list(invitations.filter(confirmee_le__isnull=True).for_list()[:100])
    return render(
        request,
        "pole/membre_list.html",
        {
            "page": Paginator(roles, PAR_PAGE).get_page(request.GET.get("page")),
            "recherche": form,
            "groupe": groupe,
            "groupes": GROUPES,
            "a_confirmer": [row for row in waiting if row.acceptee_le],
            "en_attente": [row for row in waiting if not row.acceptee_le],
            "may_administer": request.user.has_perm(DroitPole.ADMINISTRER, pole),
            "now_local": pole.today(),
        },
    )


@require_http_methods(["GET", "POST"])
def membre_inviter(request):
    pole = current_pole(request, DroitPole.ADMINISTRER)
    form = InvitationForm(request.POST or None, pole=pole)
    if request.method == "POST" and form.is_valid():
        try:
            inviter(pole=pole, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "L’invitation part dans les minutes qui viennent.")
            return redirect("pole:membres")
    fil = [("Le pôle", reverse("pole:detail")), ("Personnes", reverse("pole:membres"))]
    return render(request, "pole/membre_inviter.html", {"form": form, "fil": fil})


@require_POST
def invitation_action(request, pk, action):
    """Confirm, withdraw or send again an invitation of the pole or of one's school."""
    offered = get_object_or_404(Invitation.objects.visible_to(request.user).for_list(), pk=pk)
    if action not in ACTIONS:
        raise Http404
    service, done = ACTIONS[action]
    try:
        service(offered, by=request.user)
    except InvitationCloseError:
        messages.error(request, "Cette invitation a déjà reçu une réponse, ou elle a été retirée.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect(
        "pole:membres" if request.user.has_perm(DroitPole.ADMINISTRER, offered.pole) else offered.ecole
    )


def _role(request, pk):
    """A role that this person may change. 404 if they may not see it, 403 if they only see it."""
    role = get_object_or_404(Affectation.objects.visible_to(request.user).for_list(), pk=pk)
    if not request.user.has_perm(DroitPole.ADMINISTRER, role):
        raise PermissionDenied
    return role


def _people(request, pole):
    """Who may stand in: people who already hold a function in the pole."""
    roles = Affectation.objects.visible_to(request.user).filter(pole=pole).en_cours()
    return Personne.objects.visible_to(request.user).filter(pk__in=roles.values("personne"))


def _role_page(request, role, fin=None, suppleance=None, adresse=None):
    pole = role.pole
    fil = [("Le pôle", reverse("pole:detail")), ("Personnes", reverse("pole:membres"))]
    suppleance = suppleance or SuppleanceForm(personnes=_people(request, pole))
    fin, adresse = fin or FinForm(), adresse or AdresseForm()
    stand_ins = Affectation.objects.visible_to(request.user).filter(supplee=role)
    return render(
        request,
        "pole/membre_detail.html",
        {
            "role": role,
            "fin": fin,
            "suppleance": suppleance,
            "suppleances": stand_ins.a_venir_ou_en_cours().for_list(),
            "adresse": adresse,
            "signalee": AdresseSignalee.objects.visible_to(request.user)
            .filter(personne=role.personne, pole=pole)
            .first(),
            "formulaires": [adresse, fin, suppleance],
            "fil": fil,
            "peut_suppleer": role.fonction not in (Fonction.ENSEIGNANT, Fonction.PARTENAIRE),
        },
    )


@require_safe
def membre_detail(request, pk):
    return _role_page(request, _role(request, pk))


@require_POST
def membre_terminer(request, pk):
    role = _role(request, pk)
    form = FinForm(request.POST)
    if form.is_valid():
        try:
            ended = end_role(role, dernier_jour=form.cleaned_data["dernier_jour"], by=request.user)
        except ValidationError as error:
            form.add_error("dernier_jour", error.messages)
        else:
            messages.success(request, f"Fonction close : dernier jour le {ended.dates[1]:%d/%m/%Y}.")
            return redirect(
                "pole:membres" if request.user.has_perm(DroitPole.ADMINISTRER, role.pole) else role.ecole
            )
    return _role_page(request, role, fin=form)


@require_POST
def membre_suppleance(request, pk):
    role = _role(request, pk)
    form = SuppleanceForm(request.POST, personnes=_people(request, role.pole))
    if form.is_valid():
        try:
            name_stand_in(role, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "La suppléance est notée : elle s’ouvre et se ferme seule.")
            return redirect("pole:membre", pk=role.pk)
    return _role_page(request, role, suppleance=form)


@require_POST
def membre_adresse(request, pk):
    """Say that an address does not work here, or works again."""
    role, etat = _role(request, pk), request.POST.get("etat", "")
    if etat == "refusee":
        signaler(role, by=request.user)
        messages.success(request, SIGNALEE)
    elif etat == "retablie":
        messages.success(request, RETABLIE if retablir(role, by=request.user) else ESSAYEE)
    else:
        raise Http404
    return redirect("pole:membre", pk=role.pk)


SIGNALEE = "C’est noté. Les situations de ses convocations se referment jusqu’à ce qu’une adresse fonctionne."
RETABLIE = "C’est noté. Ses convocations repartent, et ce qu’elles ouvrent se rouvre."
ESSAYEE = "Un courriel d’essai part. S’il arrive, ses convocations repartent et leurs situations se rouvrent."


@require_POST
def membre_nouvelle_adresse(request, pk):
    """Send a link to a new address: its owner, signed in, makes it theirs."""
    role = _role(request, pk)
    form = AdresseForm(request.POST)
    if form.is_valid():
        try:
            proposer_adresse(role, form.cleaned_data["nouvelle"], by=request.user)
        except ValidationError as error:
            form.add_error("nouvelle", error.messages)
        else:
            messages.success(request, "Un lien part à la nouvelle adresse. Rien ne change avant sa réponse.")
            return redirect("pole:membre", pk=role.pk)
    return _role_page(request, role, adresse=form)
