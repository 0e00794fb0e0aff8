"""Schools of the pole: the list, one school, its director and its teachers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pole.crypto import normalise
from pole.enums import DroitPole, Fonction
from pole.forms.membres import DirectionForm, EnseignantsForm, RechercheForm
from pole.models import Affectation, Ecole, Invitation, Personne
from pole.services.directions import remplacer_direction
from pole.services.invitations import inviter, inviter_ecoles, schools_to_invite
from pole.views.poles import current_pole

PAR_PAGE = 25


def _directors(request):
    roles = Affectation.objects.visible_to(request.user).filter(fonction=Fonction.DIRECTEUR)
    return roles.en_cours().select_related("personne").order_by("debut")


@require_safe
def ecole_list(request):
    """Schools of the directory, with who directs them and whether they were invited."""
    pole = current_pole(request)
    may_administer = request.user.has_perm(DroitPole.ADMINISTRER, pole)
    schools = Ecole.objects.visible_to(request.user).filter(pole=pole)
    form = RechercheForm(request.GET)
    form.fields["q"].label = "Nom ou commune"
    if form.is_valid():
        for word in normalise(form.cleaned_data["q"]).split():
            schools = schools.filter(nom_tri__contains=word)
    offered = Invitation.objects.visible_to(request.user).filter(ecole=OuterRef("pk"))
    offered = offered.filter(fonction=Fonction.DIRECTEUR, annulee_le__isnull=True, confirmee_le__isnull=True)
    schools = schools.annotate(est_invitee=Exists(offered))
    schools = schools.prefetch_related(Prefetch("affectations", _directors(request), to_attr="directions"))
    return render(
        request,
        "pole/ecole_list.html",
        {
            "page": Paginator(schools, PAR_PAGE).get_page(request.GET.get("page")),
            "recherche": form,
            "may_administer": may_administer,
            "a_inviter": schools_to_invite(pole).count() if may_administer else 0,
        },
    )


@require_POST
def ecole_inviter_toutes(request):
    pole = current_pole(request, DroitPole.ADMINISTRER)
    sent = len(inviter_ecoles(pole, by=request.user))
    word = "école est invitée" if sent == 1 else "écoles sont invitées"
    messages.success(request, f"{sent} {word}, par la boîte de l’école.")
    return redirect("pole:ecoles")


def _school(request, pk, droit=None):
    school = get_object_or_404(Ecole.objects.visible_to(request.user).select_related("pole"), pk=pk)
    if droit is not None and not request.user.has_perm(droit, school):
        raise PermissionDenied
    return school


def _page(request, school, form=None):
    roles = Affectation.objects.visible_to(request.user).filter(ecole=school).a_venir_ou_en_cours().for_list()
    may_invite = request.user.has_perm(DroitPole.INVITER, school)
    offered = Invitation.objects.visible_to(request.user).filter(ecole=school, confirmee_le__isnull=True)
    return render(
        request,
        "pole/ecole_detail.html",
        {
            "ecole": school,
            "roles": roles,
            "invitations": offered.filter(annulee_le__isnull=True).for_list() if may_invite else (),
            "may_administer": request.user.has_perm(DroitPole.ADMINISTRER, school),
            "may_invite": may_invite,
            "form": form or EnseignantsForm(),
            "fil": [("Le pôle", reverse("pole:detail")), ("Écoles", reverse("pole:ecoles"))],
            "lignes": [
                ("UAI", school.uai),
                ("Type", school.get_nature_display()),
                ("Éducation prioritaire", school.get_education_prioritaire_display()),
                ("Adresse", f"{school.adresse}\n{school.code_postal} {school.commune}".strip()),
                ("Téléphone", school.telephone),
                ("Boîte de l’école", school.mail),
            ],
        },
    )


@require_safe
def ecole_detail(request, pk):
    return _page(request, _school(request, pk))


@require_POST
def ecole_enseignants(request, pk):
    """A director, or the pole, invites teachers by their own addresses."""
    school = _school(request, pk, DroitPole.INVITER)
    form = EnseignantsForm(request.POST)
    if not form.is_valid():
        return _page(request, school, form)
    refused = []
    for adresse in form.cleaned_data["adresses"]:
        try:
            inviter(
                pole=school.pole, ecole=school, fonction=Fonction.ENSEIGNANT, adresse=adresse, by=request.user
            )
        except ValidationError as error:
            refused.append(f"{adresse} : {' '.join(error.messages)}")
    sent = len(form.cleaned_data["adresses"]) - len(refused)
    if sent:
        messages.success(request, f"{sent} invitation{'s' if sent > 1 else ''} en route.")
    for line in refused:
        messages.warning(request, line)
    return redirect(school)


@require_http_methods(["GET", "POST"])
def ecole_direction(request, pk):
    """Change of director: the old one keeps the school during the overlap, the new one has it at once."""
    school = _school(request, pk, DroitPole.ADMINISTRER)
    people = Affectation.objects.visible_to(request.user).filter(pole=school.pole).en_cours()
    form = DirectionForm(
        request.POST or None,
        personnes=Personne.objects.visible_to(request.user).filter(pk__in=people.values("personne")),
        directions=_directors(request).filter(ecole=school),
    )
    if request.method == "POST" and form.is_valid():
        try:
            _change(school, form.cleaned_data, request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "Le changement de direction est noté, avec ses dates.")
            return redirect(school)
    fil = [
        ("Le pôle", reverse("pole:detail")),
        ("Écoles", reverse("pole:ecoles")),
        (school.nom, school.get_absolute_url()),
    ]
    return render(request, "pole/ecole_direction.html", {"ecole": school, "form": form, "fil": fil})


def _change(school, data, by):
    remplacer_direction(
        school,
        a_partir_du=data["a_partir_du"],
        sortant=data["sortant"],
        successeur=data["successeur"],
        adresse=data["adresse"],
        titre=data["titre"],
        by=by,
    )
