"""The note de partage."""

from django import forms

from pole.dsfr import DsfrHelper
from saisines.forms.champs import ChampTexte
from saisines.forms.gestes import GesteForm

_SIGNES = 3000


class NoteForm(GesteForm):
    """Its words, the version that was read, and for those who pilot « reread »."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, error_messages={"required": "Rechargez la page."}
    )
    texte = ChampTexte(
        signes=_SIGNES,
        long=True,
        label="Ce que le partenaire lira",
        help_text="Ce que vous observez, ce que vous attendez de lui, pour quand. Aucun nom\u00a0: "
        "«\u00a0l’élève\u00a0», «\u00a0sa mère\u00a0», «\u00a0l’enseignante\u00a0».",
        error_messages={
            "required": "Écrivez ce qui est utile au partenaire\u00a0: quelques lignes suffisent."
        },
    )
    relue = forms.BooleanField(
        required=False,
        label="Je l’ai relue\u00a0: les partenaires sollicités peuvent la lire.",
    )

    def __init__(self, *args, peut_relire: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not peut_relire:
            del self.fields["relue"]
            self.helper = DsfrHelper(form=self)

    @property
    def is_relue(self) -> bool:
        return bool(self.cleaned_data.get("relue"))
