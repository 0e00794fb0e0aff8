"""What is asked before the form, and at the moment of sending."""

import uuid

from django import forms

from pole.enums import Nature
from pole.models import Ecole
from saisines.models import Saisine

# Kind E has a door of its own.
# The choice of somebody of the pole who also works in a school: their own situation (S0-12).
DU_POLE = "pole"
NATURES = [nature for nature in Nature if nature != Nature.ENSEIGNANT]
DANGER_PLAUSIBLE = {Nature.ELEVE, Nature.GROUPE, Nature.RELATION, Nature.CRISE}


class NouvelleForm(forms.Form):
    """Before the form: one click where a danger is plausible, the school when there are several."""

    jeton = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "Rechargez la page."})
    nature = forms.ChoiceField(
        label="Votre demande concerne",
        choices=[(nature.value, nature.label) for nature in NATURES],
        initial=Nature.ELEVE,
        error_messages={"invalid_choice": "Choisissez ce que votre demande concerne."},
    )
    ecole = forms.ChoiceField(
        label="Pour quelle école ?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez l’école de l’élève.",
            "invalid_choice": "Choisissez l’une de vos écoles.",
        },
    )
    securite = forms.BooleanField(
        label="Personne n’est en danger en ce moment, ou les secours sont prévenus.",
        required=False,
    )
    deja_fait = forms.MultipleChoiceField(
        label="Ce que vous avez déjà fait",
        help_text="Cochez si cela vous aide. L’ordre ne compte pas, rien n’est obligatoire.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, ecoles: list[Ecole], liste: list[str], du_pole: bool = False, **kwargs) -> None:
        kwargs.setdefault("initial", {"jeton": uuid.uuid4()})
        super().__init__(*args, **kwargs)
        self.ecoles = {str(ecole.pk): ecole for ecole in ecoles}
        self.fields["securite"].sans_optionnel = True  # asked of some kinds only
        # Schools come from the roles of the person, never from what is posted (menaces.md T5).
        choices = [(pk, ecole.nom) for pk, ecole in self.ecoles.items()]
        if du_pole:
            choices.append((DU_POLE, "Aucune : une situation que vous apportez comme membre du pôle"))
        self.fields["ecole"].choices = choices
        if len(choices) == 1:
            del self.fields["ecole"]
        if liste:
            self.fields["deja_fait"].choices = [(ligne, ligne) for ligne in liste]
            self.fields["deja_fait"].sans_optionnel = True
        else:
            del self.fields["deja_fait"]

    def clean(self):
        """One click is asked where a danger is plausible, and only there. It never blocks for long."""
        data = super().clean()
        if data.get("nature", Nature.ELEVE) in DANGER_PLAUSIBLE and not data.get("securite"):
            self.add_error(
                "securite", "Cochez cette ligne pour continuer. En cas de danger, appelez d’abord."
            )
        return data

    def school(self) -> Ecole | None:
        """The school chosen, or the only one; None for a situation of the pole."""
        chosen = self.cleaned_data.get("ecole", "")
        if chosen == DU_POLE:
            return None
        return self.ecoles.get(chosen) or next(iter(self.ecoles.values()), None)


_DECLARATIONS = {
    Nature.ENSEIGNANT: "J’ai relu, je veux l’envoyer.",
    Nature.CRISE: "J’ai relu : des faits, aucun nom.",
}


class DeclarationForm(forms.Form):
    """The last word before sending: what is true of this case."""

    declaration = forms.BooleanField(
        label="J’ai relu : ce sont des faits, ce qui est dit des parents est vrai, et rien n’est de trop.",
        error_messages={"required": "Cochez cette ligne après avoir relu."},
    )

    def __init__(self, *args, saisine: Saisine, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # Whoever copies a paper answers for the copy, not for what the school wrote.
        label = "J’ai recopié fidèlement." if saisine.is_recue else _DECLARATIONS.get(saisine.nature)
        if label:
            self.fields["declaration"].label = label
