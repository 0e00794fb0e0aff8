"""Tries of mailed codes, counted for the account and for the network address.

The session counts its own too, but whoever drops the cookie starts again there. The figures are in the
settings (ACCOUNT_RATE_LIMITS), the counts in the cache.
"""

from allauth.core.internal import ratelimit
from django.http import HttpRequest

CODE = "code_essai"
INVITATION = "invitation_essai"
TROP_D_ESSAIS = "Trop d’essais. Attendez une heure, puis demandez un nouveau code."


def take_try(request: HttpRequest, action: str, cle: str) -> ratelimit.RateLimitUsage | None:
    """Count one try before its code is looked at: two at once are two. None when there were too many.

    `cle` is what is attacked (an address, an invitation), whether or not it exists. A right code gives its
    try back, with `rollback()`: a whole school behind one network address signs in.
    """
    return ratelimit.consume(request, app="allauth.account", action=action, key=cle.lower())
