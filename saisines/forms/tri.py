"""Forms of the triage screen: a letter ready to be changed, and at most one person to call upon."""

from collections.abc import Iterable, Mapping, Sequence

from django import forms

from pole.dsfr import ChampDate, DsfrHelper
from saisines.forms.champs import ChampTexte
from saisines.forms.gestes import GesteForm

_LONG = 4000
_COURT = 500
AVEC_OU_SANS = (
    "Ce texte est une proposition : changez-le comme vous le souhaitez. Si vous nommez quelqu’un sans y "
    "toucher, l’école lira que cette personne prend contact avec elle."
)


def _lettre() -> ChampTexte:
    return ChampTexte(
        signes=_LONG,
        long=True,
        label="Message à l’école",
        help_text="Ce texte est une proposition : changez-le comme vous le souhaitez.",
        error_messages={"required": "Écrivez à l’école ce qui se passe, et pourquoi."},
    )


class LettreForm(GesteForm):
    """A way out that asks for nothing but its letter."""

    lettre = _lettre()


class OrientationForm(GesteForm):
    """A letter, the date that the school reads, and perhaps somebody of the pole.

    `lettres` are the proposed ones: the one that announces a call leaves only with somebody to make it.
    """

    personne = forms.ChoiceField(required=False, label="Confier à")
    mission = ChampTexte(signes=_COURT, required=False, label="Mission")
    pour_le = ChampDate(label="Pour le", error_messages={"required": "Indiquez une date : l’école la lira."})
    lettre = _lettre()

    def __init__(
        self,
        *args,
        lettres: Mapping[str, str],
        membres: Sequence[tuple[str, str]] | None = None,
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lettres = lettres
        self.fields["lettre"].initial = lettres["sans"]
        if lettres["sans"] != lettres["avec"]:
            self.fields["lettre"].help_text = AVEC_OU_SANS
        if membres is None:
            del self.fields["personne"], self.fields["mission"]
            self.helper = DsfrHelper(form=self)
        else:
            self.fields["personne"].choices = [("", "Personne pour l’instant"), *membres]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("personne") and not data.get("mission"):
            self.add_error("mission", "Dites en une ligne ce que vous demandez.")
        if _same(data.get("lettre", ""), self.lettres.values()):
            data["lettre"] = self.lettres["avec" if data.get("personne") else "sans"]
        return data


def _same(lettre: str, lettres: Iterable[str]) -> bool:
    """True for a proposed letter that nobody has changed; a browser sends other ends of lines."""
    return lettre.split() in [one.split() for one in lettres]


class AvisForm(GesteForm):
    """An opinion asked of one or two named colleagues before deciding."""

    personne_1 = forms.ChoiceField(
        label="À qui", error_messages={"required": "Choisissez une personne dans la liste."}
    )
    personne_2 = forms.ChoiceField(required=False, label="Et à qui d’autre")
    mission = ChampTexte(
        signes=_COURT,
        label="Votre question",
        error_messages={"required": "Dites en une ligne ce que vous demandez."},
    )
    pour_le = ChampDate(label="Pour le", error_messages={"required": "Indiquez une date."})

    def __init__(self, *args, membres: Sequence[tuple[str, str]] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("personne_1", "personne_2"):
            self.fields[name].choices = [("", "Choisir dans la liste"), *membres]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("personne_1") and data.get("personne_1") == data.get("personne_2"):
            self.add_error("personne_2", "La même personne est choisie deux fois : gardez une seule ligne.")
        return data


class RapprochementForm(GesteForm):
    """Another case, by its reference: joined, or only read together."""

    reference = ChampTexte(
        signes=40,
        label="Référence de l’autre saisine",
        error_messages={"required": "Écrivez la référence, par exemple 2627-ECULLY-014."},
    )
    geste = forms.ChoiceField(
        choices=[
            ("relier", "Relier : les deux restent ouvertes, vous les lisez ensemble"),
            ("fusionner", "Réunir : celle-ci s’arrête, tout continue dans l’autre"),
        ],
        initial="relier",
        label="Que faire ?",
        widget=forms.RadioSelect,
    )
    lettre = ChampTexte(
        signes=_LONG,
        long=True,
        required=False,
        label="Message à l’école, si vous réunissez",
        help_text="L’école ne lit rien de l’autre saisine, ni sa référence. Un lien ne lui est pas dit.",
    )
