"""A mail server that answers as a test wants."""

import smtplib

from django.core.mail.backends.base import BaseEmailBackend


class Refusing(BaseEmailBackend):
    """It refuses every recipient, for good unless a test says otherwise."""

    answer = (550, b"5.1.1 inconnu")

    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: Refusing.answer})
