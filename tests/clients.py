"""A browser signed in as somebody, as the middlewares expect it, and what it shows."""

from types import SimpleNamespace

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.core import signing
from django.test import Client

from pole.middleware import ACTIVITE_COOKIE, ACTIVITE_SALT
from pole.models import Personne
from pole.sessions import hashed


def signed_in(personne: Personne) -> Client:
    """A client with a session of this person, just active."""
    client = Client()
    client.force_login(personne, backend="allauth.account.auth_backends.AuthenticationBackend")
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.cookies[ACTIVITE_COOKIE] = signing.TimestampSigner(salt=ACTIVITE_SALT).sign(hashed(key))
    return client


def proved(client: Client, personne: Personne) -> Client:
    """The same client, whose person has just proved again that it is them."""
    session = client.session
    request = SimpleNamespace(session=session)
    record_authentication(request, personne, method="password", reauthenticated=True)
    session.save()
    return client


def page(response) -> str:
    """Text of a page that was shown."""
    assert response.status_code == 200
    return response.content.decode()
