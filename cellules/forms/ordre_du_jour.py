"""Forms of an agenda: minutes of each case, a point, a case that comes late."""

from collections.abc import Iterable
from uuid import UUID

from django import forms

from cellules.models import Inscription, MomentDuPoint
from pole.dsfr import DsfrHelper
from saisines.forms.champs import ChampTexte

MINUTES_MAX = 180


class MinutesField(forms.IntegerField):
    """A length in minutes, in words that say what to write."""

    def __init__(self, **kwargs):
        words = f"Écrivez un nombre de minutes, de 1 à {MINUTES_MAX}."
        super().__init__(
            min_value=1,
            max_value=MINUTES_MAX,
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), words),
            **kwargs,
        )
        self.widget.attrs |= {"class": "fr-input", "inputmode": "numeric"}


class DureesForm(forms.Form):
    """The minutes of each case of an agenda, and whether it is recorded without discussion.

    The page sends what it showed along: only the lines changed on it are kept, so that the work of somebody
    who sets the same agenda at the same time stays.
    """

    def __init__(self, *args, inscriptions: Iterable[Inscription], **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = list(inscriptions)
        for row in self.rows:
            reference = row.saisine.reference
            self.fields[f"minutes-{row.pk}"] = MinutesField(
                label=f"Minutes pour {reference}", initial=row.minutes, show_hidden_initial=True
            )
            self.fields[f"debat-{row.pk}"] = forms.BooleanField(
                label="Sans discussion", required=False, initial=row.sans_debat, show_hidden_initial=True
            )

    def fields_of(self, inscription: UUID):
        """The two fields of a case, bound."""
        return self[f"minutes-{inscription}"], self[f"debat-{inscription}"]

    @property
    def montres(self) -> list[str]:
        """What the page shows, in hidden fields: away from the boxes, whose label must follow them."""
        return [field.as_hidden(only_initial=True) for field in self]

    @property
    def minutes(self) -> dict[UUID, int]:
        """Of the lines that changed."""
        return {row.pk: self.cleaned_data[f"minutes-{row.pk}"] for row in self.rows if self._changed(row)}

    @property
    def sans_debat(self) -> set[UUID]:
        return {row.pk for row in self.rows if self.cleaned_data[f"debat-{row.pk}"]}

    def _changed(self, row: Inscription) -> bool:
        return not {f"minutes-{row.pk}", f"debat-{row.pk}"}.isdisjoint(self.changed_data)


class PointForm(forms.Form):
    """An item without a case."""

    libelle = ChampTexte(
        signes=200,
        label="Sujet",
        help_text="Par exemple : rappel de la charte, besoin d’outils sur le langage. Pas de nom d’élève.",
        error_messages={"required": "Dites de quoi il s’agit en quelques mots."},
    )
    minutes = MinutesField(label="Minutes", initial=5)
    moment = forms.TypedChoiceField(
        label="Moment",
        coerce=int,
        choices=MomentDuPoint.choices,
        initial=MomentDuPoint.CLOTURE,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choisissez le début ou la fin de la réunion."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = DsfrHelper(form=self)


class SituationForm(forms.Form):
    """A case put on this very agenda, with the words that its school reads; a late one says why."""

    saisine = forms.ChoiceField(
        label="Situation",
        error_messages={
            "required": "Choisissez une situation.",
            "invalid_choice": "Cette situation n’attend plus : choisissez-en une dans la liste.",
        },
    )
    raison = ChampTexte(
        signes=300,
        label="Pourquoi cette situation n’attend pas la réunion suivante",
        help_text="La date limite est passée. Lu par la coordination et l’IEN.",
        error_messages={
            "required": "La date limite est passée : dites pourquoi cette situation n’attend pas."
        },
    )
    lettre = ChampTexte(
        signes=4000,
        long=True,
        label="Message à l’école",
        help_text="L’école le lit dès que vous enregistrez.",
        error_messages={"required": "Écrivez à l’école ce qui se passe, et pourquoi."},
    )

    def __init__(self, *args, situations: list[tuple[str, str]], tardives: set[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["saisine"].choices = [("", "Choisir…"), *situations]
        if not tardives:
            del self.fields["raison"]
        else:
            self.fields["raison"].required = self["saisine"].value() in {None, "", *tardives}
        self.helper = DsfrHelper(form=self)
