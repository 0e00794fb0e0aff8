"""Settings of a pole, its reference lists, its school dates."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError

from pole.dsfr import ChampDate, DsfrFieldset, DsfrHelper
from pole.enums import Nature, RaisonUrgence
from pole.models import CodeVacances, Metier, Motif, Pole
from pole.numeros import Numero
from pole.ressources import ADRESSE_MAX, NOM_MAX, Ressource
from pole.services.calendrier import zones_connues
from pole.urgences import MINUTES_MAX, MINUTES_MIN, REGLES

MAX_LIGNES = 20
PERIODES = tuple(range(1, 6))
HORS_LISTE = "Choisissez dans la liste."


class LignesField(forms.CharField):
    """A list of short texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 5})
    signes_max = 200

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        lines = [line.strip() for line in super().to_python(value).splitlines() if line.strip()]
        if len(lines) > MAX_LIGNES or any(len(line) > self.signes_max for line in lines):
            raise ValidationError(f"Pas plus de {MAX_LIGNES} lignes de {self.signes_max} caractères.")
        return lines


class NumerosField(LignesField):
    """Local emergency numbers, one a line (pole.numeros)."""

    def prepare_value(self, value):
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value):
        rows = []
        for line in super().to_python(value):
            nom, _, numero = line.rpartition(":")
            read = Numero.read({"nom": nom, "numero": numero})
            if read is None:
                raise ValidationError(f"Écrivez « Nom : numéro ». Cette ligne ne convient pas : {line}")
            rows.append(read._asdict())
        return rows


class RessourcesField(LignesField):
    """Resources to read before a request, one a line (pole.ressources)."""

    signes_max = NOM_MAX + ADRESSE_MAX + 3

    def prepare_value(self, value):
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value):
        rows = []
        for line in super().to_python(value):
            nom, scheme, rest = line.partition("https://")
            read = Ressource.read({"nom": nom.rstrip("\u00a0 :"), "adresse": scheme + rest})
            if read is None:
                raise ValidationError(f"Écrivez « Nom : https://… ». Cette ligne ne convient pas : {line}")
            rows.append(read._asdict())
        return rows


class ReglagesForm(forms.ModelForm):
    """What the pole has chosen; the code of references and the UAI are not changed here."""

    avant_de_saisir = LignesField(
        label="Liste « avant de saisir »",
        required=False,
        help_text="Une idée par ligne, montrée aux écoles avant le formulaire. Rien n’est obligatoire.",
    )
    ressources = RessourcesField(
        label="Ressources à lire d’abord",
        required=False,
        help_text="Un livret, une page, un outil. Une par ligne : « Nom : https://… ».",
    )
    numeros_urgence = NumerosField(
        label="Numéros locaux d’urgence", required=False, help_text="Un par ligne : « Nom : numéro »."
    )

    numeros_agents = NumerosField(
        label="Numéros pour les personnels",
        required=False,
        help_text="Ressources humaines, médecine de prévention. Un par ligne : « Nom : numéro ».",
    )

    zone = forms.ChoiceField(
        label="Zone de vacances",
        error_messages={"required": HORS_LISTE, "invalid_choice": HORS_LISTE},
    )

    class Meta:
        model = Pole
        fields = [
            "nom",
            "label",
            "mot_reunion",
            "academie",
            "adresse",
            "telephone",
            "boite_fonctionnelle",
            "zone",
            "fuseau",
            "qui_saisit",
            "plenieres",
            "delai_limite_jours",
            "duree_reunion_minutes",
            "minutes_par_situation",
            "seuil_situations",
            "promesse_contact_jours",
            "promesse_contact_urgent_jours",
            "promesse_reponse_jours",
            "suivi_semaines",
            "ien_relit",
            "acces_jours",
            "recouvrement_jours",
            "brouillon_jours",
            "relance_apres_jours",
            "relance_avant_jours",
            "ordre_de_mission",
            "delegation_signature",
        ]
        widgets = {
            "adresse": forms.Textarea(attrs={"rows": 3}),
            "ordre_de_mission": forms.Textarea(attrs={"rows": 3}),
            "qui_saisit": forms.RadioSelect,
        }
        error_messages = {"fuseau": {"invalid_choice": HORS_LISTE}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        zones = zones_connues()
        # A zone that is not in the list any more must not become the first one in silence.
        unknown = [] if self.instance.zone in zones else [("", "Choisissez une zone")]
        self.fields["zone"].choices = [*unknown, *zones.items()]
        for numero in PERIODES:
            self.fields[f"periode_{numero}"] = forms.IntegerField(
                label=f"Réunions en période {numero}",
                min_value=0,
                max_value=10,
                initial=self.instance.cadence.get(str(numero), 0),
            )
        for raison, regle in REGLES.items():
            self.fields[f"delai_{raison}"] = forms.IntegerField(
                label=RaisonUrgence(raison).label,
                help_text=f"En minutes. D’ordinaire : {regle.minutes}.",
                min_value=MINUTES_MIN,
                max_value=MINUTES_MAX,
                initial=self.instance.delai_urgence(raison) // timedelta(minutes=1),
            )
        self.fields["numeros_agents"].initial = self.instance.numeros_des_agents
        self.fields["avant_de_saisir"].initial = self.instance.avant_de_saisir
        self.fields["ressources"].initial = self.instance.ressources_proposees
        self.fields["numeros_urgence"].initial = self.instance.numeros_locaux
        for field in self.fields.values():
            if isinstance(field, forms.IntegerField):
                field.largeur = "court"
        self.helper = self.make_helper()

    def make_helper(self) -> DsfrHelper:
        return DsfrHelper(
            DsfrFieldset(
                "Le pôle",
                *("nom", "label", "mot_reunion", "academie", "adresse", "telephone", "boite_fonctionnelle"),
            ),
            DsfrFieldset("Calendrier", "zone", "fuseau"),
            DsfrFieldset("Saisines", "qui_saisit", "brouillon_jours", "avant_de_saisir", "ressources"),
            DsfrFieldset("Numéros utiles", "numeros_urgence", "numeros_agents"),
            DsfrFieldset(
                "Réunions",
                *(f"periode_{numero}" for numero in PERIODES),
                *("plenieres", "delai_limite_jours", "duree_reunion_minutes"),
                *("minutes_par_situation", "seuil_situations"),
            ),
            DsfrFieldset(
                "Convocations",
                *("relance_apres_jours", "relance_avant_jours", "ordre_de_mission", "delegation_signature"),
                hint="Une relance part un jour d’école, et seulement vers qui n’a pas répondu.",
            ),
            DsfrFieldset(
                "Promesses faites aux écoles",
                *("promesse_contact_jours", "promesse_contact_urgent_jours", "promesse_reponse_jours"),
                "suivi_semaines",
                hint="Elles s’affichent en dates, dès qu’une école ouvre le formulaire.",
            ),
            DsfrFieldset("Réponses", "ien_relit"),
            DsfrFieldset(
                "Urgences : quand prévenir la personne suivante",
                *(f"delai_{raison}" for raison in REGLES),
                hint="Sans réponse après ce délai, le site prévient la personne suivante. Une urgence part à "
                "toute heure : la nuit, le week-end et les vacances comptent.",
            ),
            DsfrFieldset("Accès", "acces_jours", "recouvrement_jours"),
            form=self,
        )

    def save(self, commit=True):
        data = self.cleaned_data
        self.instance.cadence = {str(numero): data[f"periode_{numero}"] for numero in PERIODES}
        self.instance.avant_de_saisir = data["avant_de_saisir"]
        self.instance.ressources = data["ressources"]
        self.instance.numeros_urgence = data["numeros_urgence"]
        self.instance.numeros_agents = data["numeros_agents"]
        self.instance.delais_urgence = {
            str(raison): data[f"delai_{raison}"]
            for raison, regle in REGLES.items()
            if data[f"delai_{raison}"] != regle.minutes
        }
        return super().save(commit)


class MetierForm(forms.ModelForm):
    class Meta:
        model = Metier
        fields = ["nom", "mission", "solliciter_quand", "exterieur", "au_besoin", "rang", "actif"]
        help_texts = {"au_besoin": "Invité seulement quand la situation le demande."}
        widgets = {
            "mission": forms.Textarea(attrs={"rows": 3}),
            "solliciter_quand": forms.Textarea(attrs={"rows": 3}),
        }


class MotifForm(forms.ModelForm):
    natures = forms.MultipleChoiceField(
        label="Proposé pour", choices=Nature.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Motif
        fields = ["nom", "natures", "urgence", "rang", "actif"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["natures"] = list(self.instance.natures)

    def clean_natures(self):
        return "".join(self.cleaned_data["natures"])


class CalendrierForm(forms.Form):
    """School dates of a year, as this pole lives them: one pair of dates for each landmark."""

    def __init__(self, *args, coupures, **kwargs):
        super().__init__(*args, **kwargs)
        known = {coupure.code: coupure for coupure in coupures}
        for code, label in CodeVacances.choices:
            row = known.get(code)
            first = "jour de la rentrée" if code == CodeVacances.RENTREE else "premier jour sans classe"
            self.fields[f"debut_{code}"] = ChampDate(
                label=f"{label} : {first}", required=False, initial=row.debut if row else None
            )
            if code not in (CodeVacances.RENTREE, CodeVacances.PONT):
                self.fields[f"reprise_{code}"] = ChampDate(
                    label=f"{label} : jour de reprise", required=False, initial=row.reprise if row else None
                )

    def clean(self):
        data = super().clean()
        for code in CodeVacances.values:
            debut, reprise = data.get(f"debut_{code}"), data.get(f"reprise_{code}")
            if debut and reprise and reprise < debut:
                self.add_error(f"reprise_{code}", "La reprise vient après le début des vacances.")
            if reprise and not debut:
                self.add_error(f"debut_{code}", "Donnez aussi le premier jour sans classe.")
        return data
