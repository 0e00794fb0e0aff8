"""A pupil changes school: where, with what, and when the parents were told."""

from django import forms

from pole.dsfr import ChampDate
from pole.models import Ecole
from saisines.forms.champs import ChampTexte
from saisines.forms.gestes import GesteForm

_MOT = 2000


class TransfertForm(GesteForm):
    """Nothing passes on by itself: what does is ticked."""

    ecole = forms.ModelChoiceField(
        queryset=Ecole.objects.none(),
        label="Sa nouvelle école",
        help_text="Une école de ce pôle. Ailleurs, la nouvelle école fait sa propre demande.",
        empty_label="Choisir",
        error_messages={
            "required": "Choisissez la nouvelle école.",
            "invalid_choice": "Choisissez une école ouverte de ce pôle.",
        },
    )
    parents_informes_le = ChampDate(
        label="Les parents ont été informés de ce qui passe le",
        error_messages={"required": "Informez d’abord les parents, puis notez la date."},
    )
    etapes = forms.MultipleChoiceField(
        label="Ce qui passe à la nouvelle école",
        help_text="L’identité de l’élève passe toujours. Les documents et les échanges ne passent pas.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": "Choisissez dans la liste."},
    )
    mot = ChampTexte(
        signes=_MOT,
        long=True,
        required=False,
        label="Un mot pour la nouvelle école",
        help_text="Elle le lira, comme les personnes conviées pour ce dossier.",
    )

    def __init__(self, *args, ecoles, etapes: list, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ecole"].queryset = ecoles
        self.fields["etapes"].choices = [(etape.code, etape.lu or etape.titre) for etape in etapes]

    def layout(self) -> tuple:
        return ("ecole", "parents_informes_le", "etapes", "mot")
