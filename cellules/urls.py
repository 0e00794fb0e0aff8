from django.urls import path

from cellules.views import abonnements, annee, convocation, convocations, ordre_du_jour, regards

app_name = "cellules"
urlpatterns = [
    path("", annee.annee, name="annee"),
    path("proposer/", annee.proposer, name="proposer"),
    path("publier/", annee.publier_annee, name="publier"),
    path("ajouter/", annee.ajouter_reunion, name="ajouter"),
    path("calendrier/", abonnements.abonnement, name="abonnement"),
    path("calendrier/arreter/", abonnements.arreter, name="arreter_abonnement"),
    path("calendrier/<str:jeton>.ics", abonnements.flux, name="flux"),
    path("<uuid:pk>/", annee.detail, name="detail"),
    path("<uuid:pk>/modifier/", annee.modifier_reunion, name="modifier"),
    path("<uuid:pk>/annuler/", annee.annuler_reunion, name="annuler"),
    path("<uuid:pk>/ordre-du-jour/", ordre_du_jour.ordre_du_jour, name="ordre_du_jour"),
    path("<uuid:pk>/ordre-du-jour/point/", ordre_du_jour.ajouter_un_point, name="ajouter_point"),
    path(
        "<uuid:pk>/ordre-du-jour/point/<uuid:point>/retirer/",
        ordre_du_jour.retirer_un_point,
        name="retirer_point",
    ),
    path("<uuid:pk>/ordre-du-jour/situation/", ordre_du_jour.ajouter_une_situation, name="ajouter_situation"),
    path("<uuid:pk>/convocations/", convocations.convocations, name="convocations"),
    path("<uuid:pk>/convocations/proposer/", convocations.proposer, name="proposer_convocations"),
    path("<uuid:pk>/convocations/relire/", convocations.relire, name="relire_convocations"),
    path("<uuid:pk>/convocations/situation/<uuid:inscription>/", convocations.convier, name="convier"),
    path(
        "<uuid:pk>/convocations/personne/<uuid:convie>/retirer/",
        convocations.retirer,
        name="retirer_convie",
    ),
    path(
        "<uuid:pk>/convocations/<uuid:convocation>/representer/",
        convocations.representer,
        name="representer",
    ),
    path("formation-habituelle/", convocations.formation, name="formation"),
    path("convocations/<uuid:pk>/", convocation.convocation, name="convocation"),
    path("regards/<uuid:pk>/", regards.regards, name="regards"),
    path("convocations/<uuid:pk>/convocation.pdf", convocation.lettre, name="convocation_pdf"),
]
