"""An address that mails come back from: rights that rest on it wait until it is right again (T27).

Nobody changes the address of somebody else, by which one enters: a new one is confirmed by the person,
signed in, from a link sent to it.
"""

import time
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from pole import crypto, journal
from pole.enums import DroitPole
from pole.models import Acte, AdresseSignalee, Affectation, Personne
from pole.services.adresses_refusees import forget_refusals, note_in_each_pole, tell
from pole.services.envois import enqueue
from pole.services.roles import function_of, require

LABEL = "personne.nouvelle_adresse"
LIEN_JOURS = 7
DEJA_PRISE = "Cette adresse est déjà celle d’un compte."


@transaction.atomic
def signaler(role: Affectation, *, by: Personne) -> None:
    """Say that the address of whoever holds this role does not work. It holds for this pole, and no other.

    Raises PermissionDenied.
    """
    _require(role, by)
    _, added = AdresseSignalee.objects.get_or_create(personne=role.personne, pole=role.pole)
    if added:
        tell(role.personne, works=False, pole=role.pole)


@transaction.atomic
def retablir(role: Affectation, *, by: Personne) -> bool:
    """Take back the word of this pole: what waited here opens, and is sent again.

    False when a server refuses the address: a trial mail leaves then, and its delivery alone opens.
    Raises PermissionDenied.
    """
    _require(role, by)
    if AdresseSignalee.objects.filter(personne=role.personne, pole=role.pole).delete()[0]:
        tell(role.personne, works=True, pole=role.pole)
    role.personne.refresh_from_db(fields=["adresse_refusee_le"])
    if role.personne.adresse_refusee_le is None:
        return True
    _try_again(role)
    return False


def _try_again(role: Affectation) -> None:
    enqueue(
        "pole/essai_adresse",
        pole=role.pole,
        destinataire=role.personne,
        contexte={"chemin": reverse("accueil")},
        cle=f"adresse:essai:{role.personne_id}:{time.time_ns()}",
    )


def _require(role: Affectation, by: Personne) -> None:
    require(by, DroitPole.ADMINISTRER, role)
    journal.record(Acte.ACCES, by=by, fonction=function_of(by, role.pole), pole=role.pole, objet=role)


@transaction.atomic
def proposer_adresse(role: Affectation, nouvelle: str, *, by: Personne) -> None:
    """Send to a new address the link by which its owner, signed in, makes it theirs. Nothing changes yet.

    Raises PermissionDenied; ValidationError for an address already taken.
    """
    _require(role, by)
    nouvelle = nouvelle.lower()
    if Personne.objects.filter(email=nouvelle).exists():
        raise ValidationError(DEJA_PRISE)
    jeton = crypto.seal(
        f"{int(time.time())} {role.personne.email} {nouvelle}", label=LABEL, row=role.personne_id
    )
    enqueue(
        "pole/nouvelle_adresse",
        pole=role.pole,
        adresse=nouvelle,
        contexte={"chemin": reverse("confirmer_adresse", args=[jeton])},
        cle=f"adresse:{role.personne_id}:{nouvelle[:40]}:{int(time.time())}",
    )


def proposed(jeton: str, personne: Personne) -> str:
    """The new address that a link offers to this person; "" when it is not theirs, used, or too old."""
    try:
        moment, former, nouvelle = crypto.unseal(jeton, label=LABEL, row=personne.pk).split(" ")
    except (crypto.DecryptionError, ValueError):
        return ""
    late = time.time() - int(moment) > LIEN_JOURS * 24 * 3600
    return "" if late or former != personne.email else nouvelle


@transaction.atomic
def confirmer_adresse(jeton: str, *, by: Personne) -> None:
    """Make the new address one's own; the former one is told. Mails leave to it, and what waited opens.

    Each pole where they work has its line.

    Raises PermissionDenied for a link that is not one's own, ValidationError for an address taken since.
    """
    nouvelle, former = proposed(jeton, by), by.email
    if not nouvelle:
        raise PermissionDenied
    try:
        with transaction.atomic():
            changed = Personne.objects.filter(pk=by.pk, email=former).update(email=nouvelle)
    except IntegrityError as error:
        raise ValidationError(DEJA_PRISE) from error
    if not changed:
        raise PermissionDenied
    note_in_each_pole(by, fonction="", by=by)
    if former:
        _warn(former, by.pk)
    forget_refusals(by)


def _warn(former: str, personne: UUID) -> None:
    """The address that no longer enters is told, in case somebody else did this."""
    enqueue(
        "pole/compte_modifie",
        pole=None,
        adresse=former,
        contexte={"quoi": "L’adresse de votre compte a changé.", "chemin": reverse("account_login")},
        cle=f"adresse:quittee:{personne}:{int(time.time())}",
        urgent=True,
    )
