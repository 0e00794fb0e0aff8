"""The form of one case during a séance: four fields, who is there, whether it was studied."""

from collections.abc import Iterable, Set
from datetime import date
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from cellules.gens import Gens
from cellules.models import Convie, NoteDeSeance
from cellules.services.seances import Contenu
from pole.dsfr import ChampDate
from saisines.dates import trop_loin
from saisines.forms.champs import ChampTexte
from saisines.models import PISTES_MAX

OUI, NON, RIEN = "oui", "non", ""
PRESENCES = ((OUI, "Là"), (NON, "Pas là"), (RIEN, "Non noté"))
_PRESENCE = {OUI: True, NON: False, RIEN: None}
_DITE = {value: word for word, value in _PRESENCE.items()}
ETUDIEE, PAS_ABORDEE = "oui", ""
ETUDES = ((ETUDIEE, "Étudiée"), (PAS_ABORDEE, "Pas abordée"))


class NoteForm(forms.Form):
    """What is noted of a case. What is refused in one field does not keep the others from being saved."""

    presences = PRESENCES

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    comprehension = ChampTexte(
        signes=4000,
        long=True,
        required=False,
        label="Ce que nous comprenons",
        help_text="En quelques phrases.",
    )
    interlocuteur = forms.ChoiceField(
        required=False,
        label="Interlocuteur du pôle",
        help_text="La personne vers qui l’école se tourne.",
        error_messages={
            "invalid_choice": "Cette personne n’est plus dans le pôle : choisissez-en une autre."
        },
    )
    point_le = ChampDate(required=False, label="On se revoit le")
    etudiee = forms.ChoiceField(
        required=False, label="Cette situation", choices=ETUDES, widget=forms.RadioSelect
    )

    def __init__(
        self,
        data=None,
        *,
        note: NoteDeSeance | None,
        convies: Iterable[Convie],
        gens: Gens,
        today: date,
        away: Set[UUID] = frozenset(),
        prefixe: str = "note",
    ):
        self.note, self.gens, self.today, self.away = note, gens, today, away
        self.convies = list(convies)
        super().__init__(data, auto_id=f"{prefixe}-%s", initial=_initial(note))
        self.fields["interlocuteur"].choices = [("", "À choisir"), *self._people()]
        for rank, piste in enumerate(_lines(note), start=1):
            self.fields[f"piste-{rank}-texte"] = ChampTexte(
                signes=300, required=False, label=f"Piste {rank}", initial=piste["texte"]
            )
            self.fields[f"piste-{rank}-qui"] = ChampTexte(
                signes=200, required=False, label="Avec qui", initial=piste["qui"]
            )
            self.fields[f"piste-{rank}-qui"].widget.attrs["list"] = "gens"
        for convie in self.convies:
            self.fields[f"presence-{convie.pk}"] = forms.ChoiceField(
                required=False, choices=PRESENCES, initial=_DITE[convie.presence], widget=forms.RadioSelect
            )
        for name in (
            "comprehension",
            "point_le",
            *(name for name in self.fields if name.startswith("piste")),
        ):
            self.fields[name].widget.attrs["class"] = "fr-input"
        self.fields["comprehension"].widget.attrs["rows"] = 5
        self.fields["interlocuteur"].widget.attrs["class"] = "fr-select"

    def _people(self) -> list[tuple[str, str]]:
        """Those who may be named, and whoever was and has left since."""
        people = self.gens.choices(away=self.away)
        chosen = self.note.interlocuteur if self.note and self.note.interlocuteur_id else None
        if chosen and str(chosen.pk) not in dict(people):
            people.append((str(chosen.pk), f"{chosen}, n’exerce plus ici"))
        return people

    def clean_point_le(self):
        jour = self.cleaned_data["point_le"]
        kept = self.note.point_le if self.note else None
        if jour and jour < self.today and jour != kept:
            raise ValidationError("Cette date est passée : choisissez un jour à venir.")
        if jour != kept and (far := trop_loin(jour, self.today)):
            raise ValidationError(far)
        return jour

    @property
    def pistes(self):
        """The lines, each with its two fields."""
        return [
            (rank, self[f"piste-{rank}-texte"], self[f"piste-{rank}-qui"])
            for rank in range(1, PISTES_MAX + 1)
        ]

    def presence_of(self, convie: UUID):
        return self[f"presence-{convie}"]

    def contenu(self) -> Contenu:
        """What is to be saved: a field that was refused keeps what is stored."""
        self.is_valid()
        kept = {name: field.initial for name, field in self.fields.items()} | self.initial
        data = {name: self.cleaned_data.get(name, kept.get(name)) for name in self.fields}
        return Contenu(
            comprehension=data["comprehension"] or "",
            pistes=[self._piste(data, rank) for rank in range(1, PISTES_MAX + 1)],
            interlocuteur=UUID(data["interlocuteur"]) if data["interlocuteur"] else None,
            point_le=data["point_le"],
            etudiee=data["etudiee"] == ETUDIEE,
            presences={
                one.pk: said for one in self.convies if (said := self._said(data, one)) is not one.presence
            },
        )

    def _said(self, data: dict, convie: Convie) -> bool | None:
        """One's presence; « tous là » says it of whoever is not noted yet and did not excuse themself."""
        name = f"presence-{convie.pk}"
        said = _PRESENCE[data[name] or RIEN] if name in self.data else convie.presence
        everybody = self.data.get("presents") == "tous"
        return True if said is None and everybody and not convie.is_excuse else said

    def _piste(self, data: dict, rank: int) -> dict[str, str | None]:
        texte, qui = data[f"piste-{rank}-texte"] or "", data[f"piste-{rank}-qui"] or ""
        return {
            "texte": texte,
            "qui": qui,
            "porteur": self.gens.porteur(qui, away=self.away) if qui else None,
        }

    def erreurs(self) -> dict[str, list[str]]:
        """Messages by the identifier of the field, for a page that does not load again."""
        return {
            self[name].auto_id: list(messages)
            for name, messages in self.errors.items()
            if name in self.fields
        }


def _initial(note: NoteDeSeance | None) -> dict:
    if note is None:
        return {"version": 0, "etudiee": PAS_ABORDEE}
    return {
        "version": note.version,
        "comprehension": note.comprehension,
        "interlocuteur": str(note.interlocuteur_id or ""),
        "point_le": note.point_le,
        "etudiee": ETUDIEE if note.etudiee_le else PAS_ABORDEE,
    }


def _lines(note: NoteDeSeance | None) -> list[dict]:
    """Five lines, the empty ones last."""
    lines = [dict(one) for one in (note.pistes or [])] if note else []
    return (lines + [{"texte": "", "qui": ""} for _ in range(PISTES_MAX)])[:PISTES_MAX]
