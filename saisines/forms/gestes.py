"""Forms of the acts on a case: short, prefilled, and back with every word when something is missing."""

from collections.abc import Sequence
from datetime import date

from django import forms

from pole.dsfr import ChampDate, DsfrFieldset, DsfrHelper
from saisines.enums import Audience, SansAction, TypeIntervention
from saisines.forms.champs import ChampTexte
from saisines.lettres import A_COMPLETER, INACHEVEE

QUESTIONS_MAX = 6
MISSIONS_MAX = 4
_LONG = 4000
_COURT = 500


class GesteForm(forms.Form):
    """Base: the helper comes from the layout that each form declares, and French errors."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = DsfrHelper(*self.layout(), form=self)

    def layout(self) -> tuple:
        return ()


class MotifForm(GesteForm):
    """A move that asks for a reason."""

    motif = ChampTexte(
        signes=_LONG,
        long=True,
        label="Pourquoi ?",
        help_text="Deux lignes suffisent. L’école et le pôle liront cette phrase.",
        error_messages={"required": "Dites pourquoi en quelques mots : l’école lira cette phrase."},
    )


class RetourForm(MotifForm):
    """Closing an urgent case: the reason, then what the pole learned, in three short texts at most."""

    passe = ChampTexte(
        signes=_COURT,
        required=False,
        label="Comment l’alerte s’est passée",
        help_text="Par exemple : l’école rappelée en dix minutes, la psychologue sur place le lendemain.",
    )
    aide = ChampTexte(signes=_COURT, required=False, label="Ce qui a aidé")
    changer = ChampTexte(signes=_COURT, required=False, label="Ce qu’il faudrait changer")

    def layout(self) -> tuple:
        retour = DsfrFieldset(
            "Retour sur cette urgence",
            *("passe", "aide", "changer"),
            hint="Une ligne suffit. Le pôle la lit, jamais l’école.",
        )
        return ("motif", retour)


class PrecisionForm(GesteForm):
    """A list of questions and a date."""

    pour_le = ChampDate(
        label="Réponse souhaitée pour le",
        help_text="La saisine garde sa place et ses dates en attendant.",
        error_messages={"required": "Indiquez une date : l’école saura quand vous en avez besoin."},
    )
    mot = ChampTexte(
        signes=_LONG, long=True, required=False, label="Un mot d’accompagnement", help_text="L’école le lira."
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question_1"] = _question(1, required=True)
        for number in range(2, QUESTIONS_MAX + 1):
            self.fields[f"question_{number}"] = _question(number)
        names = [f"question_{number}" for number in range(1, QUESTIONS_MAX + 1)]
        self.order_fields([*names, "pour_le", "mot"])
        self.helper = DsfrHelper(
            DsfrFieldset("Vos questions", *names, hint="Une question par ligne. L’école répondra à chacune."),
            "pour_le",
            "mot",
            form=self,
        )

    @property
    def questions(self) -> list[str]:
        asked = (self.cleaned_data.get(f"question_{number}", "") for number in range(1, QUESTIONS_MAX + 1))
        return [question for question in asked if question]


def _question(number: int, *, required: bool = False) -> ChampTexte:
    return ChampTexte(
        signes=_COURT,
        required=required,
        label=f"Question {number}",
        error_messages={"required": "Écrivez au moins une question : l’école répondra à chacune."},
    )


class ReponsesForm(GesteForm):
    """The answers of the school, one for each question asked."""

    def __init__(self, *args, questions: Sequence, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[f"reponse_{question.rang}"] = ChampTexte(
                signes=_LONG,
                long=True,
                label=question.question,
                error_messages={"required": "Répondez en un mot : « nous ne savons pas » suffit."},
            )
        self.helper = DsfrHelper(form=self)

    @property
    def reponses(self) -> dict:
        return {question.pk: self.cleaned_data[f"reponse_{question.rang}"] for question in self.questions}


class MissionForm(GesteForm):
    """Call upon one person: who, for what, by when."""

    personne = forms.ChoiceField(
        label="Personne", error_messages={"required": "Choisissez une personne dans la liste."}
    )
    mission = ChampTexte(
        signes=_COURT,
        label="Mission",
        help_text="Une ligne. Par exemple : rencontrer l’enseignante et observer en classe.",
        error_messages={"required": "Dites en une ligne ce que vous demandez."},
    )
    echeance = ChampDate(label="Pour le", error_messages={"required": "Indiquez une date."})

    def __init__(self, *args, membres: Sequence[tuple[str, str]] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["personne"].choices = [("", "Choisir dans la liste"), *membres]

    def has_changed(self) -> bool:
        # The date is prefilled: a row with only its date says nothing.
        return bool({"personne", "mission"} & set(self.changed_data))


class MissionFormSet(forms.BaseFormSet):
    """One to four people at once. The same person twice is a slip."""

    def clean(self) -> None:
        chosen = [form.cleaned_data["personne"] for form in self.forms if form.cleaned_data.get("personne")]
        if len(chosen) != len(set(chosen)):
            raise forms.ValidationError("La même personne est choisie deux fois : gardez une seule ligne.")


def mission_formset(data=None, *, membres, echeance: date):
    """The formset of « confier à », each row with the same list of people and the same proposed date."""
    factory = forms.formset_factory(
        MissionForm,
        formset=MissionFormSet,
        extra=MISSIONS_MAX,
        max_num=MISSIONS_MAX,
        min_num=0,
        validate_max=True,
    )
    return factory(
        data,
        prefix="missions",
        initial=None,
        form_kwargs={"membres": membres, "initial": {"echeance": echeance}},
    )


class InterventionForm(GesteForm):
    """What was done, in one tap: the type is the button."""

    type = forms.ChoiceField(
        choices=TypeIntervention,
        label="Ce qui a été fait",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce qui a été fait."},
    )
    le = ChampDate(label="Le", error_messages={"required": "Indiquez le jour."})
    texte = ChampTexte(
        signes=_LONG,
        long=True,
        required=False,
        label="En deux lignes",
        help_text="Des faits, sans diagnostic et sans nommer d’autres enfants.",
    )
    audience = forms.ChoiceField(
        choices=Audience, initial=Audience.ECOLE, label="Qui lira ces lignes", widget=forms.RadioSelect
    )


class CompteRenduForm(GesteForm):
    """The end of a mission."""

    compte_rendu = ChampTexte(
        signes=_LONG,
        long=True,
        required=False,
        label="Compte rendu en deux lignes",
        help_text="La coordination et l’IEN le liront. L’école lit seulement que la mission est terminée.",
    )


class SansActionForm(GesteForm):
    """A reason, and another lead whose words are proposed and may be changed (S0-20: never a bare no)."""

    raison = forms.ChoiceField(choices=SansAction, widget=forms.HiddenInput)
    autre_piste = ChampTexte(
        signes=_LONG,
        long=True,
        label="Message à l’école",
        help_text="Ce texte est une proposition : changez-le comme vous le souhaitez.",
        error_messages={
            "required": "Indiquez une autre piste : vers qui se tourner, ou quoi faire maintenant."
        },
    )

    def clean_autre_piste(self) -> str:
        piste = self.cleaned_data["autre_piste"]
        if A_COMPLETER in piste:
            raise forms.ValidationError(INACHEVEE)
        return piste
