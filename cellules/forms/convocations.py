"""Forms of the convocations: whom to convene, who usually sits, what one answers."""

from collections.abc import Iterable

from django import forms

from cellules.equipe import Candidat, function_of
from cellules.models import ReponseConvocation, TitreConvocation
from cellules.services.reponses import REPONSES
from pole.dsfr import DsfrHelper
from pole.models import Affectation, Personne
from saisines.personnes import words_of

# What each answer says, by the letter that it answers.
MOTS = {
    ReponseConvocation.PRESENT: "Je viens",
    ReponseConvocation.VISIO: "Je participe en visio",
    ReponseConvocation.TELEPHONE: "Je participe par téléphone",
    ReponseConvocation.EXCUSE: "Je ne peux pas venir",
    ReponseConvocation.AVIS: "Je ne viens pas, je donne un avis écrit",
    ReponseConvocation.REPRESENTE: "Quelqu’un vient à ma place",
}
_MOTS_DE_L_ECOLE = {
    ReponseConvocation.PRESENT: "Je viens sur place",
    ReponseConvocation.EXCUSE: "Je ne peux pas me libérer",
}


def mots_de(titre: str) -> list[tuple[str, str]]:
    """The answers that this letter takes, in words."""
    words = MOTS | (_MOTS_DE_L_ECOLE if titre == TitreConvocation.ECOLE else {})
    return [(reponse, words[reponse]) for reponse in REPONSES[TitreConvocation(titre)]]


class PersonnesField(forms.MultipleChoiceField):
    """People ticked in a list; gives their rows."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        words = "Cette personne n’est plus dans la liste : choisissez de nouveau."
        super().__init__(
            error_messages={"required": "Cochez au moins une personne.", "invalid_choice": words}, **kwargs
        )

    def clean(self, value):
        return list(Personne.objects.filter(pk__in=super().clean(value)).order_by("nom_tri"))


class ConvierForm(forms.Form):
    """Whom to convene for a case."""

    personnes = PersonnesField(label="Personnes")

    def __init__(self, *args, candidats: Iterable[Candidat], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["personnes"].choices = [(str(one.id), one.nom) for one in candidats]


class FormationForm(forms.Form):
    """Who usually sits."""

    personnes = PersonnesField(
        label="Qui siège d’habitude",
        required=False,
        help_text="Proposées pour toutes les situations. Vous ajustez ensuite au cas par cas.",
    )

    def __init__(self, *args, roles: Iterable[Affectation], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["personnes"].choices = [
            (str(role.personne_id), f"{role.personne} – {function_of(role)}") for role in roles
        ]
        self.fields["personnes"].sans_optionnel = True
        self.helper = DsfrHelper(form=self)


class ReponseForm(forms.Form):
    """An answer, by the button that was pressed; who stands in, when somebody does."""

    reponse = forms.ChoiceField(
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choisissez une des réponses proposées.")
    )
    representant = forms.ChoiceField(
        label="Qui vient à votre place",
        required=False,
        error_messages={"invalid_choice": "Choisissez une personne dans la liste."},
    )

    def __init__(self, *args, titre: str, roles: Iterable[Affectation], **kwargs):
        super().__init__(*args, **kwargs)
        self.roles = list(roles)
        self.fields["reponse"].choices = mots_de(titre)
        people = [(str(role.personne_id), f"{role.personne} – {words_of(role)}") for role in self.roles]
        self.fields["representant"].choices = [("", "Choisir…"), *people]

    def clean(self):
        cleaned = super().clean()
        stands_in = cleaned.get("reponse") == ReponseConvocation.REPRESENTE
        if stands_in and not cleaned.get("representant") and "representant" not in self.errors:
            self.add_error("representant", "Dites qui vient à votre place.")
        return cleaned

    @property
    def stands_in(self) -> Personne | None:
        """The person chosen, only for the answer that needs one."""
        if self.cleaned_data["reponse"] != ReponseConvocation.REPRESENTE:
            return None
        chosen = self.cleaned_data["representant"]
        return next(role.personne for role in self.roles if str(role.personne_id) == chosen)
