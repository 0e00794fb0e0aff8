"""When what was typed cannot be kept: it is given back, whole, on a page that says what to do.

A full disk, a locked or lost database, a form that stayed open too long: with JavaScript the browser already
kept the text; this is what everybody gets.
"""

import errno
import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.template.loader import render_to_string
from django.utils.deprecation import MiddlewareMixin

from pole.middleware import is_background

logger = logging.getLogger(__name__)

# Seconds before one may try again.
REESSAYER = 30
# The disk is full, over its quota, read-only or ill.
_DISQUE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}
# A choice or an identifier is not a text that somebody wrote.
_MOTS_MIN = 2
_JAMAIS = ("csrf", "password", "mot_de_passe", "code", "jeton", "action")
_MAX = 40


def is_outage(error: BaseException) -> bool:
    """True when the ground failed, not the program."""
    ground = isinstance(error, OperationalError | InterfaceError)
    return ground or (isinstance(error, OSError) and error.errno in _DISQUE)


def typed_texts(request) -> list[str]:
    """Texts of several words that the person sent, in their order; secrets and choices left out.

    None for a form that another site sent: it would speak to the person in its own words.
    """
    if _comes_from_elsewhere(request):
        return []
    try:
        fields = list(request.POST.lists())
    except (OSError, RawPostDataException, ValueError):
        return []
    texts = [
        value.strip()
        for name, values in fields
        if not any(secret in name for secret in _JAMAIS)
        for value in values
        if len(value.split()) >= _MOTS_MIN
    ]
    return list(dict.fromkeys(texts))[:_MAX]


def _comes_from_elsewhere(request) -> bool:
    ours = f"{request.scheme}://{request.get_host()}"
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return site != "same-origin" or request.headers.get("Origin", ours) != ours


class PanneMiddleware(MiddlewareMixin):
    """An outage answers 503 with the text that was typed, instead of a page that loses it."""

    def process_exception(self, request, exception):
        if not is_outage(exception):
            return None
        # Its name only: a message of the database may quote a value.
        logger.error("Rien n’a pu être enregistré : %s", type(exception).__name__)
        if is_background(request):
            response = JsonResponse({"erreur": "panne"}, status=503)
        else:
            # No request in it: this page reads nothing, from nowhere.
            page = render_to_string("panne.html", {"textes": typed_texts(request)})
            response = HttpResponse(page, status=503)
        response["Retry-After"] = str(REESSAYER)
        return response
