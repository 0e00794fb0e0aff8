"""Home page, health and error pages: what must see every app."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def accueil(request):
    """Signed in: what I have to do, by date. Otherwise: what the pôle is, and how to sign in."""
    return render(request, "conf/accueil.html")


@login_not_required
def csrf_failure(request, reason=""):
    """A form that stayed open too long, or came from elsewhere: nothing was done, say what to do."""
    return render(request, "403_csrf.html", status=403)
