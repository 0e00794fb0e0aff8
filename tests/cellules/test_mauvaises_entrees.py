"""What goes wrong around a meeting, and what each person then reads. Nothing is lost, nobody is told twice.

A person without an address, an address that is refused: tests.cellules.test_adresses_refusees.
"""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cellules.models import EtatInscription
from cellules.services.acces_convocations import check_convocations, end_of_access
from cellules.services.annee import annuler, deplacer
from cellules.services.reponses import repondre
from pole.models import Affectation, Pole
from pole.services.envois import send_pending
from saisines.enums import Etat
from saisines.services import acces
from saisines.services.workflow import apply_transition
from tests.cellules.scene import meeting
from tests.clients import page, signed_in
from tests.factories.pole import MetierFactory, coordinatrice, fresh, membre


@pytest.fixture
def convened(scene):
    """Two cases, a psychologist convened for both, a doctor for the first, each letter received."""
    scene.reunion.heure = time(14)
    scene.reunion.save()
    scene.convene(scene.psy, scene.premiere, scene.seconde)
    scene.convene(scene.medecin, scene.premiere)
    scene.send()
    send_pending()
    yield scene
    assert acces.differences() == []


def address(scene, name, *args):
    return reverse(f"cellules:{name}", args=[scene.reunion.pk, *args])


def letter(scene, person):
    return page(signed_in(person).get(scene.letter(person).get_absolute_url()))


def at(reunion, hour):
    """That day at that time, where the meeting is held."""
    return time_machine.travel(datetime.combine(reunion.date, hour, reunion.pole.tz), tick=False)


def test_convocations_sent_twice_leave_once_and_the_second_time_says_so(scene):
    scene.convene(scene.psy, scene.premiere)
    client, url = signed_in(scene.pilote), address(scene, "relire_convocations")

    client.post(url)
    text = page(client.post(url, follow=True))

    assert "Rien n’est parti : il n’y avait rien à envoyer." in text
    assert scene.mails(scene.psy) == ["convocation"]


def test_meeting_moved_after_the_answers_asks_again_and_keeps_the_cases_open(convened):
    repondre(convened.letter(convened.psy), by=fresh(convened.psy), reponse="present")
    moved = deplacer(convened.reunion, convened.reunion.date + timedelta(days=3), by=fresh(convened.pilote))

    assert "Pas encore de réponse" in page(signed_in(convened.pilote).get(address(convened, "convocations")))
    assert "Votre réponse" in letter(convened, convened.psy)
    assert "Répondre à la convocation du" in page(signed_in(convened.psy).get(reverse("accueil")))
    assert convened.reads(convened.psy) == {convened.premiere, convened.seconde}
    assert moved.inscriptions.prevues().count() == 2


def test_meeting_cancelled_on_its_morning_is_told_and_its_cases_go_to_the_next(convened):
    following = meeting(convened.pole, 60)
    with at(convened.reunion, time(8)):
        annuler(convened.reunion, by=fresh(convened.pilote))
        send_pending()

        assert "Cette réunion est annulée" in letter(convened, convened.psy)
        assert convened.reads(convened.psy) == set()
        assert check_convocations() == []
    assert convened.mails(convened.psy)[-1] == "reunion_annulee"
    assert {row.saisine for row in following.inscriptions.prevues()} == {convened.premiere, convened.seconde}


def test_meeting_cancelled_once_begun_tells_nobody_and_loses_no_case(convened):
    following = meeting(convened.pole, 60)
    with at(convened.reunion, time(14, 30)):
        annuler(convened.reunion, by=fresh(convened.pilote))

    assert "reunion_annulee" not in convened.mails(convened.psy)
    assert following.inscriptions.prevues().count() == 2


def test_member_who_changes_metier_stays_convened_and_is_shown_with_the_new_one(convened):
    Affectation.objects.filter(personne=convened.psy).update(fin=timezone.now())
    membre(
        convened.pole,
        personne=convened.psy,
        metier=MetierFactory(pole=convened.pole, nom="Conseillère pédagogique"),
        debut=timezone.now(),
    )

    text = page(signed_in(convened.pilote).get(address(convened, "convocations")))

    assert "conseillère pédagogique" in text
    assert convened.reads(convened.psy) == {convened.premiere, convened.seconde}
    assert "Votre réponse" in letter(convened, convened.psy)


def test_member_who_leaves_reads_nothing_more_and_the_page_says_so(convened):
    Affectation.objects.filter(personne=convened.psy).update(fin=timezone.now())

    text = page(signed_in(convened.pilote).get(address(convened, "convocations")))

    assert "n’exerce plus ici" in text
    assert convened.reads(convened.psy) == set()
    url = convened.letter(convened.psy).get_absolute_url()
    assert signed_in(convened.psy).get(url).status_code in {302, 404}


def test_member_who_leaves_before_the_sending_receives_nothing_and_the_page_says_why(scene):
    scene.convene(scene.psy, scene.premiere)
    Affectation.objects.filter(personne=scene.psy).update(fin=timezone.now())
    client = signed_in(scene.pilote)

    assert "ne travaille plus dans le pôle" in page(client.get(address(scene, "relire_convocations")))
    client.post(address(scene, "relire_convocations"))

    assert scene.mails(scene.psy) == []


def test_case_withdrawn_by_its_school_leaves_the_agenda_and_stays_in_its_history(convened):
    inscription = convened.inscription(convened.premiere)
    apply_transition(convened.premiere, "retirer", by=fresh(convened.direction), motif="L’école a trouvé.")
    send_pending()

    inscription.refresh_from_db()
    convened.premiere.refresh_from_db()
    assert (inscription.etat, convened.premiere.etat) == (EtatInscription.RETIREE, Etat.RETIREE)
    agenda = page(signed_in(convened.pilote).get(address(convened, "ordre_du_jour")))
    assert convened.premiere.reference not in agenda
    # The case that followed takes its time, and whoever came for the first alone is told.
    assert "14\u00a0h\u00a000 – 14\u00a0h\u00a015" in agenda
    assert "n’a plus cours" in letter(convened, convened.medecin)
    assert convened.mails(convened.medecin) == ["convocation", "plus_attendu"]
    assert convened.mails(convened.psy) == ["convocation"]


@pytest.mark.parametrize(
    ("jour", "fin"),
    [
        (date(2026, 9, 24), datetime(2026, 10, 24, 22, tzinfo=UTC)),
        (date(2026, 9, 25), datetime(2026, 10, 25, 23, tzinfo=UTC)),
        (date(2027, 2, 25), datetime(2027, 3, 27, 23, tzinfo=UTC)),
        (date(2027, 2, 26), datetime(2027, 3, 28, 22, tzinfo=UTC)),
    ],
)
def test_access_ends_at_the_midnight_of_the_pole_whatever_the_change_of_time(scene, jour, fin):
    scene.reunion.date = jour
    scene.pole.acces_jours = 30
    scene.reunion.pole = scene.pole

    assert end_of_access(scene.reunion) == fin


@pytest.mark.parametrize(
    ("fuseau", "open_until"),
    [
        ("Europe/Paris", datetime(2026, 10, 13, 22, tzinfo=UTC)),
        ("Indian/Reunion", datetime(2026, 10, 13, 20, tzinfo=UTC)),
        ("America/Martinique", datetime(2026, 10, 14, 4, tzinfo=UTC)),
        ("Pacific/Noumea", datetime(2026, 10, 13, 13, tzinfo=UTC)),
        ("Pacific/Tahiti", datetime(2026, 10, 14, 10, tzinfo=UTC)),
    ],
)
def test_one_answers_until_the_end_of_the_day_of_the_meeting_where_it_is_held(scene, fuseau, open_until):
    Pole.objects.filter(pk=scene.pole.pk).update(fuseau=fuseau)
    with time_machine.travel(datetime(2026, 9, 24, 8, tzinfo=UTC), tick=False):
        type(scene.reunion).objects.update(date=date(2026, 10, 13), date_limite=None)
        scene.convene(scene.psy, scene.premiere)
        scene.send()

    with time_machine.travel(open_until - timedelta(minutes=1), tick=False):
        assert "Votre réponse" in letter(scene, scene.psy)
    with time_machine.travel(open_until, tick=False):
        text = letter(scene, scene.psy)
    assert "Votre réponse" not in text


class TestTwoCoordinatorsAtOnce:
    """Each works from a page that the other has made old."""

    @pytest.fixture
    def other(self, convened):
        return signed_in(coordinatrice(convened.pole))

    def test_second_withdrawal_of_the_same_person_changes_nothing(self, convened, other):
        row = convened.letter(convened.medecin).convies.get()
        url = address(convened, "retirer_convie", row.pk)

        signed_in(convened.pilote).post(url)
        other.post(url)

        assert convened.mails(convened.medecin) == ["convocation", "plus_attendu"]

    def test_minutes_of_a_case_that_the_other_withdrew_are_left_aside(self, convened, other):
        gone, kept = convened.inscription(convened.premiere), convened.inscription(convened.seconde)
        sent = {f"minutes-{gone.pk}": "40", f"minutes-{kept.pk}": "25"}
        apply_transition(convened.premiere, "desinscrire", by=fresh(convened.pilote), motif="Plus tard.")

        text = page(other.post(address(convened, "ordre_du_jour"), sent, follow=True))

        gone.refresh_from_db()
        kept.refresh_from_db()
        assert "L’ordre du jour est enregistré." in text
        assert (gone.minutes, kept.minutes) == (15, 25)

    def test_sending_after_the_other_cancelled_says_that_nobody_comes_any_more(self, convened, other):
        annuler(convened.reunion, by=fresh(convened.pilote))

        text = page(other.post(address(convened, "relire_convocations"), follow=True))

        assert "Cette réunion est annulée : personne n’y est plus convoqué." in text

    def test_both_telling_of_new_hours_tell_once(self, convened, other):
        convened.convene(convened.direction_voisine, convened.seconde)
        convened.send()
        send_pending()
        row = convened.inscription(convened.premiere)
        other.post(address(convened, "ordre_du_jour"), {f"minutes-{row.pk}": "45", **_others(convened, row)})

        for client in (signed_in(convened.pilote), other):
            client.post(address(convened, "prevenir_horaires"))

        assert convened.mails(convened.direction_voisine) == ["invitation", "horaire"]

    def test_person_added_by_both_has_one_line_and_one_letter(self, convened, other):
        newcomer = membre(convened.pole)
        url = address(convened, "convier", convened.inscription(convened.premiere).pk)
        for client in (signed_in(convened.pilote), other):
            client.post(url, {"personnes": [str(newcomer.pk)]})

        assert convened.letter(newcomer).convies.count() == 1


def _others(scene, row):
    """The minutes of the other cases, as the page sends them back."""
    rows = scene.reunion.inscriptions.prevues().exclude(pk=row.pk)
    return {f"minutes-{one.pk}": str(one.minutes) for one in rows}
