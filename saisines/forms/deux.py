"""Who writes with the direction."""

from uuid import UUID

from django import forms

from saisines.forms.champs import ChampTexte
from saisines.forms.gestes import GesteForm
from saisines.services.coauteurs import PLUS_LA

_MOT = 1000


class InvitationForm(GesteForm):
    """A teacher of the school, by name, and a word for them."""

    personne = forms.ChoiceField(
        label="Qui écrit avec vous ?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez une personne.",
            "invalid_choice": PLUS_LA,
        },
    )
    mot = ChampTexte(
        signes=_MOT,
        long=True,
        required=False,
        label="Un mot pour elle",
        help_text="Par exemple, ce qu’elle seule peut raconter. Elle le lira sur la page de la saisine.",
    )

    def __init__(self, *args, personnes: list, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["personne"].choices = [(str(personne.pk), str(personne)) for personne in personnes]

    def layout(self) -> tuple:
        return ("personne", "mot")

    @property
    def choisie(self) -> UUID:
        return UUID(self.cleaned_data["personne"])
