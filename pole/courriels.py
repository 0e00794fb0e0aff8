"""What a mail says: its words made from templates, its headers, and nothing about a pupil.

A template `<app>/<nom>` is three files in `templates/<app>/emails/`: `<nom>_sujet.txt`, `<nom>_corps.txt`,
`<nom>_corps.html`. They receive the words of `Envoi.contexte` (functions, dates, a reference), the link, the
name of the pole and of the reader; never the object itself, so that no narrative can slip in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import formataddr
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import formats, timezone, translation

from pole.models import Envoi, Pole
from pole.pieces import Piece, attach

MAX_MOT = 300
MAX_SUJET = 150


@dataclass(frozen=True, slots=True)
class Courriel:
    """A mail made for one reader."""

    sujet: str
    texte: str
    html: str


def words(contexte: dict, pole: Pole | None) -> dict:
    """Words of a template as they are stored: short texts and numbers; dates are written in French.

    Instants are told in the time of the pole. Raises ValueError for anything else: an object would carry
    more than its mail may say.
    """
    return {name: _word(name, value, pole) for name, value in contexte.items()}


def _word(name: str, value, pole: Pole | None):
    if isinstance(value, list | tuple):
        return [_word(name, item, pole) for item in value]
    if isinstance(value, datetime):
        local = value.astimezone(pole.tz if pole else timezone.get_default_timezone())
        return _in_french(local, "j F Y \\à G\u00a0\\h\u00a0i")
    if isinstance(value, date):
        return _in_french(value, "j F Y")
    if value is None or isinstance(value, bool | int):
        return value
    if not isinstance(value, str):
        raise ValueError(f"Le mot « {name} » d’un courriel est un texte court, un nombre ou une date.")
    if len(value) > MAX_MOT:
        raise ValueError(f"Le mot « {name} » d’un courriel dépasse {MAX_MOT} caractères.")
    return str(value)


def _in_french(value: date, pattern: str) -> str:
    with translation.override("fr"):
        text = formats.date_format(value, pattern)
    return f"1er{text[1:]}" if text.startswith("1 ") else text


def message_id(row: UUID) -> str:
    """Identifier of the message, the same at each try: a second copy is seen as such by mailboxes."""
    return f"<{row}@{urlsplit(settings.ADRESSE_PUBLIQUE).hostname or 'localhost'}>"


def render(envoi: Envoi, cible=None) -> Courriel:
    """Make the words of a mail. Raises TemplateDoesNotExist when a file of the template is missing."""
    mots = envoi.contexte
    lien = settings.ADRESSE_PUBLIQUE.rstrip("/") + _path(mots, cible)
    context = {
        "pole": envoi.pole.nom if envoi.pole else "",
        "dispositif": envoi.pole.label if envoi.pole else "pôle ressource",
        "destinataire": str(envoi.destinataire) if envoi.destinataire else "",
        "adresse_publique": settings.ADRESSE_PUBLIQUE.rstrip("/"),
        **mots,
        "lien": lien,
        "urgent": envoi.urgent,
    }
    with translation.override("fr"):
        # The subject takes the reference only: no text of a person reaches a header.
        subject = _text(envoi.gabarit, "sujet", {"reference": mots.get("reference", "")})
        text = _text(envoi.gabarit, "corps", context)
        html = get_template(_file(envoi.gabarit, "corps.html")).render(context | {"sujet": subject})
    return Courriel(" ".join(subject.split())[:MAX_SUJET], text.strip() + "\n", html)


def subject_of(gabarit: str) -> str:
    """Subject of a template without its reference, to name a mail whose words are not kept."""
    try:
        return " ".join(_text(gabarit, "sujet", {}).split())[:MAX_SUJET]
    except TemplateDoesNotExist:
        return gabarit


def _path(mots: dict, cible) -> str:
    if chemin := mots.get("chemin"):
        return chemin
    return cible.get_absolute_url() if hasattr(cible, "get_absolute_url") else "/"


def _file(gabarit: str, part: str) -> str:
    app, _, nom = gabarit.partition("/")
    return f"{app}/emails/{nom}_{part}"


def _text(gabarit: str, part: str, context: dict) -> str:
    """Plain text: an apostrophe stays one."""
    template = get_template(_file(gabarit, f"{part}.txt")).template
    return template.render(Context(context, autoescape=False))


def message(
    envoi: Envoi, courriel: Courriel, connection, pieces: Iterable[Piece] = ()
) -> EmailMultiAlternatives:
    """The message as it leaves: one recipient, a fixed identifier, answers to the pole's mailbox."""
    pole = envoi.pole
    sender = f"{pole.label} {pole.nom}" if pole else "Pôle ressource"
    mail = EmailMultiAlternatives(
        subject=courriel.sujet,
        body=courriel.texte,
        from_email=formataddr((" ".join(sender.split()), settings.DEFAULT_FROM_EMAIL)),
        to=[envoi.destinataire.email if envoi.destinataire else envoi.adresse],
        reply_to=[pole.boite_fonctionnelle] if pole and pole.boite_fonctionnelle else None,
        headers={"Message-ID": envoi.message_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    mail.attach_alternative(courriel.html, "text/html")
    attach(mail, pieces)
    return mail
