"""What follows a sign-in: the journal, and what the session remembers of it."""

import time

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver

from pole import journal
from pole.connexion import SECOND_FACTEUR_KEY, SESSION_OUVERTE_KEY
from pole.models import Acte


@receiver(user_logged_in, dispatch_uid="pole.connexion")
def record_sign_in(sender, request, user, **kwargs):
    if request is not None:
        request.session[SESSION_OUVERTE_KEY] = time.time()
    journal.record(Acte.CONNEXION, by=user, fonction="")


@receiver(user_login_failed, dispatch_uid="pole.echec")
def record_failure(sender, credentials, **kwargs):
    """That somebody failed, and when. Never what was typed: it may be the password of another site."""
    journal.record(Acte.ECHEC, by=None, fonction="")


@receiver(authenticator_added, dispatch_uid="pole.second_facteur")
def remember_second_factor(sender, request, user, authenticator, **kwargs):
    """Whoever has just proved a new one is not asked to prove it again: its code serves once."""
    request.session[SECOND_FACTEUR_KEY] = True
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, method="mfa", type=authenticator.type, reauthenticated=True)


@receiver(authenticator_removed, dispatch_uid="pole.second_facteur_retire")
def forget_second_factor(sender, request, **kwargs):
    request.session.pop(SECOND_FACTEUR_KEY, None)
