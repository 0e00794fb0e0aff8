"""The one domain signal: upper apps react to it, they are never called."""

from django.dispatch import Signal

# Sent inside the transaction of the act, with `event`, the Evenement just written.
saisine_transitioned = Signal()
