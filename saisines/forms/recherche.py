"""Search of a pupil: the whole name, exactly. Nothing is suggested while typing (menaces.md T5)."""

from django import forms

from pole.dsfr import DsfrHelper
from saisines.forms.champs import ChampTexte


class RechercheForm(forms.Form):
    """Two words to find again a case whose reference one does not have."""

    prenom = ChampTexte(
        signes=80,
        label="Prénom de l’élève",
        error_messages={"required": "Écrivez le prénom : la recherche est exacte."},
    )
    nom = ChampTexte(
        signes=80,
        label="Nom de l’élève",
        error_messages={"required": "Écrivez le nom : la recherche est exacte."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A shared computer must not propose the names that were searched.
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
        self.helper = DsfrHelper(form=self)
