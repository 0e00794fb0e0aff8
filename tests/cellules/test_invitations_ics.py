"""What leaves with the mails of a meeting, as a mailbox and another calendar library read it."""

from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy

import ics
import pytest
import time_machine
from django.core import mail

from cellules.models import MomentDuPoint
from cellules.notifications import notify_unanswered
from cellules.services import convocations
from cellules.services.annee import annuler, modifier
from cellules.services.ordre_du_jour import ajouter_point
from cellules.services.reponses import repondre
from pole import pdf
from pole.models import Pole
from pole.services.envois import send_pending
from tests.cellules.scene import Scene
from tests.factories.pole import fresh
from tests.imprime import words_of

INVITATION = "text/calendar"


@pytest.fixture
def a_deux_heures(scene: Scene):
    """Two o’clock; five minutes of opening, two cases of fifteen minutes, five to end."""
    scene.reunion.heure, scene.reunion.lieu = time(14), "Salle B"
    scene.reunion.save()
    for moment in (MomentDuPoint.OUVERTURE, MomentDuPoint.CLOTURE):
        ajouter_point(scene.reunion, by=fresh(scene.pilote), libelle="Charte", minutes=5, moment=moment)
    send_pending()
    mail.outbox.clear()
    return scene


def parts(person):
    """Parts of each mail that this person received: a list of {type: part}."""
    send_pending()
    received = [one for one in mail.outbox if one.to == [person.email]]
    messages = [message_from_bytes(one.message().as_bytes(), policy=policy.default) for one in received]
    return [{part.get_content_type(): part for part in one.walk()} for one in messages]


def text(part):
    return part.get_content().replace("\r\n", "\n").replace("\n ", "")


def events(person):
    """(event, lines) of the invitation of each mail, as another library reads it."""
    found = []
    for mail_parts in parts(person):
        written = text(mail_parts[INVITATION])
        (event,) = ics.Calendar(written).events
        found.append((event, written.split("\n")))
    return found


def local(scene, hour, minute=0):
    return datetime.combine(scene.reunion.date, time(hour, minute), tzinfo=scene.pole.tz)


def change(scene, **fields):
    reunion = scene.reunion
    fields = {"jour": reunion.date, "heure": reunion.heure, "lieu": reunion.lieu} | fields
    scene.reunion = modifier(reunion, by=fresh(scene.pilote), **fields)


def test_mail_carries_the_invitation_in_its_body_and_as_a_file(a_deux_heures):
    """iMIP (RFC 6047): some programs read the body, others the file."""
    scene = a_deux_heures
    scene.convene(scene.psy, scene.premiere)
    scene.send()

    (received,) = parts(scene.psy)

    body, file = received[INVITATION], received["application/ics"]
    assert dict(body["Content-Type"].params) == {"method": "REQUEST", "charset": "utf-8"}
    assert (file.get_filename(), file.get_content_disposition()) == ("reunion.ics", "attachment")
    assert file.get_content().decode().replace("\r\n", "\n") == body.get_content().replace("\r\n", "\n")
    assert [part.get_content_type() for part in received["multipart/alternative"].iter_parts()] == [
        "text/plain",
        "text/html",
        INVITATION,
    ]


def test_invitation_has_one_attendee_no_name_and_no_case(a_deux_heures):
    scene = a_deux_heures
    scene.convene(scene.psy, scene.premiere)
    scene.convene(scene.medecin, scene.premiere)
    scene.send()

    ((event, lines),) = events(scene.psy)

    assert event.name == scene.reunion.intitule
    assert [line for line in lines if line.startswith("ATTENDEE")] == [
        "ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=FALSE:"
        f"mailto:{scene.psy.email}"
    ]
    written = "\n".join(lines)
    for word in (scene.premiere.reference, scene.psy.nom, scene.medecin.email, scene.ecole.nom, "Charte"):
        assert word not in written


def test_pole_invites_from_its_own_mailbox_and_the_site_sends_for_it(a_deux_heures, settings):
    scene = a_deux_heures
    Pole.objects.filter(pk=scene.pole.pk).update(boite_fonctionnelle="ien@exemple.test")
    scene.convene(scene.psy, scene.premiere)
    scene.send()

    ((_, lines),) = events(scene.psy)

    (organizer,) = [line for line in lines if line.startswith("ORGANIZER")]
    assert organizer.endswith(":mailto:ien@exemple.test")
    assert f'SENT-BY="mailto:{settings.DEFAULT_FROM_EMAIL}"' in organizer


def test_each_is_expected_for_their_own_slot_and_staff_who_sit_through_it_all_the_time(a_deux_heures):
    scene = a_deux_heures
    scene.convene(scene.psy, scene.premiere, scene.seconde)
    scene.convene(scene.medecin, scene.premiere)
    scene.convene(scene.direction_voisine, scene.seconde)
    scene.send()

    times = {}
    for person in (scene.psy, scene.medecin, scene.direction_voisine):
        ((event, _),) = events(person)
        times[person] = (event.begin.datetime, event.end.datetime)
    assert times == {
        scene.psy: (local(scene, 14), local(scene, 14, 40)),
        scene.medecin: (local(scene, 14), local(scene, 14, 20)),
        scene.direction_voisine: (local(scene, 14, 20), local(scene, 14, 35)),
    }
    (words,) = [one.body for one in mail.outbox if one.to == [scene.direction_voisine.email]]
    assert "à 14\u00a0h\u00a020" in words


@pytest.mark.parametrize(
    ("fuseau", "jour", "hour_utc"),
    [
        ("Europe/Paris", date(2026, 10, 23), 12),
        ("Europe/Paris", date(2026, 10, 26), 13),
        ("Europe/Paris", date(2027, 3, 26), 13),
        ("Europe/Paris", date(2027, 3, 29), 12),
        ("Indian/Reunion", date(2026, 10, 26), 10),
        ("America/Martinique", date(2026, 10, 26), 18),
        ("Pacific/Noumea", date(2026, 10, 26), 3),
    ],
)
def test_hour_is_that_of_the_wall_overseas_and_through_the_changes_of_time(
    a_deux_heures, fuseau, jour, hour_utc
):
    scene = a_deux_heures
    with time_machine.travel(datetime(2026, 9, 10, 8, tzinfo=UTC), tick=False):
        Pole.objects.filter(pk=scene.pole.pk).update(fuseau=fuseau)
        type(scene.reunion).objects.update(date=jour, date_limite=None)
        scene.convene(scene.psy, scene.premiere)
        scene.send()
        ((event, lines),) = events(scene.psy)

    assert event.begin.datetime.astimezone(UTC).hour == hour_utc
    assert (f"TZID:{fuseau}" in lines, f"DTSTART;TZID={fuseau}:{jour:%Y%m%d}T140000" in lines) == (True, True)


def test_moved_meeting_keeps_its_identifier_and_counts_its_changes(a_deux_heures):
    scene = a_deux_heures
    scene.convene(scene.psy, scene.premiere)
    scene.send()
    ((before, _),) = events(scene.psy)

    change(scene, jour=scene.reunion.date + timedelta(days=3), heure=time(9))
    _, (after, lines) = events(scene.psy)

    assert after.uid == before.uid
    assert after.begin.datetime == local(scene, 9)
    assert {"METHOD:REQUEST", "SEQUENCE:1", "STATUS:CONFIRMED"} <= set(lines)


@pytest.mark.parametrize("how", ["annulée", "retirée"])
def test_whoever_is_not_expected_any_more_has_the_time_taken_off_their_calendar(a_deux_heures, how):
    scene = a_deux_heures
    row = scene.convene(scene.psy, scene.premiere)
    scene.send()
    ((before, _),) = events(scene.psy)

    if how == "annulée":
        annuler(scene.reunion, by=fresh(scene.pilote))
    else:
        convocations.retirer(row, by=fresh(scene.pilote))
    _, last = parts(scene.psy)
    _, (after, lines) = events(scene.psy)

    assert last[INVITATION]["Content-Type"].params["method"] == "CANCEL"
    assert (after.uid, after.status) == (before.uid, "CANCELLED")
    assert {"METHOD:CANCEL", "SEQUENCE:1"} <= set(lines)
    assert "application/pdf" not in last


def test_convened_again_after_a_withdrawal_counts_higher_than_the_withdrawal(a_deux_heures):
    scene = a_deux_heures
    row = scene.convene(scene.psy, scene.premiere)
    scene.send()
    events(scene.psy)
    convocations.retirer(row, by=fresh(scene.pilote))
    events(scene.psy)
    scene.convene(scene.psy, scene.premiere)
    scene.send()

    assert [lines.count(f"SEQUENCE:{n}") for n, (_, lines) in enumerate(events(scene.psy))] == [1, 1, 1]


def test_answer_given_on_the_site_is_kept_by_the_calendar(a_deux_heures):
    scene = a_deux_heures
    scene.convene(scene.psy, scene.premiere)
    scene.send()
    events(scene.psy)
    repondre(scene.letter(scene.psy), by=fresh(scene.psy), reponse="present")

    change(scene, lieu="Mairie")
    _, (after, lines) = events(scene.psy)

    assert after.location == "Mairie"
    assert any("PARTSTAT=ACCEPTED" in line for line in lines)


def test_meeting_without_an_hour_takes_the_day(scene):
    scene.convene(scene.psy, scene.premiere)
    scene.send()

    ((event, lines),) = events(scene.psy)

    assert event.all_day
    assert event.begin.date() == scene.reunion.date
    assert not [line for line in lines if line.startswith("BEGIN:VTIMEZONE")]


def test_identifier_of_one_letter_says_nothing_of_another(a_deux_heures):
    scene = a_deux_heures
    scene.convene(scene.psy, scene.premiere)
    scene.convene(scene.medecin, scene.premiere)
    scene.send()

    uids = {events(person)[0][0].uid for person in (scene.psy, scene.medecin)}

    assert len(uids) == 2
    for uid in uids:
        assert str(scene.letter(scene.psy).pk)[:8] not in uid


def test_place_that_is_typed_adds_nothing_to_the_invitation(a_deux_heures):
    """T22: a place with line breaks stays one place."""
    scene = a_deux_heures
    type(scene.reunion).objects.update(lieu="Salle\r\nATTENDEE:mailto:x@exemple.test\nBEGIN:VALARM; , \\n")
    scene.convene(scene.psy, scene.premiere)
    scene.send()

    ((_, lines),) = events(scene.psy)

    assert len([line for line in lines if line.startswith("ATTENDEE")]) == 1
    assert not [line for line in lines if line.startswith("BEGIN:VALARM")]


def test_letter_to_print_is_joined_without_any_case(a_deux_heures):
    scene = a_deux_heures
    scene.convene(scene.direction_voisine, scene.seconde)
    scene.send()

    (received,) = parts(scene.direction_voisine)

    letter = received["application/pdf"]
    words = words_of(letter.get_content())
    assert letter.get_filename() == f"invitation-{scene.reunion.date:%Y-%m-%d}.pdf"
    assert (str(scene.direction_voisine) in words, "à 14 h 20" in words.replace("\u00a0", " ")) == (
        True,
        True,
    )
    for word in (scene.seconde.reference, scene.premiere.reference, "situation"):
        assert word not in words


def test_mail_leaves_without_the_letter_on_a_machine_that_cannot_print(a_deux_heures, monkeypatch):
    scene = a_deux_heures
    scene.convene(scene.psy, scene.premiere)
    scene.send()

    def broken():
        raise pdf.PdfUnavailableError("Pango manque")

    monkeypatch.setattr(pdf, "_engine", broken)
    monkeypatch.setattr(pdf, "_print", lambda text: broken())
    (received,) = parts(scene.psy)

    assert INVITATION in received
    assert "application/pdf" not in received


def test_reminder_carries_no_file(a_deux_heures):

    scene = a_deux_heures
    scene.convene(scene.psy, scene.premiere)
    scene.send()
    letter = scene.letter(scene.psy)
    notify_unanswered(letter, scene.pole.today())

    _, reminder = parts(scene.psy)

    assert INVITATION not in reminder
    assert "application/pdf" not in reminder
