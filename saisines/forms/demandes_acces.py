"""Asking to read a case, and answering."""

import uuid

from django import forms

from pole.dsfr import ChampDate
from saisines.forms.champs import ChampTexte
from saisines.forms.gestes import GesteForm

_SIGNES = 500
_REFERENCE = 40


class DemandeAccesForm(GesteForm):
    """A reference and a reason: nothing here says whether the case exists."""

    jeton = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "Rechargez la page."})
    reference = ChampTexte(
        signes=_REFERENCE,
        label="Référence du dossier",
        help_text="Celle qu’on vous a donnée, par exemple 2627-ECULLY-014. N’écrivez pas de nom.",
        error_messages={"required": "Écrivez la référence du dossier."},
    )
    raison = ChampTexte(
        signes=_SIGNES,
        long=True,
        label="Pourquoi en avez-vous besoin\u00a0?",
        help_text="Deux lignes. La coordination et l’IEN les lisent.",
        error_messages={"required": "Dites pourquoi en quelques mots\u00a0: on vous répondra plus vite."},
    )

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("initial", {"jeton": uuid.uuid4()})
        super().__init__(*args, **kwargs)


class AccepterForm(GesteForm):
    """Until when."""

    jusqu_au = ChampDate(
        label="Ouvrir jusqu’au", error_messages={"required": "Indiquez le dernier jour d’accès."}
    )


class RefuserForm(GesteForm):
    """A word, always."""

    mot = ChampTexte(
        signes=_SIGNES,
        label="Votre réponse",
        help_text="La personne la lira. Par exemple\u00a0: appelez-moi, nous en parlerons.",
        error_messages={"required": "Écrivez un mot\u00a0: la personne saura vers qui se tourner."},
    )
