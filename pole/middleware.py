"""What holds for every request: sign-in by default, idle limit, current pole, privacy headers."""

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequiredMiddleware
from django.core import signing
from django.http import JsonResponse
from django.utils.deprecation import MiddlewareMixin

from pole.sessions import hashed

ACTIVITE_COOKIE = "activite"
ACTIVITE_SALT = "pole.activite"


def is_background(request) -> bool:
    """A request made by a script of the page, not by a person who navigates."""
    return request.headers.get("X-Requested-With") == "fetch" or request.headers.get("HX-Request") == "true"


def unauthenticated_response() -> JsonResponse:
    """A script must learn that the session is over: a redirect would read as a success."""
    return JsonResponse({"erreur": "session_terminee"}, status=401)


class LoginRequiredMiddleware(DjangoLoginRequiredMiddleware):
    """Sign-in unless the view says otherwise; 401 instead of a redirect for background requests."""

    def handle_no_permission(self, request, view_func):
        if is_background(request):
            return unauthenticated_response()
        return super().handle_no_permission(request, view_func)


class IdleLimitMiddleware:
    """End a session left alone, without a write per request: the last sign of life is a signed cookie."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if user.is_authenticated and self.is_idle(request):
            logout(request)
        response = self.get_response(request)
        if request.user.is_authenticated and request.session.session_key:
            self.mark(request, response)
        elif ACTIVITE_COOKIE in request.COOKIES:
            response.delete_cookie(ACTIVITE_COOKIE)
        return response

    def is_idle(self, request) -> bool:
        signer = signing.TimestampSigner(salt=ACTIVITE_SALT)
        try:
            key = signer.unsign(
                request.COOKIES.get(ACTIVITE_COOKIE, ""), max_age=settings.SESSION_INACTIVITE_MINUTES * 60
            )
        except signing.BadSignature:
            # The cookie of the sign-in itself travels with the session cookie: its absence is a tampering.
            return True
        return key != hashed(request.session.session_key)

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
    """Give each request its current pole: the one chosen in this session, else the first of the roles."""

    def process_request(self, request):
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


class PrivacyHeadersMiddleware(MiddlewareMixin):
    """Nothing of a signed-in page stays in a cache, and no other origin reads it."""

    def process_response(self, request, response):
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response
