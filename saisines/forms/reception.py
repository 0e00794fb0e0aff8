"""Forms of the paper bridge: what the coordination notes of a request, what the direction answers."""

import uuid
from datetime import date, timedelta

from django import forms

from pole.dsfr import ChampDate
from pole.models import Affectation, Ecole
from saisines.enums import AuteurVrai, Canal, Confirmation
from saisines.forms.champs import ChampTexte
from saisines.forms.envoi import NATURES
from saisines.forms.gestes import GesteForm
from saisines.models import Reception
from saisines.services.reception import ANCIENNETE_MAX

# Somebody who has no account here: their name is written.
SANS_COMPTE = "autre"
_NOM = 120
_MOT = 1000


class EcoleForm(forms.Form):
    """From which school. Asked first: the people proposed next are hers."""

    ecole = forms.ChoiceField(
        label="De quelle école vient la demande ?",
        error_messages={
            "required": "Choisissez l’école.",
            "invalid_choice": "Choisissez l’une des écoles de la circonscription.",
        },
    )

    def __init__(self, *args, ecoles: list[Ecole], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(ecole.pk), str(ecole)) for ecole in ecoles]
        self.fields["ecole"].choices = [("", "Choisir dans la liste"), *choices]


class ReceptionForm(forms.Form):
    """Who asked, how and when."""

    canal = forms.ChoiceField(
        label="Comment l’avez-vous reçue ?",
        choices=Canal.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Dites si c’est un papier ou un appel.",
            "invalid_choice": "Dites si c’est un papier ou un appel.",
        },
    )
    recue_le = ChampDate(
        label="Reçue le",
        help_text="Le jour de l’appel, ou celui où le papier est arrivé : c’est lui qui compte pour la date "
        "limite.",
        error_messages={"required": "Indiquez le jour où vous l’avez reçue."},
    )
    auteur = forms.ChoiceField(
        label="Qui vous l’a adressée ?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Dites qui vous l’a adressée.",
            "invalid_choice": "Choisissez une personne de cette école.",
        },
    )
    auteur_nom = ChampTexte(
        signes=_NOM, required=False, label="Son nom", help_text="Si cette personne n’est pas dans la liste."
    )
    auteur_fonction = forms.ChoiceField(
        label="Sa fonction",
        choices=[("", "Choisir dans la liste"), *AuteurVrai.choices],
        required=False,
        help_text="Si cette personne n’est pas dans la liste.",
        error_messages={"invalid_choice": "Choisissez sa fonction dans la liste."},
    )

    def __init__(self, *args, personnes: list[Affectation], today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.personnes = {str(role.personne_id): role.personne for role in personnes}
        proposed = [
            (str(role.personne_id), f"{role.personne}, {role.get_fonction_display().lower()}")
            for role in personnes
        ]
        self.fields["auteur"].choices = [*proposed, (SANS_COMPTE, "Quelqu’un d’autre")]
        self.fields["recue_le"].widget.attrs["max"] = today.isoformat()
        for name in ("auteur_nom", "auteur_fonction"):
            self.fields[name].sans_optionnel = True

    def clean_recue_le(self) -> date:
        jour = self.cleaned_data["recue_le"]
        if jour > self.today:
            raise forms.ValidationError("Cette date est à venir : notez le jour où vous l’avez reçue.")
        if jour < self.today - timedelta(days=ANCIENNETE_MAX):
            raise forms.ValidationError("Cette date a plus d’un an : vérifiez l’année.")
        return jour

    def clean(self):
        data = super().clean()
        if data.get("auteur") == SANS_COMPTE:
            if not data.get("auteur_nom") and "auteur_nom" not in self.errors:
                self.add_error("auteur_nom", "Écrivez le nom de cette personne.")
            if not data.get("auteur_fonction") and "auteur_fonction" not in self.errors:
                self.add_error("auteur_fonction", "Dites ce que cette personne fait dans l’école.")
        return data

    @property
    def faits(self) -> dict:
        """What the service takes."""
        data = self.cleaned_data
        return {
            "canal": data["canal"],
            "recue_le": data["recue_le"],
            "auteur": self.personnes.get(data["auteur"]),
            "auteur_nom": data["auteur_nom"],
            "auteur_fonction": data["auteur_fonction"],
        }


class NouvelleReceptionForm(ReceptionForm):
    """The same, and what it is about, before the entry begins."""

    jeton = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "Rechargez la page."})
    nature = forms.ChoiceField(
        label="La demande concerne",
        choices=[(nature.value, nature.label) for nature in NATURES],
        error_messages={"invalid_choice": "Choisissez ce que la demande concerne."},
    )

    field_order = ("jeton", "nature", "canal", "recue_le", "auteur", "auteur_nom", "auteur_fonction")

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("initial", {"jeton": uuid.uuid4()})
        super().__init__(*args, **kwargs)


def initial_of(reception: Reception, personnes: list[Affectation]) -> dict:
    """What was noted, for the page that changes it."""
    known = {role.personne_id for role in personnes}
    return {
        "canal": reception.canal,
        "recue_le": reception.recue_le,
        "auteur": str(reception.auteur_id) if reception.auteur_id in known else SANS_COMPTE,
        "auteur_nom": reception.auteur_nom,
        "auteur_fonction": "" if reception.auteur_id else reception.auteur_fonction,
    }


class ConfirmationForm(GesteForm):
    """One answer; words only when something is to be changed."""

    reponse = forms.ChoiceField(
        label="Est-ce bien votre demande ?",
        choices=[choix for choix in Confirmation.choices if choix[0] != Confirmation.ATTENDUE],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez une réponse.",
            "invalid_choice": "Choisissez l’une des trois réponses.",
        },
    )
    mot = ChampTexte(
        signes=_MOT,
        long=True,
        required=False,
        label="Ce qui est à corriger, ou ce que vous savez",
        help_text="Seulement si vous corrigez, ou si ce n’est pas vous. Le pôle le lira.",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mot"].sans_optionnel = True

    def clean(self):
        data = super().clean()
        asked = data.get("reponse") in {Confirmation.CORRIGEE, Confirmation.RECUSEE}
        if asked and not data.get("mot") and "mot" not in self.errors:
            self.add_error("mot", "Écrivez quelques mots : le pôle saura quoi faire.")
        return data
