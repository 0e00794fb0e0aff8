"""What every page needs around its content. Costs no query by itself."""

from functools import cache

from django.conf import settings

from pole.navigation import links_for


def shell(request):
    """Brand, demonstration banner, current pole, person and navigation.

    The middlewares set `request.pole` and `request.autres_poles`, and load `request.user.portee`: an error
    page may be shown before they ran, so that each of them may be missing.
    """
    user = getattr(request, "user", None)

    @cache
    def navigation():
        return links_for(getattr(user, "portee", None), request.path)

    return {
        "marque_etat": settings.MARQUE_ETAT,
        "demo": settings.DEMO,
        "personne": user if getattr(user, "is_authenticated", False) else None,
        "pole_courant": getattr(request, "pole", None),
        "autres_poles": getattr(request, "autres_poles", ()),
        "navigation": navigation,
    }
