from django.urls import path

from cellules.views import annee

app_name = "cellules"
urlpatterns = [
    path("", annee.annee, name="annee"),
    path("proposer/", annee.proposer, name="proposer"),
    path("publier/", annee.publier_annee, name="publier"),
    path("ajouter/", annee.ajouter_reunion, name="ajouter"),
    path("<uuid:pk>/", annee.detail, name="detail"),
    path("<uuid:pk>/modifier/", annee.modifier_reunion, name="modifier"),
    path("<uuid:pk>/annuler/", annee.annuler_reunion, name="annuler"),
]
