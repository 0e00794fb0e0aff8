"""Days when somebody of the office is away, and who stands in."""

from django import forms

from pole.dsfr import ChampDate
from pole.enums import FONCTIONS_BUREAU, FONCTIONS_POLE, DroitPole, Titre
from pole.forms.membres import JOURS, check_order
from pole.models import Affectation, Personne, Pole


class AbsenceForm(forms.Form):
    """An absence, or a part-time week. No reason is asked."""

    personne = forms.ModelChoiceField(Personne.objects.none(), label="Qui est absent", empty_label=None)
    du = ChampDate(label="Premier jour")
    au = ChampDate(label="Dernier jour", help_text="Pour un temps partiel : la fin de l’année scolaire.")
    jours = forms.MultipleChoiceField(
        label="Certains jours de la semaine seulement",
        choices=JOURS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Pour un temps partiel, cochez les jours non travaillés. Aucun coché : tous les jours.",
    )
    suppleant = forms.ModelChoiceField(
        Personne.objects.none(),
        label="Qui supplée",
        required=False,
        empty_label="Personne",
        help_text="Cette personne aura les mêmes droits, ces jours-là seulement.",
    )

    def __init__(self, *args, user: Personne, pole: Pole, **kwargs):
        super().__init__(*args, **kwargs)
        pilots = user.has_perm(DroitPole.ADMINISTRER, pole)
        roles = Affectation.objects.visible_to(user).filter(pole=pole).en_cours()
        office = roles.filter(fonction__in=FONCTIONS_BUREAU).exclude(titre=Titre.SUPPLEANCE)
        staff = roles.filter(fonction__in=FONCTIONS_POLE)
        people = Personne.objects.visible_to(user)
        self.fields["personne"].queryset = people.filter(
            pk__in=office.values("personne") if pilots else [user.pk]
        )
        self.fields["personne"].initial = user.pk
        self.fields["suppleant"].queryset = people.filter(pk__in=staff.values("personne"))
        if not pilots:
            # Lending rights belongs to those who pilot the pole.
            del self.fields["suppleant"]

    def clean_jours(self):
        return "".join(sorted(self.cleaned_data["jours"]))

    def clean(self):
        data = super().clean()
        check_order(self, data)
        return data
