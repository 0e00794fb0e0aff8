"""What one writes of a case before the meeting, and who reads it, by name."""

from collections.abc import Sequence

from django import forms

from cellules.models import Regard
from cellules.regards_lus import RegardAEcrire
from saisines.forms.champs import ChampTexte
from saisines.forms.gestes import GesteForm

_LONG = 3000
_PERSONNE = "personne d’autre que vous pour l’instant"


class RegardForm(GesteForm):
    """Two short texts; of those who keep the secret of their profession, a conclusion."""

    observe = ChampTexte(
        signes=_LONG,
        long=True,
        required=False,
        label="Ce que j’observe",
        help_text="Des faits, sans diagnostic et sans nommer d’autres enfants.",
    )
    propose = ChampTexte(
        signes=_LONG,
        long=True,
        required=False,
        label="Ce que je propose",
        help_text="Une ou deux idées à discuter ensemble.",
    )
    audience = forms.ChoiceField(
        label="Qui lit mon regard",
        widget=forms.RadioSelect,
        help_text="L’école ne le lit jamais. Qui sera convoqué plus tard pour cette situation le lira aussi.",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choisissez qui lit votre regard."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, a_ecrire: RegardAEcrire, **kwargs) -> None:
        super().__init__(*args, initial=a_ecrire.initial, **kwargs)
        self.fields["audience"].choices = [
            (one.value, f"{one.label} : {_listed(a_ecrire.lecteurs[one])}") for one in a_ecrire.audiences
        ]
        self.fields["version"].widget.attrs["autocomplete"] = "off"
        if a_ecrire.conclusion:
            self.fields["observe"].label = "Conclusion utile à la scolarité"
            self.fields["observe"].help_text = "Ce qui aide l’école et l’élève, et rien de plus."

    def rebase(self, regard: Regard) -> None:
        """Keep what was typed; it now stands against what is stored."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(regard.version)


def _listed(names: Sequence[str]) -> str:
    return " ; ".join(names) if names else _PERSONNE
