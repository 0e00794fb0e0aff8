"""Keeping somebody away from a case: who, and why."""

from collections.abc import Sequence

from django import forms

from pole.dsfr import DsfrHelper
from pole.models import Affectation, Personne
from saisines.forms.champs import ChampTexte
from saisines.forms.gestes import GesteForm
from saisines.personnes import words_of

_SIGNES = 500


class DeportForm(GesteForm):
    """Of oneself, or of somebody of the pole for those who pilot: `roles` are then the people to choose."""

    personne = forms.ChoiceField(
        label="Qui ne doit pas lire ce dossier ?",
        error_messages={
            "required": "Choisissez une personne dans la liste.",
            "invalid_choice": "Cette personne est déjà à l’écart, ou n’exerce plus dans le pôle.",
        },
    )
    raison = ChampTexte(
        signes=_SIGNES,
        label="Pourquoi ?",
        help_text="Une ligne. Par exemple : connaît la famille. La coordination et l’IEN la lisent.",
        error_messages={"required": "Dites pourquoi en quelques mots : la coordination et l’IEN le liront."},
    )

    def __init__(self, *args, moi: Personne, roles: Sequence[Affectation] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.moi = moi
        self.personnes = {str(role.personne_id): role.personne for role in roles}
        others = [(str(role.personne_id), f"{role.personne} – {words_of(role)}") for role in roles]
        mine = [(pk, "Moi") for pk, _ in others if pk == str(moi.pk)]
        others = [one for one in others if one[0] != str(moi.pk)]
        self.fields["personne"].choices = [("", "Choisir dans la liste"), *mine, *others]
        if not roles:
            del self.fields["personne"]
            self.helper = DsfrHelper(form=self)

    @property
    def choisie(self) -> Personne:
        return self.personnes.get(self.cleaned_data.get("personne", ""), self.moi)

    @property
    def est_moi(self) -> bool:
        return self.choisie.pk == self.moi.pk

    @property
    def suite(self) -> str:
        """What happens next, in a fixed text: a message of the site names nobody."""
        if self.est_moi:
            return "Vous ne lisez plus ce dossier."
        return "Cette personne ne lit plus ce dossier, et n’est pas prévenue par courriel : dites-le-lui."
