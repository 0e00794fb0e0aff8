"""The confidential door: who will read, before anything is typed."""

import uuid

from django import forms

from pole.models import Ecole
from saisines.services.lecteurs import PERSONNE


class LecteursForm(forms.Form):
    """Who reads a confidential request: the author ticks people, and nobody else reads it."""

    lecteurs = forms.MultipleChoiceField(
        label="Qui pourra lire votre demande ?",
        help_text="Une personne suffit. Si elle est elle-même concernée, ne la choisissez pas.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": PERSONNE,
            "invalid_choice": "Choisissez dans la liste.",
        },
    )

    def __init__(self, *args, personnes: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lecteurs"].choices = personnes

    @property
    def choisies(self) -> list[uuid.UUID]:
        return [uuid.UUID(pk) for pk in self.cleaned_data["lecteurs"]]


class EnConfianceForm(LecteursForm):
    """The first page: the school when there are several, then who reads."""

    jeton = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "Rechargez la page."})
    ecole = forms.ChoiceField(
        label="Vous travaillez à",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez l’école.",
            "invalid_choice": "Choisissez l’une de vos écoles.",
        },
    )

    field_order = ("jeton", "ecole", "lecteurs")

    def __init__(self, *args, ecoles: list[Ecole], **kwargs) -> None:
        kwargs.setdefault("initial", {"jeton": uuid.uuid4()})
        super().__init__(*args, **kwargs)
        self.ecoles = {str(ecole.pk): ecole for ecole in ecoles}
        self.fields["ecole"].choices = [(pk, ecole.nom) for pk, ecole in self.ecoles.items()]
        if len(ecoles) <= 1:
            del self.fields["ecole"]

    def school(self) -> Ecole | None:
        """The school chosen, the only one, or None for somebody of the pole."""
        return self.ecoles.get(self.cleaned_data.get("ecole", "")) or next(iter(self.ecoles.values()), None)
