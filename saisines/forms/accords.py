"""The form that notes what the parents answered."""

from collections.abc import Sequence

from django import forms

from pole.dsfr import ChampDate, DsfrHelper
from saisines.enums import EtatAccord, Signataire
from saisines.forms.champs import ChampTexte
from saisines.forms.gestes import GesteForm
from saisines.services.accords import ReponseParents

AUTRE = "autre"
VERSION_MAX = 1_000_000


class AccordForm(GesteForm):
    """State, day, who signed, seen or not. For an exchange with a partner, first which one."""

    version = forms.IntegerField(
        required=False, min_value=1, max_value=VERSION_MAX, widget=forms.HiddenInput, initial=1
    )
    partenaire = forms.ChoiceField(
        label="Avec quel partenaire ?", error_messages={"required": "Choisissez un partenaire, ou « Autre »."}
    )
    partenaire_libre = ChampTexte(
        signes=120,
        required=False,
        label="Son nom, s’il n’est pas dans la liste",
        help_text="Le nom du service, pas celui d’une personne.",
    )
    etat = forms.ChoiceField(
        choices=EtatAccord,
        label="Où en est cet accord ?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une réponse."},
    )
    le = ChampDate(
        label="À quelle date ?", required=False, help_text="Le jour de la signature, du refus ou du retrait."
    )
    signataire = forms.ChoiceField(
        choices=[("", "Personne pour l’instant"), *Signataire.choices],
        required=False,
        label="Qui a signé ?",
        widget=forms.RadioSelect,
    )
    vu = forms.BooleanField(
        required=False,
        label="J’ai vu la feuille signée",
        help_text="Sur papier ou en image. L’école garde la feuille : le site n’en garde pas de copie.",
    )
    precision = ChampTexte(
        signes=300,
        required=False,
        label="Une limite demandée par les parents",
        help_text="Par exemple : « une rencontre d’abord, on en reparle ensuite ».",
    )

    def __init__(
        self, *args, structures: Sequence[tuple[str, str]] | None = None, signe: bool = False, **kwargs
    ) -> None:
        """`structures` names the partners to choose among; None when the agreement names none.

        `signe` offers the withdrawal: only what was signed is withdrawn. Day and signatory depend on the
        answer chosen, so that no label calls them optional: the service says which one is missing.
        """
        super().__init__(*args, **kwargs)
        if not signe:
            self.fields["etat"].choices = [one for one in EtatAccord.choices if one[0] != EtatAccord.RETIRE]
        for name in ("le", "signataire", "vu"):
            self.fields[name].sans_optionnel = True
        if structures is None:
            del self.fields["partenaire"], self.fields["partenaire_libre"]
        else:
            self.fields["partenaire"].choices = [
                ("", "Choisir dans la liste"),
                *structures,
                (AUTRE, "Autre"),
            ]
        self.helper = DsfrHelper(form=self)

    @property
    def reponse(self) -> ReponseParents:
        data = self.cleaned_data
        return ReponseParents(
            etat=EtatAccord(data["etat"]),
            le=data["le"],
            signataire=data["signataire"],
            vu=data["vu"],
            precision=data["precision"],
        )
