"""Who sees a case, in which state: the list, the right and the page give one answer."""

import itertools
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from pole.enums import Fonction, Nature, QuiSaisit, Titre
from pole.models import Personne
from saisines.enums import Droit, Etat, Origine, Redacteur
from saisines.models import Acces, Saisine
from saisines.services import acces
from tests.factories.pole import (
    AffectationFactory,
    EcoleFactory,
    PersonneFactory,
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


def named(saisine, personne, *, start=-1, end=1):
    """Open a case by name from `start` to `end`, in days from now."""
    now = timezone.now()
    acces.grant(
        saisine,
        personne,
        origine=Origine.SOLLICITATION,
        origine_id=uuid4(),
        debut=now + timedelta(days=start),
        fin=now + timedelta(days=end),
    )
    return personne


# Each maker gives a person with a life of their own: outsiders own cases too.


def the_director(saisine):
    return directrice(saisine.ecole)


def the_acting_director(saisine):
    return directrice(saisine.ecole, titre=Titre.FAISANT_FONCTION)


def former_director(saisine):
    return directrice(saisine.ecole, terminee=True)


def director_next_door(saisine):
    ecole = EcoleFactory(pole=saisine.pole)
    person = directrice(ecole)
    SaisineFactory(ecole=ecole, auteur=person)
    return person


def director_elsewhere(saisine):
    person = directrice(EcoleFactory())
    SaisineFactory(ecole=person.affectations.get().ecole, auteur=person)
    return person


def the_author(saisine):
    AffectationFactory(
        personne=saisine.auteur, pole=saisine.pole, ecole=saisine.ecole, fonction=Fonction.ENSEIGNANT
    )
    return saisine.auteur


def author_who_left_the_school(saisine):
    ecole = EcoleFactory(pole=saisine.pole)
    AffectationFactory(personne=saisine.auteur, pole=ecole.pole, ecole=ecole, fonction=Fonction.ENSEIGNANT)
    return saisine.auteur


def author_who_directs_it(saisine):
    return directrice(saisine.ecole, personne=saisine.auteur)


def invited(saisine, personne, *, start=-1, end=1):
    """Write a case with the direction from `start` to `end`, in days from now."""
    now = timezone.now()
    acces.grant(
        saisine,
        personne,
        origine=Origine.REDACTION,
        origine_id=saisine.pk,
        debut=now + timedelta(days=start),
        fin=now + timedelta(days=end),
    )
    return personne


def teacher_invited_to_write(saisine):
    return invited(saisine, enseignante(saisine.ecole))


def teacher_invited_too_long_ago(saisine):
    return invited(saisine, enseignante(saisine.ecole), start=-5, end=-1)


def teacher_invited_to_another_case(saisine):
    return invited(SaisineFactory(ecole=saisine.ecole), enseignante(saisine.ecole))


def teacher_who_left_after_the_invitation(saisine):
    person = invited(saisine, enseignante(saisine.ecole, terminee=True))
    return enseignante(EcoleFactory(pole=saisine.pole), personne=person)


def teacher_invited_who_became_a_member_of_the_pole(saisine):
    person = invited(saisine, enseignante(saisine.ecole, terminee=True))
    return membre(saisine.pole, personne=person)


def teacher_called_upon_as_a_member_once(saisine):
    person = named(saisine, membre(saisine.pole, terminee=True))
    return enseignante(saisine.ecole, personne=person)


def colleague_teacher(saisine):
    person = enseignante(saisine.ecole)
    SaisineFactory(ecole=saisine.ecole, auteur=person)
    return person


def the_coordinator(saisine):
    return coordinatrice(saisine.pole)


def stand_in_of_the_coordinator(saisine):
    replaced = AffectationFactory(pole=saisine.pole, fonction=Fonction.COORDONNATEUR)
    return coordinatrice(saisine.pole, titre=Titre.SUPPLEANCE, supplee=replaced)


def stand_in_on_another_weekday(saisine):
    replaced = AffectationFactory(pole=saisine.pole, fonction=Fonction.COORDONNATEUR)
    tomorrow = str(saisine.pole.today().isoweekday() % 7 + 1)
    return coordinatrice(saisine.pole, titre=Titre.SUPPLEANCE, supplee=replaced, jours=tomorrow)


def coordinator_elsewhere(saisine):
    person = coordinatrice(EcoleFactory().pole)
    SaisineFactory(ecole=EcoleFactory(pole=person.affectations.get().pole))
    return person


def the_ien(saisine):
    return inspectrice(saisine.pole)


def the_secretary(saisine):
    return secretaire(saisine.pole)


def member_called_upon(saisine):
    return named(saisine, membre(saisine.pole))


def member_called_upon_too_late(saisine):
    return named(saisine, membre(saisine.pole), start=-5, end=-1)


def member_called_upon_tomorrow(saisine):
    return named(saisine, membre(saisine.pole), start=1, end=2)


def member_called_upon_for_another_case(saisine):
    return named(SaisineFactory(ecole=saisine.ecole), membre(saisine.pole))


def member_who_left_the_pole(saisine):
    person = named(saisine, membre(saisine.pole, terminee=True))
    # Still working elsewhere: what the pole had opened does not follow.
    membre(EcoleFactory().pole, personne=person)
    return person


def coordinator_elsewhere_called_upon_here(saisine):
    person = coordinatrice(EcoleFactory().pole)
    membre(saisine.pole, personne=person)
    return named(saisine, person)


def idle_member(saisine):
    return membre(saisine.pole)


def partner_called_upon(saisine):
    return named(saisine, partenaire(saisine.pole))


def superuser(saisine):
    return PersonneFactory(is_superuser=True)


def disabled_coordinator(saisine):
    person = coordinatrice(saisine.pole)
    Personne.objects.filter(pk=person.pk).update(is_active=False)
    return person


SCHOOL_DRAFT, TEACHER_DRAFT, TO_READ, SENT, CLOSED = (
    "school draft",
    "teacher draft",
    "to read",
    "sent",
    "closed",
)
CASES = {
    SCHOOL_DRAFT: {"etat": Etat.BROUILLON, "redacteur": Redacteur.DIRECTION},
    TEACHER_DRAFT: {"etat": Etat.BROUILLON, "redacteur": Redacteur.ENSEIGNANT},
    TO_READ: {"etat": Etat.A_RELIRE, "redacteur": Redacteur.ENSEIGNANT},
    SENT: {"etat": Etat.TRANSMISE},
    CLOSED: {"etat": Etat.CLOSE},
}
EVERY_STATE = set(CASES)
AFTER_SENDING = {SENT, CLOSED}

WHO_SEES = [
    (the_director, EVERY_STATE - {TEACHER_DRAFT}),
    (the_acting_director, EVERY_STATE - {TEACHER_DRAFT}),
    (former_director, set()),
    (director_next_door, set()),
    (director_elsewhere, set()),
    (the_author, EVERY_STATE - {SCHOOL_DRAFT}),
    (author_who_directs_it, EVERY_STATE),
    (teacher_invited_to_write, EVERY_STATE),
    (teacher_invited_too_long_ago, set()),
    (teacher_invited_to_another_case, set()),
    (teacher_who_left_after_the_invitation, set()),
    (teacher_invited_who_became_a_member_of_the_pole, set()),
    (teacher_called_upon_as_a_member_once, set()),
    (author_who_left_the_school, set()),
    (colleague_teacher, set()),
    (the_coordinator, AFTER_SENDING),
    (stand_in_of_the_coordinator, AFTER_SENDING),
    (stand_in_on_another_weekday, set()),
    (coordinator_elsewhere, set()),
    (the_ien, AFTER_SENDING),
    (the_secretary, AFTER_SENDING),
    (member_called_upon, EVERY_STATE),
    (member_called_upon_too_late, set()),
    (member_called_upon_tomorrow, set()),
    (member_called_upon_for_another_case, set()),
    (member_who_left_the_pole, set()),
    (coordinator_elsewhere_called_upon_here, EVERY_STATE),
    (idle_member, set()),
    (partner_called_upon, EVERY_STATE),
    (superuser, set()),
    (disabled_coordinator, set()),
]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("make_person", "sees"), WHO_SEES, ids=lambda value: getattr(value, "__name__", ""))
def test_list_and_right_give_one_answer(make_person, sees, case):
    saisine = SaisineFactory(**CASES[case])
    person = fresh(make_person(saisine))

    assert Saisine.objects.visible_to(person).contains(saisine) is (case in sees)
    assert person.has_perm(Droit.VOIR, saisine) is (case in sees)


READS_THE_STORY = [
    (the_director, True),
    (the_author, True),
    (teacher_invited_to_write, True),
    (the_coordinator, True),
    (the_ien, True),
    (member_called_upon, True),
    (the_secretary, False),
    (partner_called_upon, False),
]


@pytest.mark.parametrize(
    ("make_person", "reads"), READS_THE_STORY, ids=lambda value: getattr(value, "__name__", "")
)
def test_seeing_a_case_is_not_reading_it(make_person, reads):
    saisine = SaisineFactory()

    assert fresh(make_person(saisine)).has_perm(Droit.LIRE, saisine) is reads


@pytest.mark.parametrize(
    "make_person",
    [the_director, the_coordinator, the_ien, the_secretary, idle_member],
    ids=lambda f: f.__name__,
)
def test_kind_e_belongs_to_its_author(make_person):
    saisine = SaisineFactory(nature=Nature.ENSEIGNANT, eleve=None, redacteur=Redacteur.ENSEIGNANT)
    person = fresh(make_person(saisine))

    assert not Saisine.objects.visible_to(person).contains(saisine)
    assert saisine.relations_to(person) == frozenset()


def test_kind_e_is_read_by_whom_its_author_chose():
    saisine = SaisineFactory(nature=Nature.ENSEIGNANT, eleve=None, redacteur=Redacteur.ENSEIGNANT)
    chosen = fresh(member_called_upon(saisine))

    assert Saisine.objects.visible_to(chosen).contains(saisine)
    assert chosen.has_perm(Droit.LIRE, saisine)


@pytest.mark.parametrize("policy", QuiSaisit)
def test_teacher_sends_alone_only_where_the_pole_says_so(policy):
    saisine = SaisineFactory(etat=Etat.BROUILLON, redacteur=Redacteur.ENSEIGNANT)
    saisine.pole.qui_saisit = policy
    saisine.pole.save()
    author = fresh(the_author(saisine))
    saisine = Saisine.objects.get(pk=saisine.pk)

    assert author.has_perm(Droit.TRANSMETTRE, saisine) is (policy == QuiSaisit.ENSEIGNANT)  # S3-12


def test_stand_in_loses_everything_when_the_dates_are_over():
    saisine = SaisineFactory()
    replaced = AffectationFactory(pole=saisine.pole, fonction=Fonction.COORDONNATEUR)
    person = coordinatrice(saisine.pole, titre=Titre.SUPPLEANCE, supplee=replaced, terminee=True)

    assert not Saisine.objects.visible_to(fresh(person)).exists()


EPOCH = datetime(2026, 9, 1, tzinfo=UTC)
hours = st.integers(min_value=0, max_value=40)
intervals = st.lists(
    st.tuples(hours, hours).map(lambda pair: tuple(EPOCH + timedelta(hours=h) for h in sorted(pair))),
    max_size=8,
)


@given(intervals)
def test_union_holds_exactly_the_instants_of_its_intervals(given_intervals):
    merged = acces.union(given_intervals)

    for hour in range(41):
        instant = EPOCH + timedelta(hours=hour)
        inside = any(start <= instant < end for start, end in given_intervals)
        assert any(start <= instant < end for start, end in merged) is inside
    assert all(before[1] < after[0] for before, after in itertools.pairwise(merged))


def test_two_reasons_outlive_the_end_of_one():
    saisine = SaisineFactory()
    person = membre(saisine.pole)
    now, first, second = timezone.now(), uuid4(), uuid4()
    for origin, days in ((first, 10), (second, 30)):
        acces.grant(
            saisine,
            person,
            origine=Origine.SOLLICITATION,
            origine_id=origin,
            debut=now,
            fin=now + timedelta(days=days),
        )

    acces.end(Origine.SOLLICITATION, second)

    row = Acces.objects.get(user=person)
    assert row.expire_le == now + timedelta(days=10)
    assert acces.differences() == []


def test_stored_access_without_a_reason_is_found():
    saisine = SaisineFactory()
    person = named(saisine, membre(saisine.pole))
    Acces.objects.filter(user=person).update(expire_le=timezone.now() + timedelta(days=400))

    assert len(acces.differences()) == 1


def test_failed_act_opens_nothing():
    saisine = SaisineFactory()
    person = membre(saisine.pole)

    with transaction.atomic():
        named(saisine, person)
        transaction.set_rollback(True)

    assert not Acces.objects.exists()
