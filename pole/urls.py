"""Addresses of the organisation, under /pole/."""

from django.urls import path

from pole.views import absences, annuaire, ecoles, invitations, membres, poles, reglages

app_name = "pole"
urlpatterns = [
    path("", poles.pole_detail, name="detail"),
    path("choisir/", poles.pole_choisir, name="choisir"),
    path("changer/", poles.pole_changer, name="changer"),
    path("qui-fait-quoi/", annuaire.qui_fait_quoi, name="qui_fait_quoi"),
    path("absences/", absences.absence_list, name="absences"),
    path("absences/<uuid:pk>/retirer/", absences.absence_retirer, name="absence_retirer"),
    path("membres/", membres.membre_list, name="membres"),
    path("membres/inviter/", membres.membre_inviter, name="inviter"),
    path("membres/<uuid:pk>/", membres.membre_detail, name="membre"),
    path("membres/<uuid:pk>/terminer/", membres.membre_terminer, name="membre_terminer"),
    path("membres/<uuid:pk>/suppleance/", membres.membre_suppleance, name="membre_suppleance"),
    path("membres/<uuid:pk>/adresse/", membres.membre_adresse, name="membre_adresse"),
    path(
        "membres/<uuid:pk>/adresse/nouvelle/",
        membres.membre_nouvelle_adresse,
        name="membre_nouvelle_adresse",
    ),
    path("invitations/<uuid:pk>/<slug:action>/", membres.invitation_action, name="invitation_action"),
    path("invitation/compte/", invitations.invitation_compte, name="invitation_compte"),
    path("invitation/code/", invitations.invitation_code, name="invitation_code"),
    path("invitation/accepter/", invitations.invitation_accepter, name="invitation_accepter"),
    path("invitation/attente/", invitations.invitation_attente, name="invitation_attente"),
    path("invitation/<str:jeton>/", invitations.invitation, name="invitation"),
    path("ecoles/", ecoles.ecole_list, name="ecoles"),
    path("ecoles/inviter/", ecoles.ecole_inviter_toutes, name="ecoles_inviter"),
    path("ecoles/<uuid:pk>/", ecoles.ecole_detail, name="ecole"),
    path("ecoles/<uuid:pk>/enseignants/", ecoles.ecole_enseignants, name="ecole_enseignants"),
    path("ecoles/<uuid:pk>/direction/", ecoles.ecole_direction, name="ecole_direction"),
    path("reglages/", reglages.reglages, name="reglages"),
    path("reglages/<slug:liste>/", reglages.reference_list, name="references"),
    path("reglages/<slug:liste>/ajouter/", reglages.reference_form, name="reference_ajouter"),
    path("reglages/<slug:liste>/<uuid:pk>/", reglages.reference_form, name="reference"),
    path("calendrier/", reglages.calendrier, name="calendrier"),
]
