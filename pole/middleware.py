"""What holds for every request: sign-in by default, idle limit, current pole, privacy headers."""

import time
from urllib.parse import urlsplit

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import escape_leading_slashes, url_has_allowed_host_and_scheme

from pole.connexion import SECOND_FACTEUR_KEY, SESSION_OUVERTE_KEY, second_factor_is_required
from pole.sessions import hashed

METHODES = ("GET", "HEAD", "POST")
ACTIVITE_COOKIE = "activite"
ACTIVITE_SALT = "pole.activite"
SESSION_TERMINEE = (
    "Votre session s’est terminée. Connectez-vous à nouveau : vous reviendrez à la page où vous étiez."
)


def is_background(request) -> bool:
    """A request made by a script of the page, not by a person who navigates."""
    return request.headers.get("X-Requested-With") == "fetch" or request.headers.get("HX-Request") == "true"


def unauthenticated_response() -> JsonResponse:
    """A script must learn that the session is over: a redirect would read as a success."""
    return JsonResponse({"erreur": "session_terminee"}, status=401)


class MethodesMiddleware:
    """Pages are read and forms are posted: every other method is refused before anything is looked up."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in METHODES:
            return HttpResponseNotAllowed(METHODES)
        return self.get_response(request)


class LoginRequiredMiddleware(DjangoLoginRequiredMiddleware):
    """Sign-in unless the view says otherwise; 401 instead of a redirect for background requests."""

    def handle_no_permission(self, request, view_func):
        if is_background(request):
            return unauthenticated_response()
        if ACTIVITE_COOKIE in request.COOKIES:
            messages.info(request, SESSION_TERMINEE)
        return redirect_to_login(self.page_to_return_to(request), reverse(settings.LOGIN_URL))

    def page_to_return_to(self, request) -> str:
        """The page asked for; for a form that was sent, the page that held it."""
        if request.method in {"GET", "HEAD"}:
            return request.get_full_path()
        referer = request.headers.get("Referer", "")
        if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, request.is_secure()):
            return reverse("accueil")
        parts = urlsplit(referer)
        path = escape_leading_slashes(parts.path) or reverse("accueil")
        return f"{path}?{parts.query}" if parts.query else path


class IdleLimitMiddleware:
    """End a session left alone, without a write per request: the last sign of life is a signed cookie.

    Before the first sign of life there is the sign-in, whose time the session itself keeps.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and self.is_idle(request):
            logout(request)
        response = self.get_response(request)
        if request.user.is_authenticated and request.session.session_key:
            self.mark(request, response)
        elif ACTIVITE_COOKIE in request.COOKIES:
            response.delete_cookie(ACTIVITE_COOKIE)
        return response

    def is_idle(self, request) -> bool:
        limit = settings.SESSION_INACTIVITE_MINUTES * 60
        signer = signing.TimestampSigner(salt=ACTIVITE_SALT)
        try:
            key = signer.unsign(request.COOKIES.get(ACTIVITE_COOKIE, ""), max_age=limit)
        except signing.BadSignature:
            key = ""
        if key == hashed(request.session.session_key):
            return False
        return time.time() - request.session.get(SESSION_OUVERTE_KEY, 0) > limit

    def mark(self, request, response) -> None:
        signer = signing.TimestampSigner(salt=ACTIVITE_SALT)
        response.set_cookie(
            ACTIVITE_COOKIE,
            signer.sign(hashed(request.session.session_key)),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


class PoleCourantMiddleware(MiddlewareMixin):
    """Give each request its current pole: the one chosen in this session, else the first of the roles.

    Its pages tell the hours of that pole.
    """

    def process_request(self, request):
        timezone.deactivate()
        request.pole = None
        request.portee = None
        request.autres_poles = []
        if not request.user.is_authenticated:
            return
        poles = request.user.portee.poles_by_id
        chosen = request.session.get("pole", "")
        request.pole = next((pole for pk, pole in poles.items() if str(pk) == chosen), None)
        request.pole = request.pole or next(iter(poles.values()), None)
        request.portee = request.user.portee.in_pole(request.pole.pk if request.pole else None)
        request.autres_poles = [pole for pole in poles.values() if pole != request.pole]
        if request.pole is not None:
            timezone.activate(request.pole.tz)

    def process_response(self, request, response):
        timezone.deactivate()
        return response


class SecondFacteurMiddleware(MiddlewareMixin):
    """Nothing opens but one's own account until the second factor that a function demands is there.

    A session that used one costs no query; the others ask the table (they are on the way to have one).
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        user = request.user
        if not user.is_authenticated or not second_factor_is_required(user.portee):
            return None
        if self.is_open_anyway(request, view_func) or self.is_proved(request):
            return None
        if is_background(request):
            return JsonResponse({"erreur": "second_facteur"}, status=403)
        messages.warning(
            request,
            "Votre fonction demande une seconde vérification. Choisissez une application ou une clé d’accès "
            "pour continuer.",
        )
        return redirect("mfa_index")

    def is_open_anyway(self, request, view_func) -> bool:
        """One's own account, and public pages but the home page: it tells a person of their cases."""
        if request.path == reverse("accueil"):
            return False
        return not getattr(view_func, "login_required", True) or request.path.startswith(
            (reverse("mon_compte"), reverse("account_logout"))
        )

    def is_proved(self, request) -> bool:
        if request.session.get(SECOND_FACTEUR_KEY):
            return True
        if any(record["method"] == "mfa" for record in get_authentication_records(request, request.user)):
            return True
        types = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
        return Authenticator.objects.filter(user=request.user, type__in=types).exists()


class PrivacyHeadersMiddleware(MiddlewareMixin):
    """Nothing of a signed-in page stays in a cache, and no other origin reads it."""

    def process_response(self, request, response):
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response
