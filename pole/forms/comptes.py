"""Answering an invitation: one's own account, then the code that proves its address."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from pole.models import Personne
from pole.validators import validate_adresse_nominale


class CompteForm(forms.Form):
    """Account of the reader of an invitation. With a nominal one the address is given, not asked."""

    prenom = forms.CharField(label="Votre prénom", max_length=80)
    nom = forms.CharField(label="Votre nom", max_length=80)
    email = forms.EmailField(
        label="Votre adresse professionnelle",
        help_text="Celle que vous êtes seule ou seul à lire. Un code y sera envoyé.",
        validators=[validate_adresse_nominale],
        error_messages={"invalid": "Écrivez une adresse complète, par exemple prenom.nom@ac-academie.fr."},
    )
    mot_de_passe = forms.CharField(
        label="Votre mot de passe",
        required=False,
        strip=False,
        help_text="15 caractères ou plus : quatre ou cinq mots suffisent. "
        "Laissez vide pour entrer avec un code reçu par courriel.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, adresse: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.adresse = adresse
        for name, hint in (("prenom", "given-name"), ("nom", "family-name"), ("email", "email")):
            self.fields[name].widget.attrs["autocomplete"] = hint
        if adresse:
            del self.fields["email"]

    def clean(self):
        data = super().clean()
        data["email"] = self.adresse or data.get("email", "")
        if password := data.get("mot_de_passe"):
            person = Personne(**{name: data.get(name, "") for name in ("prenom", "nom", "email")})
            try:
                validate_password(password, person)
            except ValidationError as errors:
                self.add_error("mot_de_passe", errors)
        return data


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code reçu par courriel",
        max_length=20,
        help_text="Huit chiffres.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    code.largeur = "court"
