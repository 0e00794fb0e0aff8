"""One document to join."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError

from saisines.natures.pieces import REFUSEES, label_of, voie_of
from saisines.services.pieces import TYPE

ACCEPTES = ".pdf,.jpg,.jpeg,.png,.docx,.odt"


class PieceForm(forms.Form):
    """What it is, and the file. What follows another way is in the list too: that is where one looks for it.

    With `exige` both are needed; else the file may be absent, and the type with it.
    """

    type = forms.ChoiceField(label="Quel document ?", required=False, error_messages={"invalid_choice": TYPE})
    fichier = forms.FileField(
        label="Votre fichier",
        help_text="PDF, image JPEG ou PNG, Word (.docx) ou OpenDocument (.odt). 5 Mo et 30 pages au plus, "
        "10 Mo pour une photo. Une image est redessinée : le lieu et la date de la photo disparaissent.",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPTES}),
        error_messages={"invalid": "Le fichier n’est pas arrivé : joignez-le de nouveau."},
    )

    def __init__(self, *args, types: Sequence[str], exige: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.exige = exige
        self.fields["type"].choices = [
            ("", "Choisissez"),
            ("Ce qui se joint", [(code, label_of(code)) for code in types]),
            ("Non, cela ne se joint pas", [(refusee.code, refusee.libelle) for refusee in REFUSEES]),
        ]
        for field in self.fields.values():
            field.sans_optionnel = True

    def clean_type(self) -> str:
        if voie := voie_of(self.cleaned_data["type"]):
            raise ValidationError(voie, code="autre_voie")
        return self.cleaned_data["type"]

    def clean(self) -> dict:
        data = super().clean()
        if not data.get("type") and "type" not in self.errors and (self.exige or data.get("fichier")):
            self.add_error("type", TYPE)
        if self.exige and "fichier" not in self.errors and data.get("fichier") is None:
            self.add_error("fichier", "Choisissez le fichier à joindre.")
        return data
