"""What every page needs around its content. Costs no query by itself."""

from functools import cache

from django.conf import settings
from django.utils.text import capfirst

from pole.bandeaux import bandeaux_of
from pole.navigation import links_for


def shell(request):
    """Brand, demonstration banner, current pole, person and navigation.

    The middlewares set `request.pole` and `request.autres_poles`, and load `request.user.portee`: an error
    page may be shown before they ran, so that each of them may be missing.
    """
    user = getattr(request, "user", None)
    pole = getattr(request, "pole", None)

    @cache
    def navigation():
        return links_for(getattr(user, "portee", None), request.path)

    @cache
    def bandeaux():
        portee = getattr(user, "portee", None)
        return bandeaux_of(portee.roles) if portee else []

    return {
        "marque_etat": settings.MARQUE_ETAT,
        "demo": settings.DEMO,
        "personne": user if getattr(user, "is_authenticated", False) else None,
        "pole_courant": pole,
        # The name the pole gave itself; the templates have that of the product where no pole is current.
        "service": capfirst(pole.label) if pole else "",
        "autres_poles": getattr(request, "autres_poles", ()),
        "navigation": navigation,
        "inactivite": settings.SESSION_INACTIVITE_MINUTES * 60,
        "bandeaux": bandeaux,
    }
