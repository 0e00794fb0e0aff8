from django.urls import path

from cellules import views

app_name = "cellules"
urlpatterns = [
    path("", views.annee, name="annee"),
    path("proposer/", views.proposer, name="proposer"),
    path("publier/", views.publier_annee, name="publier"),
    path("ajouter/", views.ajouter_reunion, name="ajouter"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/modifier/", views.modifier_reunion, name="modifier"),
    path("<uuid:pk>/annuler/", views.annuler_reunion, name="annuler"),
]
