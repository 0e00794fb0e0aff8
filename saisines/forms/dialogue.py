"""Forms of the dialogue: a text, and its readers chosen one by one."""

import uuid
from uuid import UUID

from django import forms

from saisines.cercle import Cercle
from saisines.forms.champs import ChampTexte
from saisines.forms.gestes import GesteForm

_LONG = 4000
_ERREUR_LECTEUR = "Une personne choisie ne suit plus ce dossier : relisez la liste."
_CHOIX_VIDE = "Choisissez au moins une personne qui lira ce message."


class TexteForm(GesteForm):
    """The words of a message."""

    texte = ChampTexte(
        signes=_LONG,
        long=True,
        label="Votre message",
        help_text="Des faits, sans diagnostic et sans nommer d’autres enfants.",
        error_messages={"required": "Écrivez votre message."},
    )


class LecteursForm(GesteForm):
    """Readers of a message, by name: nobody else sees that it exists."""

    lecteurs = forms.MultipleChoiceField(
        label="Qui lira ce message",
        help_text="Ces personnes seulement, par leur nom. Les autres ne sauront pas qu’il existe.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _CHOIX_VIDE, "invalid_choice": _ERREUR_LECTEUR},
    )

    def __init__(self, *args, cercle: Cercle, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lecteurs"].choices = cercle.choix

    @property
    def personnes(self) -> list[UUID]:
        return [UUID(pk) for pk in self.cleaned_data["lecteurs"]]


class MessageForm(LecteursForm, TexteForm):
    """A new message. Its token makes a double click send it once."""

    jeton = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, cercle: Cercle, **kwargs) -> None:
        kwargs["initial"] = {"jeton": uuid.uuid4, "lecteurs": cercle.proposes} | kwargs.get("initial", {})
        super().__init__(*args, cercle=cercle, **kwargs)
        self.fields["jeton"].widget.attrs["autocomplete"] = "off"
        self.order_fields(["texte", "lecteurs", "jeton"])


class RetraitForm(GesteForm):
    """Why a message is withdrawn."""

    raison = ChampTexte(
        signes=_LONG,
        long=True,
        label="Pourquoi retirer ce message ?",
        help_text="Les lecteurs du message liront cette phrase, votre nom et la date. "
        "Le texte du message, lui, est effacé pour tout le monde.",
        error_messages={"required": "Dites pourquoi : les lecteurs du message liront cette phrase."},
    )


class LusForm(forms.Form):
    """Messages shown to somebody who says « J’ai lu »."""

    messages = forms.MultipleChoiceField()

    def __init__(self, *args, attendus: list[UUID], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["messages"].choices = [(str(pk), "") for pk in attendus]
