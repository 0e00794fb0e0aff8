"""Parts of a case in plain words, already cut to what one person reads: what `saisines.fiche` is made of."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """Who does what by when. `mission` and `compte_rendu` are empty for those who do not read them."""

    id: UUID
    qui: str
    pour_le: date
    etat: str
    ton: str
    en_cours: bool
    est_moi: bool
    a_acquitter: bool
    accord_manque: bool = False
    mission: str = ""
    compte_rendu: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fait:
    """A line of the history, as the component `timeline` shows it."""

    quand: date
    quoi: str
    qui: str = ""
    texte: str = ""
    ton: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandeLue:
    """Questions of the pole in words: (question, answer). `jour_de` says what `jour` is the day of."""

    titre: str
    jour_de: str
    jour: date | datetime
    suite: str = ""
    vide: str = ""
    questions: list[tuple[str, str]]
