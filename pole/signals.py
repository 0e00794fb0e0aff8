"""What the apps above learn from the organisation."""

from django.dispatch import Signal

# `personne`, `pole` (None: everywhere), `fonctionne`: mails to them come back, or leave again. Sent in the
# transaction of the act.
adresse_jugee = Signal()
