"""Messages of a case: their readers by name, their mail, their correction, their withdrawal."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from pole.enums import Fonction, Nature
from pole.models import Affectation, Envoi, EtatEnvoi
from pole.services.envois import send_pending
from saisines.cercle import cercle_of
from saisines.enums import Etat, Origine
from saisines.models import Message, Saisine
from saisines.services import acces, dialogue, suites
from saisines.workflow import TransitionRefusedError
from tests.factories.pole import (
    PoleFactory,
    coordinatrice,
    directrice,
    enseignante,
    fresh,
    inspectrice,
    membre,
    partenaire,
    secretaire,
)
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.django_db

TEXTE = "CanariMessage"


def send(saisine, by, *readers, texte=TEXTE):
    return dialogue.envoyer(
        saisine, by=fresh(by), texte=texte, lecteurs=[one.pk for one in readers], jeton=uuid4()
    )


def reads(personne, message):
    return Message.objects.visible_to(fresh(personne)).filter(pk=message.pk).exists()


def circle(saisine, by):
    return cercle_of(saisine, by, saisine.relations_to(by))


def proposed(saisine, by):
    return {one.personne for one in circle(saisine, by).proches if one.propose}


def listed(saisine, by):
    return {one.personne for one in circle(saisine, by).proches}


@pytest.fixture
def cmp(saisine):
    """An outside partner, by an accepted request."""
    person = partenaire(saisine.pole)
    now = timezone.now()
    acces.grant(
        saisine,
        person,
        origine=Origine.DEMANDE,
        origine_id=uuid4(),
        debut=now - timedelta(hours=1),
        fin=now + timedelta(days=5),
    )
    return person


# Who is proposed


def test_school_is_proposed_the_coordination_until_somebody_is_in_charge(directeur, coordinateur, saisine):
    ien = inspectrice(saisine.pole)
    assert proposed(saisine, directeur) == {coordinateur}

    Saisine.objects.filter(pk=saisine.pk).update(responsable=ien)
    saisine.refresh_from_db()

    assert proposed(saisine, directeur) == {ien}
    assert listed(saisine, directeur) == {ien, coordinateur}


def test_pole_is_proposed_the_author_and_the_direction(ecole, directeur, coordinateur):
    teacher = enseignante(ecole)
    saisine = SaisineFactory(ecole=ecole, auteur=teacher)
    inspectrice(ecole.pole)

    assert proposed(saisine, coordinateur) == {teacher, directeur}


def test_member_called_upon_is_listed_and_never_proposed(people, saisine):
    """« Toute l’équipe du dossier » is never the default."""
    for who in ("direction", "coordonnateur", "ien"):
        assert people["convie"] in listed(saisine, people[who])
        assert people["convie"] not in proposed(saisine, people[who])


def test_people_who_do_not_see_the_case_are_not_listed(people, strangers, saisine):
    found = listed(saisine, people["coordonnateur"])

    assert not found & set(strangers.values())
    assert people["secretariat"] not in found


def test_partner_learns_of_nobody_but_those_who_pilot(cmp, people, saisine):
    assert listed(saisine, cmp) == {people["coordonnateur"], people["ien"]}


def test_confidential_case_lists_its_author_and_the_readers_they_chose(ecole, directeur, coordinateur):
    teacher, chosen = enseignante(ecole), membre(ecole.pole)
    saisine = SaisineFactory(ecole=ecole, auteur=teacher, nature=Nature.ENSEIGNANT, eleve=None)
    now = timezone.now()
    acces.grant(
        saisine,
        chosen,
        origine=Origine.CHOIX,
        origine_id=uuid4(),
        debut=now - timedelta(hours=1),
        fin=now + timedelta(days=9),
    )

    assert proposed(saisine, teacher) == listed(saisine, teacher) == {chosen}
    assert listed(saisine, chosen) == {teacher}
    message = send(saisine, teacher, chosen)
    assert reads(chosen, message)
    assert not reads(directeur, message)
    assert not reads(coordinateur, message)
    for refused in (directeur, coordinateur):
        with pytest.raises(TransitionRefusedError, match="ne suit plus"):
            send(saisine, teacher, chosen, refused)


# Sending


def test_message_reaches_its_readers_and_nobody_else(people, strangers, saisine):
    message = send(saisine, people["direction"], people["coordonnateur"])

    assert reads(people["direction"], message)
    assert reads(people["coordonnateur"], message)
    for who in ("ien", "convie", "secretariat"):
        assert not reads(people[who], message), who
    for who, stranger in strangers.items():
        assert not reads(stranger, message), who


def test_message_to_somebody_who_does_not_see_the_case_is_refused(people, strangers, saisine):
    for outsider in (*strangers.values(), people["secretariat"]):
        with pytest.raises(TransitionRefusedError, match="ne suit plus"):
            send(saisine, people["direction"], people["coordonnateur"], outsider)

    assert not Message.objects.exists()


def test_message_always_has_somebody_who_may_withdraw_it(people, saisine):
    with pytest.raises(TransitionRefusedError, match="coordination"):
        send(saisine, people["direction"], people["convie"])

    assert send(saisine, people["coordonnateur"], people["convie"])


def test_secretariat_writes_no_message(people, saisine):
    with pytest.raises(PermissionDenied):
        send(saisine, people["secretariat"], people["coordonnateur"])


@pytest.mark.parametrize("etat", [Etat.CLOSE, Etat.RETIREE, Etat.SANS_ACTION])
def test_case_that_is_over_takes_no_message(etat, people, saisine):
    Saisine.objects.filter(pk=saisine.pk).update(etat=etat)

    with pytest.raises(TransitionRefusedError, match="terminée"):
        send(saisine, people["direction"], people["coordonnateur"])


def test_message_posted_twice_with_one_token_is_sent_once(people, saisine):
    jeton, readers = uuid4(), [people["coordonnateur"].pk]
    sent = [
        dialogue.envoyer(saisine, by=people["direction"], texte=TEXTE, lecteurs=readers, jeton=jeton)
        for _ in range(2)
    ]

    assert sent[0] == sent[1]
    assert Envoi.objects.filter(gabarit="saisines/message").count() == 1


def test_token_of_somebody_else_sends_nothing(people, saisine):
    message = send(saisine, people["direction"], people["coordonnateur"])

    with pytest.raises(PermissionDenied):
        dialogue.envoyer(
            saisine, by=people["ien"], texte="x", lecteurs=[people["direction"].pk], jeton=message.jeton
        )


def test_somebody_convened_later_does_not_read_what_was_written_before(people, saisine):
    message = send(saisine, people["direction"], people["coordonnateur"])
    later = membre(saisine.pole)
    suites.solliciter(
        saisine,
        by=people["coordonnateur"],
        personne=later,
        mission="Observer",
        echeance=saisine.pole.today(),
    )

    assert Saisine.objects.visible_to(fresh(later)).contains(saisine)
    assert not reads(later, message)


def test_reader_whose_mission_is_withdrawn_stops_reading_at_once(people, saisine):
    message = send(saisine, people["coordonnateur"], people["convie"])
    assert reads(people["convie"], message)

    suites.annuler(saisine.sollicitations.get(), by=people["coordonnateur"])

    assert not reads(people["convie"], message)


def test_reader_who_only_keeps_the_secretariat_stops_reading(people, saisine):
    """The secretariat sees the case and never a narrative."""
    message = send(saisine, people["coordonnateur"], people["direction"])
    role = Affectation.objects.get(personne=people["direction"])
    role.fonction, role.ecole = Fonction.SECRETARIAT, None
    role.save()

    assert Saisine.objects.visible_to(fresh(people["direction"])).contains(saisine)
    assert not reads(people["direction"], message)


def test_author_who_leaves_the_school_stops_reading_what_they_wrote(people, saisine):
    message = send(saisine, people["direction"], people["coordonnateur"])

    Affectation.objects.filter(personne=people["direction"]).update(fin=timezone.now())

    assert not reads(people["direction"], message)


def test_partner_reads_the_message_addressed_to_them_and_no_other(cmp, people, saisine):
    theirs = send(saisine, people["coordonnateur"], cmp)
    other = send(saisine, people["coordonnateur"], people["direction"])

    assert reads(cmp, theirs)
    assert not reads(cmp, other)


# Its mail


def mails_sent():
    while send_pending():
        pass
    return {one.to[0]: one for one in mail.outbox}


def test_mail_says_that_a_message_waits_and_nothing_of_it(people, saisine):
    send(saisine, people["direction"], people["coordonnateur"])

    sent = mails_sent()[people["coordonnateur"].email]

    raw = sent.message().as_string() + sent.body + sent.alternatives[0][0]
    assert sent.subject == f"Un message vous attend ({saisine.reference})"
    assert f"{saisine.get_absolute_url()}dialogue/" in sent.body
    assert "Canari" not in raw
    assert str(people["direction"]) not in raw


def test_mail_to_somebody_who_has_lost_the_case_meanwhile_is_dropped(people, saisine):
    send(saisine, people["coordonnateur"], people["convie"])
    suites.annuler(saisine.sollicitations.get(), by=people["coordonnateur"])

    mails_sent()

    row = Envoi.objects.get(gabarit="saisines/message")
    assert row.etat == EtatEnvoi.ANNULE
    assert [one for one in mail.outbox if "Un message" in one.subject] == []


# Correcting


def test_author_corrects_for_fifteen_minutes_and_the_page_says_so(people, saisine):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        message = send(saisine, people["direction"], people["coordonnateur"])
        clock.shift(timedelta(minutes=14, seconds=59))
        dialogue.modifier(message, by=people["direction"], texte="CanariCorrige")
        clock.shift(timedelta(seconds=1))
        with pytest.raises(TransitionRefusedError, match="ne se modifie plus"):
            dialogue.modifier(message, by=people["direction"], texte="Trop tard")

    message.refresh_from_db()
    assert message.texte == "CanariCorrige"
    assert message.modifie_le


@pytest.mark.parametrize("who", ["coordonnateur", "ien", "convie"])
def test_nobody_corrects_the_words_of_somebody_else(who, people, saisine):
    readers = [people[one] for one in ("coordonnateur", "ien", "convie")]
    message = send(saisine, people["direction"], *readers)

    with pytest.raises(PermissionDenied):
        dialogue.modifier(message, by=people[who], texte="Autre")


# Opening to somebody else


def test_author_adds_a_reader_to_a_message_already_sent(people, saisine):
    message = send(saisine, people["direction"], people["coordonnateur"])

    dialogue.ouvrir(message, by=people["direction"], lecteurs=[people["convie"].pk])
    dialogue.ouvrir(message, by=people["direction"], lecteurs=[people["convie"].pk])

    assert reads(people["convie"], message)
    assert message.destinataires.count() == 2
    assert Envoi.objects.filter(gabarit="saisines/message", destinataire=people["convie"]).count() == 1


def test_reader_who_is_not_the_author_opens_it_to_nobody(people, saisine):
    message = send(saisine, people["direction"], people["coordonnateur"])

    with pytest.raises(PermissionDenied):
        dialogue.ouvrir(message, by=people["coordonnateur"], lecteurs=[people["convie"].pk])


# Withdrawing


def test_withdrawn_message_keeps_who_when_and_why_and_loses_its_words(people, saisine):
    message = send(saisine, people["direction"], people["coordonnateur"])

    dialogue.retirer(message, by=people["coordonnateur"], raison="Un autre enfant est nommé.")

    stored = Message.objects.get(pk=message.pk)
    assert stored.texte == ""
    assert (stored.retire_par, stored.raison) == (people["coordonnateur"], "Un autre enfant est nommé.")
    assert stored.retire_le
    assert reads(people["direction"], message)
    assert Envoi.objects.get(gabarit="saisines/message").etat == EtatEnvoi.ANNULE
    with pytest.raises(TransitionRefusedError, match="déjà retiré"):
        dialogue.retirer(message, by=people["coordonnateur"], raison="Encore")
    with pytest.raises(TransitionRefusedError, match="ne se modifie plus"):
        dialogue.modifier(message, by=people["direction"], texte="Le revoilà")


def test_withdrawing_asks_for_a_reason(people, saisine):
    message = send(saisine, people["direction"], people["coordonnateur"])

    with pytest.raises(TransitionRefusedError, match="Dites pourquoi"):
        dialogue.retirer(message, by=people["coordonnateur"], raison=" ")


@pytest.mark.parametrize("who", ["direction", "convie", "ien"])
def test_only_a_reader_who_pilots_withdraws(who, people, saisine):
    """The IEN pilots, and is not a reader of this one."""
    message = send(saisine, people["direction"], people["coordonnateur"], people["convie"])

    with pytest.raises(PermissionDenied):
        dialogue.retirer(message, by=people[who], raison="Parce que")


def test_coordinator_of_another_pole_withdraws_nothing(people, saisine):
    message = send(saisine, people["direction"], people["coordonnateur"])

    with pytest.raises(PermissionDenied):
        dialogue.retirer(message, by=coordinatrice(PoleFactory()), raison="Parce que")


# The history of the case


def test_each_act_is_in_the_history_without_its_words(people, saisine):
    message = send(saisine, people["direction"], people["coordonnateur"])
    dialogue.modifier(message, by=people["direction"], texte="CanariCorrige")
    dialogue.ouvrir(message, by=people["direction"], lecteurs=[people["convie"].pk])
    dialogue.retirer(message, by=people["coordonnateur"], raison="CanariRaison")

    events = saisine.evenements.filter(nom__contains="message").order_by("le")
    assert [row.nom for row in events] == [
        "message",
        "modifier_message",
        "ouvrir_message",
        "retirer_message",
    ]
    assert {(row.texte, row.audience) for row in events} == {("", "pole")}


def test_teacher_of_the_school_who_is_not_a_reader_never_learns_of_it(ecole, people, saisine):
    colleague, neighbour = enseignante(ecole), secretaire(ecole.pole)
    message = send(saisine, people["direction"], people["coordonnateur"])

    assert not reads(colleague, message)
    assert not reads(neighbour, message)
    assert not reads(directrice(ecole), message)
