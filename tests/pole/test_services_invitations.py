"""An invitation opens nothing by itself, once, for the right person (menaces.md T9, T27)."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from pole.courriels import render
from pole.enums import Fonction
from pole.models import Affectation, Envoi, EtatEnvoi, Invitation
from pole.models.invitations import fingerprint
from pole.services.invitations import (
    InvitationCloseError,
    accepter,
    annuler,
    confirmer,
    find_open,
    inviter,
    inviter_ecoles,
    renvoyer,
)
from tests.factories.invitations import invitation_of, invitation_of_school
from tests.factories.pole import (
    EcoleFactory,
    PersonneFactory,
    PoleFactory,
    coordinatrice,
    directrice,
    fresh,
    membre,
)

pytestmark = pytest.mark.django_db


def test_token_has_256_bits_and_only_its_print_is_stored():
    pole = PoleFactory()

    offered = invitation_of("a.b@exemple.test", pole=pole, by=coordinatrice(pole))

    assert len(offered.jeton) == 43  # 32 bytes in base 64
    assert offered.empreinte == fingerprint(offered.jeton)
    envoi = Envoi.objects.get()
    assert offered.jeton not in f"{envoi.contexte} {envoi.cle} {envoi.corps}"
    assert find_open(Invitation.objects.get().jeton) == offered


def test_nominal_invitation_gives_the_role_once():
    pole = PoleFactory()
    offered = invitation_of("a.b@exemple.test", pole=pole, by=coordinatrice(pole), mission="cycle 2")
    personne = PersonneFactory(email="a.b@exemple.test")

    accepter(offered, personne=personne)

    assert fresh(personne).portee.is_membre
    assert Affectation.objects.get(personne=personne).mission == "cycle 2"
    with pytest.raises(InvitationCloseError):
        accepter(offered, personne=personne)
    assert Affectation.objects.filter(personne=personne).count() == 1


def test_nominal_invitation_is_refused_to_somebody_else():
    pole = PoleFactory()
    offered = invitation_of("a.b@exemple.test", pole=pole, by=coordinatrice(pole))

    with pytest.raises(PermissionDenied):
        accepter(offered, personne=PersonneFactory())

    assert find_open(offered.jeton) == offered


def test_shared_box_waits_for_the_coordinator():
    ecole = EcoleFactory()
    coordination = coordinatrice(ecole.pole)
    offered = invitation_of_school(ecole, by=coordination)
    personne = PersonneFactory()

    accepter(offered, personne=personne)

    assert fresh(personne).portee.roles == ()
    assert Envoi.objects.filter(gabarit="pole/invitation_a_confirmer", destinataire=coordination).exists()

    confirmer(Invitation.objects.get(), by=coordination)

    assert fresh(personne).portee.direction == {ecole.pk}
    assert Envoi.objects.filter(gabarit="pole/invitation_confirmee", destinataire=personne).exists()
    with pytest.raises(InvitationCloseError):
        confirmer(Invitation.objects.get(), by=coordination)


def test_partner_waits_for_the_coordinator_too():
    pole = PoleFactory()
    offered = invitation_of("c.m@cmp.test", pole=pole, by=coordinatrice(pole), fonction=Fonction.PARTENAIRE)
    personne = PersonneFactory(email="c.m@cmp.test")

    accepter(offered, personne=personne)

    assert fresh(personne).portee.roles == ()


def test_refused_person_gets_nothing():
    ecole = EcoleFactory()
    coordination = coordinatrice(ecole.pole)
    personne = PersonneFactory()
    offered = accepter(invitation_of_school(ecole, by=coordination), personne=personne)

    annuler(offered, by=coordination)

    with pytest.raises(InvitationCloseError):
        confirmer(offered, by=coordination)
    assert fresh(personne).portee.roles == ()


def test_link_dies_after_fourteen_days_when_withdrawn_and_when_resent():
    pole = PoleFactory()
    coordination = coordinatrice(pole)
    late = invitation_of("a@exemple.test", pole=pole, by=coordination)
    withdrawn = invitation_of("b@exemple.test", pole=pole, by=coordination)
    first = invitation_of("c@exemple.test", pole=pole, by=coordination)
    old_link = first.jeton

    annuler(withdrawn, by=coordination)
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        second = renvoyer(first, by=coordination)

    for jeton in (withdrawn.jeton, old_link):
        with pytest.raises(InvitationCloseError):
            find_open(jeton)
    assert find_open(second.jeton) == second
    assert Envoi.objects.filter(cible_id=withdrawn.pk, etat=EtatEnvoi.A_ENVOYER).count() == 0
    assert Envoi.objects.filter(cible_id=first.pk, etat=EtatEnvoi.A_ENVOYER).count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=15)), pytest.raises(InvitationCloseError):
        find_open(late.jeton)


def test_mail_of_a_withdrawn_or_resent_invitation_loses_its_words():
    pole = PoleFactory()
    coordination = coordinatrice(pole)
    withdrawn = invitation_of("b@exemple.test", pole=pole, by=coordination)
    resent = invitation_of("c@exemple.test", pole=pole, by=coordination)
    assert all(envoi.contexte for envoi in Envoi.objects.all())

    annuler(withdrawn, by=coordination)
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        renvoyer(resent, by=coordination)

    cancelled = Envoi.objects.filter(etat=EtatEnvoi.ANNULE)
    assert [envoi.contexte for envoi in cancelled] == [{}, {}]
    assert Envoi.objects.get(etat=EtatEnvoi.A_ENVOYER).contexte


def test_bulk_invites_each_school_without_anybody_once():
    pole = PoleFactory()
    coordination = coordinatrice(pole)
    lonely = EcoleFactory.create_batch(2, pole=pole)
    directrice(EcoleFactory(pole=pole))
    EcoleFactory(pole=pole, mail="")
    EcoleFactory(pole=pole, fermee_le=pole.today())
    EcoleFactory()

    sent = inviter_ecoles(pole, by=coordination)

    assert {row.ecole for row in sent} == set(lonely)
    assert {row.adresse for row in sent} == {ecole.mail for ecole in lonely}
    assert inviter_ecoles(pole, by=coordination) == []


def test_director_invites_teachers_of_their_own_school_only():
    ecole = EcoleFactory()
    direction = directrice(ecole)
    voisine = EcoleFactory(pole=ecole.pole)
    offer = {"pole": ecole.pole, "adresse": "e.f@exemple.test", "by": direction}

    assert inviter(fonction=Fonction.ENSEIGNANT, ecole=ecole, **offer).ecole == ecole
    with pytest.raises(PermissionDenied):
        inviter(fonction=Fonction.ENSEIGNANT, ecole=voisine, **offer)
    with pytest.raises(PermissionDenied):
        inviter(fonction=Fonction.DIRECTEUR, ecole=ecole, **offer)
    with pytest.raises(PermissionDenied):
        inviter(fonction=Fonction.COORDONNATEUR, **offer)


@pytest.mark.parametrize(
    "adresse",
    [
        "ce.9990001A@ac-lyon.test",
        "9990001a@ac-lyon.test",
        "dsden69-cpc-ecully@ac-lyon.test",
        "ec.ecully@ac-lyon.test",
        "ien-ecully@ac-lyon.test",
        "direction.jaures@exemple.test",
    ],
)
def test_functional_box_is_never_a_person(adresse):
    """S2-15, S3-13: the mailbox of an office receives notices, it is not an account."""
    pole = PoleFactory()

    with pytest.raises(ValidationError, match="lue par plusieurs personnes"):
        invitation_of(adresse, pole=pole, by=coordinatrice(pole))


def test_somebody_in_post_is_not_invited_again():
    pole = PoleFactory()
    psy = membre(pole)

    with pytest.raises(ValidationError, match="a déjà cette fonction"):
        invitation_of(psy.email, pole=pole, by=coordinatrice(pole))


def test_invitation_of_another_pole_stays_closed():
    """T8."""
    offered = invitation_of("a@exemple.test", pole=(pole := PoleFactory()), by=coordinatrice(pole))
    stranger = coordinatrice(PoleFactory())

    for act in (annuler, renvoyer, confirmer):
        with pytest.raises(PermissionDenied):
            act(offered, by=stranger)
    assert not Invitation.objects.visible_to(stranger).exists()


@pytest.mark.parametrize(
    "gabarit",
    [
        "pole/code",
        "pole/compte_existant",
        "pole/compte_inconnu",
        "pole/compte_modifie",
        "pole/invitation",
        "pole/invitation_a_confirmer",
        "pole/invitation_confirmee",
    ],
)
def test_mail_says_what_to_do_and_names_nobody(gabarit):
    """T27: neither a school nor a person in a mail that may reach a stranger."""
    ecole = EcoleFactory(nom="École du Lac", commune="Dardilly")
    offered = invitation_of_school(ecole, by=coordinatrice(ecole.pole))
    envoi = Envoi(
        pole=ecole.pole,
        gabarit=gabarit,
        adresse=offered.adresse,
        contexte={"code": "12345678", "usage": "vous connecter", "quoi": "Une clé.", "fonction": "Direction"},
    )

    courriel = render(envoi, offered)

    for text in (courriel.sujet, courriel.texte, courriel.html):
        assert text.strip()
        assert "Lac" not in text
        assert "{{" not in text
    assert f"http://testserver{offered.get_absolute_url()}" in courriel.texte
