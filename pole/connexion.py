"""What each function must prove at sign-in. The two tables are in the settings."""

from django.conf import settings

from pole.portee import Portee

# Keys of the session.
SESSION_OUVERTE_KEY = "ouverte_le"
SECOND_FACTEUR_KEY = "second_facteur"


def second_factor_is_required(portee: Portee) -> bool:
    """True if a function held today opens nothing without an application or a passkey."""
    return any(role.fonction in settings.SECOND_FACTEUR_OBLIGATOIRE for role in portee.roles)


def device_code_is_required(portee: Portee) -> bool:
    """True if a password alone is not enough on a device not yet known.

    A person without any function proves as much as the others: their account may get one tomorrow.
    """
    if not portee.roles:
        return bool(settings.CODE_APPAREIL_INCONNU)
    return any(role.fonction in settings.CODE_APPAREIL_INCONNU for role in portee.roles)
