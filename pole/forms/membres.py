"""Inviting people, and changing who does what."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from pole.dsfr import ChampDate
from pole.enums import FONCTIONS_ECOLE, Fonction, Titre
from pole.models import Ecole, Metier, Personne
from pole.validators import validate_adresse_nominale

JOURS = [("1", "lundi"), ("2", "mardi"), ("3", "mercredi"), ("4", "jeudi"), ("5", "vendredi")]
TITRES = [choix for choix in Titre.choices if choix[0] != Titre.SUPPLEANCE]
MAX_ENSEIGNANTS = 30


def check_order(form: forms.Form, data: dict) -> None:
    """An end comes on the day of the beginning or later."""
    if data.get("du") and data.get("au") and data["au"] < data["du"]:
        form.add_error("au", "Le dernier jour vient avant le premier.")


class InvitationForm(forms.Form):
    """An invitation sent to one person by those who pilot the pole."""

    fonction = forms.ChoiceField(
        label="Fonction",
        choices=[("", "Choisir"), *Fonction.choices],
        error_messages={"required": "Choisissez."},
    )
    adresse = forms.EmailField(
        label="Adresse de la personne",
        help_text="Une adresse à son nom, jamais une boîte partagée.",
        validators=[validate_adresse_nominale],
        error_messages={"invalid": "Écrivez une adresse complète, par exemple prenom.nom@ac-academie.fr."},
    )
    metier = forms.ModelChoiceField(
        Metier.objects.none(), label="Métier", required=False, empty_label="Sans métier particulier"
    )
    ecole = forms.ModelChoiceField(
        Ecole.objects.none(),
        label="École",
        required=False,
        empty_label="Aucune",
        help_text="Pour une direction ou un enseignant.",
    )
    titre = forms.ChoiceField(label="À quel titre", choices=TITRES, initial=Titre.TITULAIRE)
    mission = forms.CharField(
        label="Pour quoi faire appel à cette personne",
        required=False,
        max_length=250,
        help_text="Une ligne, lue par les écoles : « gestion de classe, cycle 2 ».",
    )
    du = ChampDate(label="Premier jour", required=False, help_text="Vide : dès sa réponse.")
    au = ChampDate(label="Dernier jour", required=False, help_text="Vide : sans limite.")

    def __init__(self, *args, pole, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["metier"].queryset = Metier.objects.filter(pole=pole).actifs()
        self.fields["ecole"].queryset = Ecole.objects.filter(pole=pole).ouvertes()

    def clean(self):
        data = super().clean()
        fonction, ecole = data.get("fonction"), data.get("ecole")
        if fonction in FONCTIONS_ECOLE and not ecole and "ecole" not in self.errors:
            self.add_error("ecole", "Choisissez l’école de cette personne.")
        if fonction and fonction not in FONCTIONS_ECOLE:
            data["ecole"] = None
        if fonction == Fonction.MEMBRE and not data.get("metier") and "metier" not in self.errors:
            self.add_error("metier", "Choisissez son métier : les écoles le liront.")
        check_order(self, data)
        return data


class AdresseForm(forms.Form):
    """The new address of somebody, which they confirm themselves."""

    nouvelle = forms.EmailField(
        label="Nouvelle adresse",
        max_length=120,
        help_text="Une adresse à son nom. La personne y reçoit un lien, et confirme avec son compte.",
        validators=[validate_adresse_nominale],
        error_messages={
            "required": "Écrivez la nouvelle adresse.",
            "invalid": "Écrivez une adresse complète, par exemple prenom.nom@ac-academie.fr.",
        },
    )


class EnseignantsForm(forms.Form):
    """A director invites teachers, one address a line."""

    adresses = forms.CharField(
        label="Adresses des enseignantes et enseignants",
        help_text="Une par ligne, à leur nom. Chaque personne reçoit son invitation.",
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )

    def clean_adresses(self):
        lines = [
            line.strip().lower() for line in self.cleaned_data["adresses"].replace(",", "\n").split("\n")
        ]
        addresses = list(dict.fromkeys(line for line in lines if line))
        if len(addresses) > MAX_ENSEIGNANTS:
            raise ValidationError(f"Pas plus de {MAX_ENSEIGNANTS} adresses à la fois.")
        errors = []
        for address in addresses:
            try:
                validate_email(address)
                validate_adresse_nominale(address)
            except ValidationError:
                errors.append(f"« {address} » n’est pas l’adresse d’une personne.")
        if errors:
            raise ValidationError(errors)
        return addresses


class FinForm(forms.Form):
    dernier_jour = ChampDate(
        label="Dernier jour", help_text="Les accès se ferment à minuit, ce jour-là, à l’heure du pôle."
    )


class SuppleanceForm(forms.Form):
    """Somebody has the same rights for some dates."""

    personne = forms.ModelChoiceField(
        Personne.objects.none(), label="Qui supplée", empty_label="Choisir une personne du pôle"
    )
    du = ChampDate(label="Premier jour")
    au = ChampDate(label="Dernier jour")
    jours = forms.MultipleChoiceField(
        label="Jours de la semaine",
        choices=JOURS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucun coché : tous les jours.",
    )

    def __init__(self, *args, personnes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["personne"].queryset = personnes

    def clean_jours(self):
        return "".join(sorted(self.cleaned_data["jours"]))

    def clean(self):
        data = super().clean()
        check_order(self, data)
        return data


class DirectionForm(forms.Form):
    """Change of director: who comes, from when, in whose place."""

    a_partir_du = ChampDate(label="À partir du")
    sortant = forms.ModelChoiceField(
        None, label="En remplacement de", required=False, empty_label="Toute la direction actuelle"
    )
    titre = forms.ChoiceField(label="À quel titre", choices=TITRES, initial=Titre.TITULAIRE)
    successeur = forms.ModelChoiceField(
        Personne.objects.none(),
        label="Une personne qui a déjà un compte",
        required=False,
        empty_label="Aucune : inviter une adresse",
    )
    adresse = forms.EmailField(
        label="Ou l’adresse de la nouvelle personne",
        required=False,
        help_text="À son nom. Elle recevra une invitation.",
        validators=[validate_adresse_nominale],
        error_messages={"invalid": "Écrivez une adresse complète, par exemple prenom.nom@ac-academie.fr."},
    )

    def __init__(self, *args, personnes, directions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["successeur"].queryset = personnes
        self.fields["sortant"].queryset = directions
        self.fields["sortant"].label_from_instance = lambda role: str(role.personne)

    def clean(self):
        data = super().clean()
        if bool(data.get("successeur")) == bool(data.get("adresse")) and not self.errors:
            raise ValidationError("Choisissez une personne, ou donnez une adresse : l’une des deux.")
        return data


class RechercheForm(forms.Form):
    """Search above the lists of people and schools."""

    q = forms.CharField(label="Nom, commune ou adresse", required=False, max_length=80)
