"""An address that does not work: what the server says, what the coordination says, how one takes another."""

import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from pole.models import AdresseSignalee, Entree, Envoi, EtatEnvoi, Personne
from pole.services.adresses import confirmer_adresse, proposed, proposer_adresse, retablir, signaler
from pole.services.adresses_refusees import SERVEUR, is_unknown_mailbox, mark_working
from pole.services.envois import enqueue, send_pending
from tests.clients import page, proved, signed_in
from tests.factories.pole import (
    AffectationFactory,
    EcoleFactory,
    coordinatrice,
    directrice,
    enseignante,
    fresh,
    membre,
    secretaire,
)

pytestmark = pytest.mark.django_db

NOUVELLE = "prenom.nom@ac-exemple.fr"


@pytest.fixture
def ecole():
    return EcoleFactory()


@pytest.fixture
def pilote(ecole):
    return coordinatrice(ecole.pole)


@pytest.fixture
def psy(ecole):
    return membre(ecole.pole)


def role(person):
    return person.affectations.get()


def write(pole, person, cle="cle"):
    return enqueue("pole/compte_inconnu", pole=pole, destinataire=person, cle=cle)


def is_refused(person):
    return fresh(person).adresse_refusee_le is not None


def is_said(person, pole):
    return AdresseSignalee.objects.filter(personne=person, pole=pole).exists()


@pytest.mark.parametrize(
    ("answer", "unknown"),
    [
        ((550, b"5.1.1 inconnu"), True),
        ((550, b"no such user"), True),
        ((553, b"5.1.3 adresse"), True),
        ((550, b"5.7.1 refus"), False),
        ((552, b"5.2.2 pleine"), False),
        ((450, b"4.2.0 plus tard"), False),
        ((421, b"occupe"), False),
    ],
)
def test_only_a_mailbox_that_does_not_exist_is_a_wrong_address(answer, unknown):
    assert is_unknown_mailbox(smtplib.SMTPRecipientsRefused({"a@exemple.test": answer})) is unknown
    assert not is_unknown_mailbox(smtplib.SMTPDataError(550, b"5.1.1"))


def test_mail_to_an_unknown_mailbox_is_given_up_and_its_person_marked(ecole, psy, refusing):
    write(ecole.pole, psy)

    send_pending()

    row = Envoi.objects.get()
    assert (row.etat, row.erreur) == (EtatEnvoi.ABANDONNE, "adresse refusée par le serveur de courriel")
    assert is_refused(psy)


def test_full_mailbox_is_tried_again_and_marks_nobody(ecole, psy, refusing):
    refusing.answer = (552, b"5.2.2 pleine")
    write(ecole.pole, psy)

    send_pending()

    assert Envoi.objects.get().etat == EtatEnvoi.A_ENVOYER
    assert not is_refused(psy)


def test_coordination_says_that_an_address_does_not_work_then_that_it_does(pilote, psy):
    client, url = signed_in(pilote), reverse("pole:membre_adresse", args=[role(psy).pk])
    detail = reverse("pole:membre", args=[role(psy).pk])

    client.post(url, {"etat": "refusee"})
    client.post(url, {"etat": "refusee"})
    assert is_said(psy, role(psy).pole)
    assert not is_refused(psy)
    assert "L’adresse d’aujourd’hui fonctionne à nouveau" in page(client.get(detail))
    client.post(url, {"etat": "retablie"})

    assert not is_said(psy, role(psy).pole)
    assert not Envoi.objects.exists()
    assert client.post(url, {"etat": "autre"}).status_code == 404


def test_refusal_of_the_server_is_lifted_by_a_delivered_mail_and_by_no_word(
    ecole, pilote, psy, refusing, settings
):
    write(ecole.pole, psy)
    send_pending()
    client, url = signed_in(pilote), reverse("pole:membre_adresse", args=[role(psy).pk])
    assert "Essayer à nouveau" in page(client.get(reverse("pole:membre", args=[role(psy).pk])))

    said = page(client.post(url, {"etat": "retablie"}, follow=True))

    assert "Un courriel d’essai part" in said
    assert is_refused(psy)
    send_pending()
    assert is_refused(psy)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    client.post(url, {"etat": "retablie"})
    send_pending()
    assert not is_refused(psy)


def test_mail_delivered_to_a_former_address_lifts_no_refusal(ecole, psy, refusing):
    write(ecole.pole, psy)
    send_pending()
    before = fresh(psy)
    Personne.objects.filter(pk=psy.pk).update(email="autre@exemple.test")

    mark_working(before)

    assert is_refused(psy)


def test_refusal_and_return_are_journaled_once_in_each_pole_of_the_person(ecole, psy, refusing, settings):
    autre = AffectationFactory(personne=psy, pole=EcoleFactory().pole).pole
    lines = Entree.objects.filter(objet="pole.personne", objet_id=psy.pk).order_by("pk")
    write(ecole.pole, psy)
    write(autre, psy, "deux")

    send_pending()

    both = {(ecole.pole.pk, None, SERVEUR), (autre.pk, None, SERVEUR)}
    assert sorted(lines.values_list("pole", "personne", "fonction")) == sorted(both)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    write(autre, psy, "trois")
    send_pending()
    assert sorted(lines.values_list("pole", "personne", "fonction")[2:]) == sorted(both)


def test_word_of_a_pole_is_journaled_and_read_there_alone(ecole, pilote, psy):
    ici = role(psy)
    ailleurs = AffectationFactory(personne=psy, pole=EcoleFactory().pole)
    collegue = coordinatrice(ailleurs.pole)

    signaler(ici, by=fresh(pilote))

    assert [row.pole_id for row in Entree.objects.filter(objet_id=ici.pk)] == [ici.pole_id]
    assert "Refusée" in page(signed_in(pilote).get(reverse("pole:membre", args=[ici.pk])))
    assert "Refusée" not in page(signed_in(collegue).get(reverse("pole:membre", args=[ailleurs.pk])))


def test_director_reads_what_they_said_of_a_teacher_of_their_school(ecole):
    direction, teacher = directrice(ecole), enseignante(ecole)

    signaler(role(teacher), by=fresh(direction))

    assert AdresseSignalee.objects.visible_to(fresh(direction)).count() == 1
    for other in (directrice(EcoleFactory(pole=ecole.pole)), membre(ecole.pole), secretaire(ecole.pole)):
        assert not AdresseSignalee.objects.visible_to(fresh(other)).exists()


@pytest.mark.parametrize("act", [signaler, retablir, lambda row, by: proposer_adresse(row, NOUVELLE, by=by)])
def test_nobody_else_says_it(ecole, psy, act):
    elsewhere = coordinatrice(EcoleFactory().pole)
    for other in (secretaire(ecole.pole), directrice(ecole), membre(ecole.pole), elsewhere):
        with pytest.raises(PermissionDenied):
            act(role(psy), by=fresh(other))


def link(pilote, psy):
    """The link that the new address received."""
    mail.outbox.clear()
    mine = psy.affectations.get(pole__in=pilote.affectations.values("pole"))
    proposer_adresse(mine, NOUVELLE, by=fresh(pilote))
    send_pending()
    (received,) = mail.outbox
    assert received.to == [NOUVELLE]
    return next(word for word in received.body.split() if "/compte/adresse/" in word).partition("testserver")[
        2
    ]


def test_new_address_is_taken_by_its_owner_and_the_former_one_is_told(pilote, psy):
    former = psy.email
    signaler(role(psy), by=fresh(pilote))
    Personne.objects.filter(pk=psy.pk).update(adresse_refusee_le=timezone.now())
    autre = AffectationFactory(personne=psy, pole=EcoleFactory().pole).pole
    url = link(pilote, psy)
    client = proved(signed_in(psy), psy)

    assert NOUVELLE in page(client.get(url)).replace("<wbr>", "")
    client.head(url)
    assert fresh(psy).email == former
    client.post(url)

    assert (fresh(psy).email, is_refused(psy), is_said(psy, pilote.affectations.get().pole)) == (
        NOUVELLE,
        False,
        False,
    )
    taken = Entree.objects.filter(objet_id=psy.pk, personne=psy, acte="acces")
    assert {line.pole_id for line in taken} == {autre.pk, pilote.affectations.get().pole_id}
    assert client.get(url).status_code == 404
    send_pending()
    assert [one.to for one in mail.outbox[1:]] == [[former]]


def test_link_is_nothing_to_anybody_else_not_even_to_who_sent_it(pilote, psy):
    url = link(pilote, psy)

    assert signed_in(pilote).get(url).status_code == 404
    assert proved(signed_in(pilote), pilote).post(url).status_code == 404
    assert signed_in(psy).get("/compte/adresse/v1:d:abc/").status_code == 404
    assert fresh(psy).email != NOUVELLE


def test_new_address_asks_to_prove_again_who_one_is(pilote, psy):
    url = link(pilote, psy)

    response = signed_in(psy).post(url)

    assert response.status_code == 302
    assert fresh(psy).email != NOUVELLE


def test_link_dies_after_seven_days_and_with_the_former_address(pilote, psy):
    jeton = link(pilote, psy).split("/")[-2]
    assert proposed(jeton, psy) == NOUVELLE

    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert proposed(jeton, psy) == ""
    Personne.objects.filter(pk=psy.pk).update(email="autre@exemple.test")

    with pytest.raises(PermissionDenied):
        confirmer_adresse(jeton, by=fresh(psy))


def test_mail_with_the_link_names_nobody(pilote, psy):
    link(pilote, psy)

    (received,) = mail.outbox
    assert psy.nom not in received.body + received.subject
    assert psy.email not in received.body


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ce.0690273X@ac-exemple.fr", "lue par plusieurs personnes"),
        ("prenom", "adresse complète"),
        ("", "Écrivez"),
    ],
)
def test_wrong_address_is_said(pilote, psy, typed, said):
    url = reverse("pole:membre_nouvelle_adresse", args=[role(psy).pk])

    assert said in page(signed_in(pilote).post(url, {"nouvelle": typed}))


def test_address_of_another_account_is_refused_at_the_offer_and_at_the_taking(pilote, psy):
    jeton = link(pilote, psy).split("/")[-2]
    other = membre(role(psy).pole)
    Personne.objects.filter(pk=other.pk).update(email=NOUVELLE)

    page_of_role = reverse("pole:membre_nouvelle_adresse", args=[role(psy).pk])
    assert "déjà celle d’un compte" in page(signed_in(pilote).post(page_of_role, {"nouvelle": NOUVELLE}))
    proved(signed_in(psy), psy).post(reverse("confirmer_adresse", args=[jeton]))

    assert fresh(psy).email != NOUVELLE
