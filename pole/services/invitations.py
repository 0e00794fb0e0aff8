"""Invitations: the only way in. A link opens nothing by itself, is used once, and may be withdrawn.

The token is 256 bits keyed by the server's secret and stored hashed; the mail gets it at the moment of
sending (`Invitation.get_absolute_url`), so that neither the outbox nor a dump holds a usable link.
"""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from pole import journal
from pole.dates import end_of, start_of
from pole.enums import FONCTIONS_ECOLE, FONCTIONS_PILOTAGE, DroitPole, Fonction, Titre
from pole.models import Acte, Affectation, Ecole, Invitation, Metier, Personne, Pole
from pole.models.invitations import fingerprint
from pole.services.envois import cancel_mails, enqueue
from pole.services.roles import function_of, require, right_to_give, save_role
from pole.validators import validate_adresse_nominale

VALIDITE = timedelta(days=14)


class InvitationCloseError(Exception):
    """The link no longer works: used, withdrawn, replaced or expired. One message for all of them."""

    message = "Ce lien ne sert plus."


@transaction.atomic
def inviter(
    *,
    pole: Pole,
    fonction: Fonction,
    adresse: str,
    by: Personne | None,
    ecole: Ecole | None = None,
    metier: Metier | None = None,
    titre: Titre = Titre.TITULAIRE,
    mission: str = "",
    boite_partagee: bool = False,
    du: date | None = None,
    au: date | None = None,
) -> Invitation:
    """Offer a function to the reader of a mailbox, by mail. An open one for the same is sent again.

    `du` and `au` are inclusive local days. Only a school's own box may be shared.
    Raises PermissionDenied; ValidationError in French when address, school or dates do not fit.
    """
    require(by, right_to_give(fonction), ecole or pole)
    adresse = adresse.strip().lower()
    _check(pole=pole, fonction=fonction, ecole=ecole, metier=metier, boite_partagee=boite_partagee)
    if not boite_partagee:
        validate_adresse_nominale(adresse)
        _refuse_a_role_already_held(adresse, pole, fonction, ecole)
    same = Invitation.objects.en_attente().filter(
        pole=pole, fonction=fonction, ecole=ecole, adresse=adresse, boite_partagee=boite_partagee
    )
    # Held: whoever answers meanwhile must not see their answer written over.
    invitation = same.select_for_update(of=("self",)).first() or Invitation(
        pole=pole, fonction=fonction, ecole=ecole, adresse=adresse, boite_partagee=boite_partagee
    )
    invitation.metier, invitation.titre, invitation.mission = metier, titre, mission
    invitation.debut = start_of(du, pole.tz) if du else None
    invitation.fin = end_of(au, pole.tz) if au else None
    invitation.invitee_par = by
    _send(invitation)
    journal.record(Acte.ACCES, by=by, fonction=function_of(by, pole), pole=pole, objet=invitation)
    return invitation


def _check(*, pole, fonction, ecole, metier, boite_partagee) -> None:
    if (fonction in FONCTIONS_ECOLE) != (ecole is not None):
        raise ValidationError("Choisissez l’école de cette personne.")
    for place in (ecole, metier):
        if place is not None and place.pole_id != pole.pk:
            raise ValidationError("Cet élément appartient à un autre pôle.")
    if boite_partagee and fonction != Fonction.DIRECTEUR:
        raise ValidationError("Seule la direction s’invite par la boîte de l’école.")


def _refuse_a_role_already_held(adresse: str, pole: Pole, fonction: Fonction, ecole: Ecole | None) -> None:
    held = Affectation.objects.filter(personne__email=adresse, pole=pole, fonction=fonction, ecole=ecole)
    if held.exclude(titre=Titre.SUPPLEANCE).filter(fin__isnull=True).exists():
        raise ValidationError("Cette personne a déjà cette fonction.")


def _send(invitation: Invitation) -> None:
    """Give the invitation a new token, which kills the one before, and write its mail."""
    cancel_mails(invitation)
    invitation.expire_le = timezone.now() + VALIDITE
    invitation.empreinte = fingerprint(invitation.jeton)
    invitation.full_clean()
    invitation.save()
    enqueue(
        "pole/invitation",
        pole=invitation.pole,
        cle=f"invitation:{invitation.pk}:{invitation.empreinte[:16]}",
        adresse=invitation.adresse,
        cible=invitation,
        contexte={"expire_le": invitation.expire_le, "boite_partagee": invitation.boite_partagee},
    )


def schools_to_invite(pole: Pole):
    """Open schools with a mailbox, without a director in office nor an invitation under way."""
    director = Affectation.objects.filter(ecole=OuterRef("pk"), fonction=Fonction.DIRECTEUR)
    offered = Invitation.objects.filter(
        ecole=OuterRef("pk"), fonction=Fonction.DIRECTEUR, annulee_le__isnull=True, confirmee_le__isnull=True
    )
    schools = Ecole.objects.filter(pole=pole).ouvertes().exclude(mail="")
    return schools.filter(~Exists(director.a_venir_ou_en_cours()), ~Exists(offered))


@transaction.atomic
def inviter_ecoles(pole: Pole, *, by: Personne) -> list[Invitation]:
    """Invite every school of the directory that has nobody yet, through its mailbox.

    Raises PermissionDenied.
    """
    require(by, DroitPole.ADMINISTRER, pole)
    return [
        inviter(
            pole=pole,
            ecole=ecole,
            fonction=Fonction.DIRECTEUR,
            adresse=ecole.mail,
            boite_partagee=True,
            by=by,
        )
        for ecole in schools_to_invite(pole).select_related("pole")
    ]


def find_open(jeton: str) -> Invitation:
    """The invitation that a link opens. Raises InvitationCloseError."""
    return _open(empreinte=fingerprint(jeton))


def reread_open(pk: str, empreinte: str) -> Invitation:
    """The invitation that a session holds, if its link still works. Raises InvitationCloseError."""
    return _open(pk=pk, empreinte=empreinte)


def _open(**which) -> Invitation:
    rows = Invitation.objects.ouvertes().filter(**which).select_related("pole", "ecole", "metier")
    if (invitation := rows.first()) is None:
        raise InvitationCloseError
    return invitation


@transaction.atomic
def accepter(invitation: Invitation, *, personne: Personne) -> Invitation:
    """Take the function offered, once. A shared box and a partner wait for the coordinator's word.

    Raises InvitationCloseError; PermissionDenied for another person than the one invited.
    """
    if not invitation.boite_partagee and personne.email != invitation.adresse:
        raise PermissionDenied
    now = timezone.now()
    taken = Invitation.objects.ouvertes().filter(pk=invitation.pk, empreinte=invitation.empreinte)
    if not taken.update(acceptee_le=now, acceptee_par=personne):
        raise InvitationCloseError
    invitation.acceptee_le, invitation.acceptee_par = now, personne
    if invitation.needs_confirmation:
        _tell_the_pilots(invitation)
    else:
        _give_the_role(invitation, by=personne, now=now)
    return invitation


def _tell_the_pilots(invitation: Invitation) -> None:
    pilots = Affectation.objects.filter(pole=invitation.pole, fonction__in=FONCTIONS_PILOTAGE)
    for pilot in {role.personne for role in pilots.select_related("personne").en_exercice()}:
        enqueue(
            "pole/invitation_a_confirmer",
            pole=invitation.pole,
            cle=f"confirmer:{invitation.pk}:{pilot.pk}",
            destinataire=pilot,
            contexte={"chemin": "/pole/membres/", "fonction": invitation.intitule},
        )


def _give_the_role(invitation: Invitation, *, by: Personne, now: datetime) -> None:
    """Open the role on behalf of whoever invited, and tie it to the invitation."""
    affectation = Affectation(
        personne=invitation.acceptee_par,
        pole=invitation.pole,
        ecole=invitation.ecole,
        metier=invitation.metier,
        fonction=invitation.fonction,
        titre=invitation.titre,
        mission=invitation.mission,
        debut=max(now, invitation.debut or now),
        fin=invitation.fin,
    )
    invitation.affectation = save_role(affectation, by=by)
    invitation.confirmee_le = now
    invitation.save(update_fields=["affectation", "confirmee_le"])


@transaction.atomic
def confirmer(invitation: Invitation, *, by: Personne) -> Invitation:
    """Say that the person who answered is the right one: the function begins now.

    Raises PermissionDenied; InvitationCloseError if somebody decided before.
    """
    require(by, DroitPole.ADMINISTRER, invitation)
    now = timezone.now()
    if not Invitation.objects.a_confirmer().filter(pk=invitation.pk).update(confirmee_le=now):
        raise InvitationCloseError
    invitation = Invitation.objects.for_list().get(pk=invitation.pk)
    _give_the_role(invitation, by=by, now=now)
    enqueue(
        "pole/invitation_confirmee",
        pole=invitation.pole,
        cle=f"confirmee:{invitation.pk}",
        destinataire=invitation.acceptee_par,
        contexte={"chemin": "/", "fonction": invitation.get_fonction_display()},
    )
    return invitation


@transaction.atomic
def annuler(invitation: Invitation, *, by: Personne) -> Invitation:
    """Withdraw an invitation, or refuse the person who answered it. The link dies at once.

    Raises PermissionDenied; InvitationCloseError if the function was already given.
    """
    require(by, DroitPole.ADMINISTRER, invitation)
    now = timezone.now()
    waiting = Invitation.objects.filter(pk=invitation.pk, confirmee_le__isnull=True, annulee_le__isnull=True)
    if not waiting.update(annulee_le=now):
        raise InvitationCloseError
    cancel_mails(invitation)
    invitation.annulee_le = now
    journal.record(
        Acte.ACCES, by=by, fonction=function_of(by, invitation.pole), pole=invitation.pole, objet=invitation
    )
    return invitation


@transaction.atomic
def renvoyer(invitation: Invitation, *, by: Personne) -> Invitation:
    """Send the mail again with a new link; the one before dies.

    Raises PermissionDenied; InvitationCloseError if it was answered or withdrawn.
    """
    require(by, DroitPole.ADMINISTRER, invitation)
    row = Invitation.objects.en_attente().select_for_update(of=("self",)).filter(pk=invitation.pk)
    if (fresh := row.select_related("pole").first()) is None:
        raise InvitationCloseError
    _send(fresh)
    return fresh
