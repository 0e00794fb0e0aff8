"""The pages where a mailed code is typed: those of allauth, with tries that outlive the session."""

from allauth.account import views as account
from django.contrib import messages
from django.shortcuts import redirect

from pole.limites import CODE, TROP_D_ESSAIS, take_try
from pole.services.comptes import look_up_nobody


class EssaisComptes:
    """Counts each code for its address and for the network, and works the same for an unknown address."""

    def post(self, request, *args, **kwargs):
        if getattr(self, "_action", "verify") == "resend":
            return super().post(request, *args, **kwargs)
        self.essai = take_try(request, CODE, self._process.state["email"])
        if self.essai is None:
            messages.error(request, TROP_D_ESSAIS)
            return redirect(request.get_full_path())
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self):
        # For a known address this reads its account (ASVS 6.3.8).
        if self._process.user is None:
            look_up_nobody()
        return super().get_form_kwargs()

    def form_valid(self, form):
        if essai := getattr(self, "essai", None):
            essai.rollback()
        return super().form_valid(form)


class CodeDeConnexion(EssaisComptes, account.ConfirmLoginCodeView):
    """The code of a sign-in."""


class CodeDeMotDePasse(EssaisComptes, account.ConfirmPasswordResetCodeView):
    """The code that lets choose a new password."""


code_de_connexion = CodeDeConnexion.as_view()
code_de_mot_de_passe = CodeDeMotDePasse.as_view()
