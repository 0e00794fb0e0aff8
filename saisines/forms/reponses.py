"""Forms of the answer: written by the pole, received by the school, looked at again at its date."""

from collections.abc import Sequence
from datetime import date

from crispy_forms.layout import Row
from django import forms

from pole.dsfr import ChampDate, DsfrDetails, DsfrFieldset, DsfrHelper
from saisines.dates import trop_loin
from saisines.enums import Accueil, Arme, EffetDuPoint, PourQui, Visee
from saisines.forms.champs import ChampTexte
from saisines.forms.gestes import GesteForm
from saisines.models import PISTES_MAX, ProjetDeReponse
from saisines.pistes import PisteEcrite
from saisines.services.points import wrong_day

_LONG = 4000
_COURT = 500
_TEXTES = ("comprehension", "appuis", "non_retenu", "rappels")
_DETAILS = ("pour_qui", "avec_quoi", "avant_le", "accord_parents", "visee", "porteur")
RANGS = range(1, PISTES_MAX + 1)
Choix = Sequence[tuple[str, str]]


class ReponseForm(GesteForm):
    """The answer to the school: one to five pistes, a person, a date. Kept, it may lack anything."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    comprehension = ChampTexte(signes=_LONG, long=True, required=False, label="Ce que nous comprenons")
    appuis = ChampTexte(signes=_LONG, long=True, required=False, label="Les points d’appui")
    interlocuteur = forms.ChoiceField(
        label="Interlocuteur du pôle",
        help_text="La personne que l’école appellera. Le dossier lui reste ouvert.",
        error_messages={"required": "Choisissez la personne que l’école pourra appeler."},
    )
    point_le = ChampDate(
        label="On refait le point le",
        required=False,
        help_text="La date proposée tient compte des vacances. Ce jour-là, l’école dit ce qui a changé.",
    )
    non_retenu = ChampTexte(
        signes=_LONG, long=True, required=False, label="Ce qui n’a pas été retenu, et pourquoi"
    )
    rappels = ChampTexte(
        signes=_LONG,
        long=True,
        required=False,
        label="Rappels et décisions qui ne relèvent pas du pôle",
        help_text="Une décision de l’IEN, une règle, une mesure de sécurité : pas des propositions.",
    )

    def __init__(self, *args, today: date, membres: Choix = (), gardee: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["interlocuteur"].choices = [("", "Choisir dans la liste"), *membres]
        self.fields["interlocuteur"].required = not gardee
        pistes = []
        for rang in RANGS:
            self.fields |= _piste(rang, membres)
            pistes += [
                Row(f"piste_{rang}", f"qui_{rang}"),
                DsfrDetails(f"Détails de la piste {rang}", *(f"{name}_{rang}" for name in _DETAILS)),
            ]
        self.fields["piste_1"].required = not gardee
        self.helper = DsfrHelper(
            DsfrFieldset("Ce que le pôle a compris", "comprehension", "appuis"),
            DsfrFieldset(
                "Les pistes",
                *pistes,
                hint="De une à cinq. Une ligne chacune : l’école en fait ce qui lui convient.",
            ),
            DsfrFieldset("Et après", "interlocuteur", "point_le", "non_retenu"),
            DsfrFieldset("À part", "rappels"),
            "version",
            form=self,
        )

    def clean(self):
        data = super().clean()
        for name in ("point_le", *(f"avant_le_{rang}" for rang in RANGS)):
            if reason := trop_loin(data.get(name), self.today):
                self.add_error(name, reason)
        return data

    @property
    def pistes(self) -> list[PisteEcrite]:
        """The lines that say something."""
        data = self.cleaned_data
        found = []
        for rang in RANGS:
            words = {name: data.get(f"{name}_{rang}") or "" for name in ("qui", *_DETAILS)}
            words["texte"] = data.get(f"piste_{rang}", "")
            words["avant_le"] = words["avant_le"].isoformat() if words["avant_le"] else ""
            found.append(PisteEcrite.read(words))
        return [piste for piste in found if piste.texte]

    @property
    def contenu(self) -> dict:
        """What was typed, but for the people, whom the caller finds."""
        texts = {name: self.cleaned_data[name] for name in _TEXTES}
        return texts | {"pistes": self.pistes, "point_le": self.cleaned_data["point_le"]}

    @property
    def version_lue(self) -> int:
        """The version of the draft that was read; 0 without one."""
        return self.cleaned_data.get("version") or 0


def initial_of(projet: ProjetDeReponse) -> dict:
    """A draft as the form shows it."""
    words = {name: getattr(projet, name) for name in (*_TEXTES, "point_le", "version")}
    words["interlocuteur"] = projet.interlocuteur_id
    for rang, stored in enumerate(projet.pistes or (), start=1):
        piste = PisteEcrite.read(stored)
        words[f"piste_{rang}"] = piste.texte
        words |= {f"{name}_{rang}": getattr(piste, name) for name in ("qui", *_DETAILS)}
    return words


def _piste(rang: int, membres: Choix) -> dict[str, forms.Field]:
    nobody = ("", "Personne en particulier")
    return {
        f"piste_{rang}": ChampTexte(
            signes=_COURT * 2,
            required=False,
            label=f"Piste {rang}",
            error_messages={"required": "Proposez au moins une piste : une ligne suffit."},
        ),
        f"qui_{rang}": ChampTexte(signes=_COURT, required=False, label=f"Avec qui, piste {rang}"),
        f"pour_qui_{rang}": forms.ChoiceField(
            required=False,
            label=f"Pour qui, piste {rang}",
            choices=[("", "Ne pas préciser"), *PourQui.choices],
        ),
        f"avec_quoi_{rang}": ChampTexte(
            signes=_COURT,
            required=False,
            label=f"Avec quoi, piste {rang}",
            help_text="Un outil, un document, un temps : ce qui aide à commencer.",
        ),
        f"avant_le_{rang}": ChampDate(required=False, label=f"Avant le, piste {rang}"),
        f"accord_parents_{rang}": forms.BooleanField(
            required=False, label=f"La piste {rang} demande l’accord écrit des parents"
        ),
        f"visee_{rang}": forms.ChoiceField(
            required=False, label=f"Visée, piste {rang}", choices=[("", "Ne pas préciser"), *Visee.choices]
        ),
        f"porteur_{rang}": forms.ChoiceField(
            required=False,
            label=f"Portée par, piste {rang}",
            help_text="Quelqu’un du pôle : le dossier lui est ouvert, et la date lui est rappelée.",
            choices=[nobody, *membres],
        ),
    }


class AccueilForm(GesteForm):
    """What the school does with the answer: once, in one choice. Piste by piste only if it wants."""

    accueil = forms.ChoiceField(
        choices=Accueil,
        widget=forms.RadioSelect,
        label="Qu’en faites-vous ?",
        help_text="Pour en parler : le pôle est prévenu aussitôt, et vous appelle.",
        error_messages={"required": "Choisissez une des trois réponses : vous pourrez toujours appeler."},
    )
    mot = ChampTexte(
        signes=_COURT,
        required=False,
        label="Une ligne, si vous le souhaitez",
        help_text="Par exemple ce que vous adaptez, ou ce dont vous voulez parler.",
    )

    def __init__(self, *args, pistes: Sequence = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.par_pk = {f"piste_{rang}": one.pk for rang, one in enumerate(pistes, start=1)}
        for rang, (name, one) in enumerate(zip(self.par_pk, pistes, strict=True), start=1):
            self.fields[name] = forms.ChoiceField(
                choices=[("", "Ne pas préciser"), *Accueil.choices],
                required=False,
                label=f"Piste {rang}",
                help_text=one.texte,
            )
        each = [DsfrDetails("Répondre piste par piste", *self.par_pk)] if len(pistes) > 1 else []
        self.helper = DsfrHelper("accueil", "mot", *each, form=self)
        if not each:
            for name in self.par_pk:
                del self.fields[name]

    @property
    def par_piste(self) -> dict:
        data = self.cleaned_data
        return {pk: data[name] for name, pk in self.par_pk.items() if data.get(name)}


class PointForm(GesteForm):
    """At the date: what changed, in two minutes. S1-15: do you feel better equipped?"""

    prevu_le = forms.DateField(widget=forms.HiddenInput, required=False)
    effet = forms.ChoiceField(
        choices=EffetDuPoint,
        widget=forms.RadioSelect,
        label="Les pistes ont-elles aidé ?",
        error_messages={"required": "Choisissez une réponse : « trop tôt » en est une."},
    )
    arme = forms.ChoiceField(
        choices=Arme,
        widget=forms.RadioSelect,
        required=False,
        label="Vous sentez-vous mieux armé face à cette situation ?",
    )
    mot = ChampTexte(
        signes=_COURT,
        required=False,
        label="Une ligne, si vous le souhaitez",
        help_text="Ce qui a aidé, ou ce qui reste difficile.",
    )
    prochain_le = ChampDate(
        required=False,
        label="S’il est trop tôt : refaire le point le",
        help_text="La date proposée tient compte des vacances.",
    )

    def __init__(self, *args, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self):
        data = super().clean()
        asked = data.get("effet") == EffetDuPoint.TROP_TOT and "prochain_le" not in self.errors
        if asked and (reason := wrong_day(data.get("prochain_le"), data.get("prevu_le"), self.today)):
            self.add_error("prochain_le", reason)
        return data
