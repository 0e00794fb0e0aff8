"""Root addresses (contrat: the names that links in mails and guides rely on)."""

from django.urls import include, path

from pole.conf import views
from pole.views import comptes

urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("accessibilite/", views.accessibilite, name="accessibilite"),
    path("mentions-legales/", views.mentions_legales, name="mentions_legales"),
    path("donnees-personnelles/", views.donnees_personnelles, name="donnees_personnelles"),
    path("sante/", views.sante, name="sante"),
    path("connexion/", comptes.connexion, name="account_login"),
    path("connexion/demonstration/", comptes.connexion_demonstration, name="connexion_demonstration"),
    path("deconnexion/", comptes.deconnexion, name="account_logout"),
    path("compte/", include("pole.urls_compte")),
    path("envois/", include("pole.urls_envois")),
    path("saisines/", include("saisines.urls")),
    path("cellules/", include("cellules.urls")),
    path("partenaires/", include("partenaires.urls")),
    path("pole/", include("pole.urls")),
]
