"""Self-checks of an installation: each app registers what it can prove, `verifier` runs them all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

Controle = Callable[[], Iterable[str]]
_controles: dict[str, Controle] = {}


@dataclass(frozen=True, slots=True)
class Resultat:
    """What a check found: sentences for whoever runs the installation, none when all is well."""

    nom: str
    problemes: list[str]


def register(nom: str, fonction: Controle) -> None:
    """Declare a check, from `AppConfig.ready`. It returns problems in French, without any personal data."""
    _controles[nom] = fonction


def run_all() -> Iterable[Resultat]:
    """Run every check. One that fails itself is a problem too, told by the class of its error alone."""
    for nom, fonction in _controles.items():
        try:
            problemes = list(fonction())
        except Exception as error:
            problemes = [f"le contrôle n’a pas pu se faire ({type(error).__name__})"]
        yield Resultat(nom, problemes)
