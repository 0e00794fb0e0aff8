"""Root addresses (contrat: the names that links in mails and guides rely on)."""

from allauth.account import views as account
from django.urls import include, path

from pole.conf import views

urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("connexion/", account.login, name="account_login"),
    path("deconnexion/", account.logout, name="account_logout"),
    path("compte/", include("pole.urls_compte")),
    path("envois/", include("pole.urls_envois")),
    path("saisines/", include("saisines.urls")),
    path("cellules/", include("cellules.urls")),
    path("partenaires/", include("partenaires.urls")),
    path("pole/", include("pole.urls")),
]
