"""Entry of a meeting."""

from django import forms

from cellules.models import TypeReunion
from pole.dsfr import ChampDate, DsfrHelper, HeureWidget


class ReunionForm(forms.Form):
    """Day, time, place and deadline of a meeting; its type only when it is added."""

    type = forms.ChoiceField(
        label="Type de réunion",
        choices=TypeReunion.choices,
        initial=TypeReunion.CELLULE,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le type de réunion."},
    )
    date = ChampDate(
        label="Jour de la réunion", error_messages={"required": "Indiquez le jour de la réunion."}
    )
    heure = forms.TimeField(
        label="Heure",
        required=False,
        widget=HeureWidget,
        error_messages={"invalid": "Écrivez l’heure ainsi : 13:30."},
    )
    lieu = forms.CharField(label="Lieu", required=False, max_length=150)
    date_limite = ChampDate(label="Date limite pour saisir", required=False)

    def __init__(self, *args, pole, reunion=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = [
            (TypeReunion.CELLULE, pole.mot_reunion[:1].upper() + pole.mot_reunion[1:]),
            (TypeReunion.PLENIERE, TypeReunion.PLENIERE.label),
        ]
        self.reunion = reunion
        day = f"{pole.delai_limite_jours} jours avant, ramenés au jour de classe précédent."
        self.fields["date_limite"].help_text = (
            f"Telle quelle, elle suit le jour de la réunion : {day}" if reunion else f"Laissez vide : {day}"
        )
        if reunion:
            del self.fields["type"]
            if reunion.is_pleniere:
                del self.fields["date_limite"]
        self.helper = DsfrHelper(form=self)

    def clean(self):
        cleaned = super().clean()
        jour, limite = cleaned.get("date"), cleaned.get("date_limite")
        if self.reunion and jour != self.reunion.date and limite == self.reunion.date_limite:
            # Left as it was, it follows the new day; one that was typed is kept.
            limite = cleaned["date_limite"] = None
        if cleaned.get("type") == TypeReunion.PLENIERE:
            cleaned["date_limite"] = None
        elif jour and limite and limite > jour:
            self.add_error("date_limite", "La date limite vient avant la réunion.")
        return cleaned

    @property
    def is_confirmed(self) -> bool:
        """Whether the button pressed keeps this very day, whose warnings were read."""
        return self.data.get("confirme") == self.cleaned_data["date"].isoformat()
