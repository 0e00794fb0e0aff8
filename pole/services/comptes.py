"""Personal accounts: opened by an invitation and an e-mailed code, closed with every session."""

import secrets
import time
import uuid
from dataclasses import asdict, dataclass

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from pole.comptes import send_to_address
from pole.crypto import normalise
from pole.enums import Fonction
from pole.models import Invitation, Personne
from pole.services.invitations import accepter

# Seconds and tries (ASVS 6.5.5, 6.6.3).
CODE_SECONDES = 600
CODE_ESSAIS = 5
CODE_RENVOIS = 3
CODE_ATTENTE = 30
SANS_FONCTION = "Sans fonction"
# Accounts of the demonstration, whose addresses belong to nobody.
DEMONSTRATION = "@demo.example"


@dataclass
class CompteEnAttente:
    """An account asked for, until its address is proved. Kept in the session, with no secret in clear."""

    invitation: str
    empreinte: str
    prenom: str
    nom: str
    email: str
    mot_de_passe: str
    code: str = ""
    envoye_le: float = 0
    essais: int = 0
    envois: int = 0

    def as_session(self) -> dict:
        return asdict(self)


def ask_for_account(invitation: Invitation, *, prenom: str, nom: str, email: str, mot_de_passe: str):
    """Keep what was typed and send a code to the address. An empty password means sign-in by code.

    For an address that already has an account no code works: its owner is told by mail to sign in. The
    page is the same, so that nobody learns who has an account (ASVS 6.3.8).
    """
    waiting = CompteEnAttente(
        invitation=str(invitation.pk),
        empreinte=invitation.empreinte,
        prenom=prenom,
        nom=nom,
        email=email.lower(),
        mot_de_passe=make_password(mot_de_passe or None),
    )
    send_code(waiting)
    return waiting


def send_code(waiting: CompteEnAttente) -> None:
    """Send a new code. Raises ValidationError when it is too soon or too often."""
    now = time.time()
    if waiting.envois >= CODE_RENVOIS:
        raise ValidationError("Trop de codes demandés. Rouvrez le lien de votre invitation.")
    if now - waiting.envoye_le < CODE_ATTENTE:
        raise ValidationError("Un code vient de partir. Attendez une demi-minute avant le suivant.")
    code = f"{secrets.randbelow(10**8):08d}"
    known = Personne.objects.filter(email=waiting.email).exists()
    waiting.code = "" if known else _print_of(code)
    waiting.envoye_le, waiting.envois, waiting.essais = now, waiting.envois + 1, 0
    if known:
        send_to_address("pole/compte_existant", waiting.email, {})
    else:
        send_to_address("pole/code", waiting.email, {"code": code, "usage": "confirmer votre adresse"})


def _print_of(code: str) -> str:
    return salted_hmac("pole.code_compte", code, algorithm="sha256").hexdigest()


def check_code(waiting: CompteEnAttente, code: str) -> None:
    """Raise ValidationError for a wrong or late code; the caller keeps the count of tries."""
    if time.time() - waiting.envoye_le > CODE_SECONDES:
        raise ValidationError("Ce code a plus de dix minutes. Demandez-en un autre.")
    if waiting.essais >= CODE_ESSAIS:
        raise ValidationError("Trop d’essais. Demandez un autre code.")
    waiting.essais += 1
    typed = _print_of("".join(code.split()))
    if not waiting.code or not constant_time_compare(typed, waiting.code):
        raise ValidationError("Ce n’est pas le code reçu. Vérifiez les huit chiffres.")


def look_up_nobody() -> None:
    """The look-up that a known address costs, for one that nobody has: time tells no more than words."""
    Personne.objects.filter(pk=uuid.uuid4()).first()


@transaction.atomic
def open_account(waiting: CompteEnAttente, invitation: Invitation) -> Personne:
    """Make the account and take the function offered, together. Raises InvitationCloseError."""
    personne = Personne(
        email=waiting.email, prenom=waiting.prenom, nom=waiting.nom, password=waiting.mot_de_passe
    )
    personne.full_clean(exclude=["password"])
    personne.save()
    accepter(invitation, personne=personne)
    return personne


@transaction.atomic
def end_other_sessions(personne: Personne) -> None:
    """Every session of this person dies at its next request; the caller renews its own.

    Written on the row, never read then written: two requests at once make two generations.
    """
    Personne.objects.filter(pk=personne.pk).update(generation_sessions=F("generation_sessions") + 1)
    personne.refresh_from_db(fields=["generation_sessions"])


def demonstration_accounts() -> list[tuple[str, list[tuple[str, str]]]]:
    """Accounts of the demonstration by circonscription: (pole, [(label, address)])."""
    accounts = _demonstration()
    groups: dict[str, list[tuple[int, str, str]]] = {}
    order = list(Fonction)
    for personne in accounts.prefetch_related(
        "affectations__pole", "affectations__ecole", "affectations__metier"
    ):
        roles = sorted(personne.affectations.all(), key=lambda role: (role.fin is not None, role.debut))
        if not roles:
            groups.setdefault(SANS_FONCTION, []).append((0, f"{personne}", personne.email))
        for role in {role.pole_id: role for role in reversed(roles)}.values():
            place = f", {role.ecole.nom}" if role.ecole else ""
            ended = " (fonction terminée)" if role.fin else ""
            label = f"{personne}\u00a0: {role.intitule}{place}{ended}"
            rank = len(order) if role.fin else order.index(role.fonction)
            groups.setdefault(role.pole.nom, []).append((rank, label, personne.email))
    # The office, the members, then the schools; accents aside, as a dictionary sorts.
    names = sorted(groups, key=lambda nom: (nom == SANS_FONCTION, normalise(nom)))
    return [(nom, [(label, email) for _, label, email in sorted(groups[nom])]) for nom in names]


def _demonstration():
    return Personne.objects.filter(email__endswith=DEMONSTRATION, is_active=True)


def find_demonstration_account(adresse: str) -> Personne | None:
    """One of the accounts of the demonstration, or None for any other address."""
    return _demonstration().filter(email=adresse).first()
