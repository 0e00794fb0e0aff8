"""A conflict of interest stands above every function of the pole, and above nothing of the school."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from pole.enums import Fonction, Titre
from pole.models import Acte, Entree, Personne
from pole.services.envois import send_pending
from saisines.cercle import cercle_of
from saisines.enums import Audience, Etat, Redacteur, Relation
from saisines.listes import piloted
from saisines.models import Deport, Saisine, Sollicitation
from saisines.pistes import PisteEcrite
from saisines.services import acces, deports, rapprochements, reponses, suites, urgences
from saisines.services.workflow import apply_transition
from saisines.workflow import TransitionRefusedError
from tests.clients import signed_in
from tests.factories.pole import (
    AffectationFactory,
    EcoleFactory,
    PoleFactory,
    coordinatrice,
    fresh,
    inspectrice,
    membre,
    secretaire,
)
from tests.factories.saisines import SaisineFactory
from tests.saisines.test_acces import named, partner_called_upon

pytestmark = pytest.mark.django_db

RAISON = "CanariConflit : connaît la famille"


@pytest.fixture
def ien(saisine):
    return inspectrice(saisine.pole)


def away(saisine, personne, by):
    return deports.deporter(
        Saisine.objects.get(pk=saisine.pk), by=fresh(by), personne=personne, raison=RAISON
    )


def sees(personne, saisine):
    person = fresh(personne)
    seen = Saisine.objects.visible_to(person).contains(saisine)
    assert bool(Saisine.objects.get(pk=saisine.pk).relations_to(person)) is seen
    return seen


def stand_in(saisine):
    replaced = AffectationFactory(pole=saisine.pole, fonction=Fonction.COORDONNATEUR)
    return coordinatrice(saisine.pole, titre=Titre.SUPPLEANCE, supplee=replaced)


def called_upon(saisine):
    return named(saisine, membre(saisine.pole))


@pytest.mark.parametrize(
    "make",
    [
        lambda s: coordinatrice(s.pole),
        lambda s: inspectrice(s.pole),
        lambda s: secretaire(s.pole),
        stand_in,
        called_upon,
        partner_called_upon,
    ],
    ids=["coordination", "ien", "secretariat", "suppleance", "membre", "partenaire"],
)
def test_whoever_is_kept_away_sees_nothing_whatever_their_function(make, saisine, coordinateur):
    person = make(saisine)
    other = SaisineFactory(ecole=saisine.ecole, auteur=saisine.auteur)
    before = (sees(person, saisine), sees(person, other))

    away(saisine, person, coordinateur)

    assert before[0]
    assert not sees(person, saisine)
    assert sees(person, other) is before[1]
    assert not piloted(fresh(person), saisine.pole).contains(saisine)
    assert signed_in(person).get(saisine.get_absolute_url()).status_code == 404
    assert list(deports.check_deports()) == []


def test_school_reads_on_whatever_the_pole_decides(saisine, directeur, coordinateur, ien):
    """A director who is a member of the pole too: kept away as a member, they still direct their school."""
    membre(saisine.pole, personne=directeur)

    away(saisine, directeur, coordinateur)

    assert sees(directeur, saisine)
    relations = Saisine.objects.get(pk=saisine.pk).relations_to(fresh(directeur))
    assert relations == {Relation.DIRECTION, Relation.AUTEUR}


def test_lifted_what_the_functions_open_is_open_again(saisine, coordinateur, ien):
    person = called_upon(saisine)
    row = away(saisine, person, coordinateur)

    deports.lever(row, by=fresh(ien))

    assert sees(person, saisine)
    assert not fresh(person).deport_en_cours
    assert acces.differences() == []


def test_mark_of_the_account_stays_while_another_case_keeps_them_away(saisine, coordinateur):
    person = membre(saisine.pole)
    other = SaisineFactory(ecole=saisine.ecole, auteur=saisine.auteur)
    first, _ = away(saisine, person, coordinateur), away(other, person, coordinateur)

    deports.lever(first, by=fresh(coordinateur))

    assert fresh(person).deport_en_cours
    assert list(deports.check_deports()) == []


def test_check_finds_a_mark_that_is_wrong(saisine, coordinateur):
    away(saisine, membre(saisine.pole), coordinateur)
    Personne.objects.update(deport_en_cours=False)

    assert len(list(deports.check_deports())) == 1


def test_check_finds_an_open_case_that_nobody_pilots(saisine, coordinateur, ien):
    away(saisine, ien, coordinateur)
    coordinateur.affectations.update(fin=timezone.now())

    assert [saisine.reference in line for line in deports.check_deports()] == [True]


# Who may


@pytest.mark.parametrize("who", ["membre", "direction", "secretariat", "autre_pole", "elle_meme_dehors"])
def test_nobody_else_keeps_somebody_away(who, saisine, directeur, coordinateur):
    target = membre(saisine.pole)
    people = {
        "membre": lambda: called_upon(saisine),
        "direction": lambda: directeur,
        "secretariat": lambda: secretaire(saisine.pole),
        "autre_pole": lambda: coordinatrice(PoleFactory()),
        # Of oneself, one must read the case: declaring it of an unknown case would tell that it exists.
        "elle_meme_dehors": lambda: target,
    }

    with pytest.raises(PermissionDenied):
        away(saisine, target, people[who]())

    assert not Deport.objects.exists()


def test_member_keeps_themself_away_and_comes_back(saisine, sollicite):
    row = away(saisine, sollicite, sollicite)
    mission = Sollicitation.objects.get(personne=sollicite)
    outside = sees(sollicite, saisine)

    deports.lever(row, by=fresh(sollicite))

    assert not outside
    assert mission.annulee_le
    assert not sees(sollicite, saisine)  # their mission was withdrawn


def test_whoever_was_kept_away_by_another_does_not_lift_it(saisine, sollicite, coordinateur):
    row = away(saisine, sollicite, coordinateur)

    with pytest.raises(PermissionDenied):
        deports.lever(row, by=fresh(sollicite))


def test_person_of_another_pole_is_not_in_the_list(saisine, coordinateur):
    with pytest.raises(TransitionRefusedError, match="n’exerce plus dans le pôle"):
        away(saisine, membre(PoleFactory()), coordinateur)


def test_only_coordinator_kept_away_leaves_the_case_to_the_ien(saisine, coordinateur, ien):
    away(saisine, coordinateur, coordinateur)

    assert sees(ien, saisine)
    with pytest.raises(TransitionRefusedError, match="Plus personne ne piloterait"):
        away(saisine, ien, ien)
    assert sees(ien, saisine)


def test_twice_is_refused_by_the_service_and_by_the_database(saisine, coordinateur):
    person = membre(saisine.pole)
    away(saisine, person, coordinateur)

    with pytest.raises(TransitionRefusedError, match="déjà à l’écart"):
        away(saisine, person, coordinateur)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deport.objects.create(saisine=saisine, personne=person, par=coordinateur)


def test_draft_keeps_nobody_away(ecole, directeur, coordinateur):
    draft = SaisineFactory(ecole=ecole, auteur=coordinateur, etat=Etat.BROUILLON, redacteur=Redacteur.BUREAU)

    with pytest.raises((TransitionRefusedError, PermissionDenied)):
        away(draft, membre(ecole.pole), coordinateur)


# What follows


def test_whoever_is_kept_away_is_proposed_and_named_nowhere(saisine, coordinateur, ien):
    person = called_upon(saisine)
    away(saisine, person, ien)
    today = timezone.localdate()

    proposed = {role.personne_id for role in suites.sollicitables(saisine)}
    circle = {one.personne.pk for one in cercle_of(saisine, coordinateur, {Relation.COORDONNATEUR}).proches}

    assert person.pk not in proposed | circle
    with pytest.raises(TransitionRefusedError):
        suites.solliciter(saisine, by=coordinateur, personne=person, mission="Appeler", echeance=today)
    with pytest.raises(TransitionRefusedError):
        reponses.repondre(saisine, by=coordinateur, pistes=[PisteEcrite("Essayer")], interlocuteur=person)


def test_case_in_their_charge_goes_to_whoever_acts(saisine, coordinateur, ien, directeur):
    apply_transition(saisine, "prendre_en_charge", by=coordinateur, responsable=coordinateur)

    away(saisine, coordinateur, ien)
    page = signed_in(directeur).get(saisine.get_absolute_url()).content.decode()

    assert Saisine.objects.get(pk=saisine.pk).responsable == ien
    assert str(coordinateur) not in page


def test_nothing_is_mailed_to_whoever_is_kept_away(saisine, coordinateur, ien, sollicite, directeur):
    """What waits in the outbox does not leave, what happens next goes to the IEN."""
    away(saisine, sollicite, coordinateur)
    away(saisine, coordinateur, ien)
    current = Saisine.objects.get(pk=saisine.pk)
    apply_transition(current, "retirer", by=fresh(directeur), motif="La situation est apaisée")

    while send_pending():
        pass

    told = {address for message in mail.outbox for address in message.to}
    assert ien.email in told
    assert told & {sollicite.email, coordinateur.email} == set()


def test_urgent_case_alerts_the_others_and_takes_its_banner_away(ecole, directeur, coordinateur):
    ien = inspectrice(ecole.pole)
    saisine = SaisineFactory(ecole=ecole, auteur=directeur, urgence_raison="danger")
    alerte = urgences.open_alert(saisine, by=directeur)
    before = signed_in(coordinateur).get("/").content.decode()

    away(saisine, coordinateur, ien)
    after = signed_in(coordinateur).get("/").content.decode()

    assert saisine.reference in before
    assert saisine.reference not in after
    assert alerte.recues.filter(personne=coordinateur).exists()
    assert coordinateur.pk not in {role.personne_id for role in urgences._there(saisine)}


def test_history_tells_the_pole_and_not_the_school(saisine, coordinateur, ien, directeur):
    person = membre(saisine.pole)

    away(saisine, person, coordinateur)

    event = saisine.evenements.get(nom="deporter")
    assert (event.audience, event.personne) == (Audience.POLE, person)
    assert Entree.objects.filter(acte=Acte.ACCES, objet_id=saisine.pk, personne=coordinateur).count() == 1
    assert str(person) in signed_in(ien).get(saisine.get_absolute_url()).content.decode()
    school = signed_in(directeur).get(saisine.get_absolute_url()).content.decode()
    assert str(person) not in school
    assert "à l’écart" not in school


def test_pupil_who_changes_school_keeps_the_same_people_away(saisine, coordinateur, ien):
    person = membre(saisine.pole)
    away(saisine, person, coordinateur)
    target = SaisineFactory(ecole=EcoleFactory(pole=saisine.pole), auteur=saisine.auteur)

    deports.carry(saisine, target, by=ien)

    assert Deport.objects.get(saisine=target).raison == RAISON
    assert not suites.sollicitables(target).filter(personne=person).exists()


def test_two_cases_joined_keep_the_same_people_away(saisine, coordinateur, ien):
    other = SaisineFactory(ecole=saisine.ecole, auteur=saisine.auteur)
    third = coordinatrice(saisine.pole)
    for row, person in ((saisine, coordinateur), (other, ien)):
        away(row, person, third)

    rapprochements.fusionner(saisine, by=fresh(third), avec=other, lettre="Une seule réponse viendra.")

    assert set(Deport.objects.en_cours().filter(saisine=other).values_list("personne", flat=True)) == {
        coordinateur.pk,
        ien.pk,
    }
