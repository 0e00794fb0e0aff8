"""The forms of allauth for the second factor, in our words."""

from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm

NOM_DE_LA_CLE = "Nom de la clé"


class ActiverApplicationForm(ActivateTOTPForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = "Code affiché par l’application"
        code.help_text = "Six chiffres, qui changent toutes les trente secondes."
        code.largeur = "court"
        code.widget.attrs["inputmode"] = "numeric"


class AjouterCleForm(AddWebAuthnForm):
    """Ticked at first: the page of sign-in offers the key instead of the password."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        name, alone = self.fields["name"], self.fields["passwordless"]
        name.label = NOM_DE_LA_CLE
        name.help_text = "Pour la reconnaître. Par exemple\u00a0: téléphone, ordinateur du bureau."
        alone.label = "Cette clé remplace le mot de passe"
        alone.help_text = "Décochez si votre clé ne demande ni empreinte, ni visage, ni code."
        alone.initial = True
        alone.sans_optionnel = True


class RenommerCleForm(EditWebAuthnForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = NOM_DE_LA_CLE
