"""Sessions whose key is stored hashed: a stolen table opens no session (menaces.md T10)."""

import hashlib

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone


def hashed(session_key: str) -> str:
    """What the table holds instead of the key that the browser keeps (40 characters fit the column)."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


class SessionStore(DatabaseStore):
    """Django's database sessions, looked up by the hash of their key."""

    def _get_session_from_db(self):
        try:
            return self.model.objects.get(
                session_key=hashed(self.session_key), expire_date__gt=timezone.now()
            )
        except self.model.DoesNotExist:
            self._session_key = None
            return None

    def exists(self, session_key):
        return self.model.objects.filter(session_key=hashed(session_key)).exists()

    def create_model_instance(self, data):
        instance = super().create_model_instance(data)
        instance.session_key = hashed(instance.session_key)
        return instance

    def delete(self, session_key=None):
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=hashed(key)).delete()
