"""Two cases read together, or joined: no right comes of it, no school learns of another (menaces.md T5)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from pole.models import Envoi
from saisines.enums import Audience, Etat, Issue, Redacteur
from saisines.models import Acces, Evenement, Lien, Orientation, Saisine
from saisines.rapproches import rapproches_of
from saisines.services.rapprochements import delier, fusionner, relier
from saisines.workflow import TransitionRefusedError
from tests.clients import signed_in
from tests.factories.pole import EcoleFactory, PoleFactory, coordinatrice, directrice, inspectrice, membre
from tests.factories.saisines import EleveFactory, SaisineFactory

pytestmark = pytest.mark.django_db

LETTRE = "Vous n’aurez qu’une réponse."


@pytest.fixture
def autre(saisine):
    """A case of another school of the same pole."""
    ecole = EcoleFactory(pole=saisine.pole)
    return SaisineFactory(ecole=ecole, auteur=directrice(ecole))


@pytest.fixture
def jumelle(saisine):
    """A second case of the same school."""
    return SaisineFactory(ecole=saisine.ecole)


def references(saisine, personne):
    return [one.reference for one in rapproches_of(saisine, personne)]


def test_link_is_one_row_whichever_end_it_starts_from(saisine, autre, coordinateur):
    first = relier(saisine, by=coordinateur, avec=autre)
    second = relier(autre, by=coordinateur, avec=saisine)

    assert first == second
    assert references(saisine, coordinateur) == [autre.reference]
    assert references(autre, coordinateur) == [saisine.reference]


def test_link_gives_no_right_to_anybody(saisine, autre, coordinateur, directeur, sollicite):
    seen = {
        person: set(Saisine.objects.visible_to(person)) for person in (directeur, sollicite, autre.auteur)
    }
    accesses = Acces.objects.count()

    relier(saisine, by=coordinateur, avec=autre)

    assert {person: set(Saisine.objects.visible_to(person)) for person in seen} == seen
    assert Acces.objects.count() == accesses


def test_link_is_told_to_no_school(saisine, autre, coordinateur, directeur):
    relier(saisine, by=coordinateur, avec=autre)

    assert not Envoi.objects.exists()
    assert set(Evenement.objects.filter(nom="relier").values_list("audience", flat=True)) == {Audience.POLE}
    html = signed_in(directeur).get(saisine.get_absolute_url()).content.decode()
    assert "avec une autre" not in html


def test_link_is_undone_and_undoing_twice_changes_nothing(saisine, autre, coordinateur):
    relier(saisine, by=coordinateur, avec=autre)

    delier(autre, by=coordinateur, avec=saisine)
    delier(autre, by=coordinateur, avec=saisine)

    assert references(saisine, coordinateur) == []
    assert Evenement.objects.filter(nom="delier").count() == 2


def test_link_is_undone_from_the_screen(saisine, autre, coordinateur):
    relier(saisine, by=coordinateur, avec=autre)
    client = signed_in(coordinateur)

    answer = client.post(f"/saisines/{saisine.pk}/liens/{autre.pk}/retirer/")

    assert answer.url == f"/saisines/{saisine.pk}/tri/"
    assert not Lien.objects.exists()


def test_case_is_not_linked_to_itself(saisine, coordinateur):
    with pytest.raises(TransitionRefusedError):
        relier(saisine, by=coordinateur, avec=saisine)


def test_database_refuses_a_link_written_backwards(saisine, autre, coordinateur):
    small, big = sorted((saisine.pk, autre.pk))

    with pytest.raises(IntegrityError), transaction.atomic():
        Lien.objects.create(premiere_id=big, seconde_id=small, par=coordinateur)


@pytest.mark.parametrize("act", [relier, delier])
def test_only_those_who_pilot_both_cases_link_them(act, saisine, autre, directeur, sollicite):
    for person in (directeur, sollicite, autre.auteur, coordinatrice(PoleFactory())):
        with pytest.raises(PermissionDenied):
            act(saisine, by=person, avec=autre)


@pytest.mark.parametrize("nature", ["G", "E"])
def test_case_out_of_reach_is_linked_to_nothing(nature, saisine, coordinateur):
    place = saisine.ecole if nature == "E" else EcoleFactory(pole=PoleFactory())
    hidden = SaisineFactory(ecole=place, nature=nature, eleve=None)

    for act in (relier, lambda *args, **kwargs: fusionner(*args, lettre=LETTRE, **kwargs)):
        with pytest.raises(PermissionDenied):
            act(saisine, by=coordinateur, avec=hidden)
        with pytest.raises(PermissionDenied):
            act(hidden, by=coordinateur, avec=saisine)


def test_merge_ends_one_case_and_tells_its_school_in_plain_words(saisine, jumelle, coordinateur, directeur):
    row = fusionner(saisine, by=coordinateur, avec=jumelle, lettre=LETTRE)

    jumelle.refresh_from_db()
    assert (saisine.etat, jumelle.etat) == (Etat.FUSIONNEE, Etat.TRANSMISE)
    assert (row.issue, row.autre, row.lettre) == (Issue.REGROUPEMENT, jumelle, LETTRE)
    assert set(Envoi.objects.values_list("destinataire", flat=True)) == {directeur.pk}
    html = signed_in(directeur).get(saisine.get_absolute_url()).content.decode()
    assert LETTRE in html
    assert jumelle.reference not in html


def test_merge_moves_no_access_and_no_word(saisine, jumelle, coordinateur, sollicite):
    fusionner(saisine, by=coordinateur, avec=jumelle, lettre=LETTRE)

    assert not Saisine.objects.visible_to(sollicite).filter(pk=jumelle.pk).exists()
    assert not jumelle.essais.exists()


@pytest.mark.parametrize("alone", [False, True], ids=["two schools", "a school and the pole"])
def test_cases_of_two_schools_are_never_merged(alone, saisine, autre, coordinateur):
    """T5: a school would learn that somebody else asked, and be sent where it may not read."""
    if alone:
        autre = SaisineFactory(
            pole=saisine.pole, ecole=None, redacteur=Redacteur.POLE, nature="G", eleve=None
        )

    for one, other in ((saisine, autre), (autre, saisine)):
        with pytest.raises(TransitionRefusedError, match="reliez-les"):
            fusionner(one, by=coordinateur, avec=other, lettre=LETTRE)

    assert not Orientation.objects.exists()
    assert not Evenement.objects.filter(nom="fusion_recue").exists()
    assert relier(saisine, by=coordinateur, avec=autre)


def test_merge_is_told_on_both_cases_of_the_school(saisine, jumelle, coordinateur):
    fusionner(saisine, by=coordinateur, avec=jumelle, lettre=LETTRE)

    assert Evenement.objects.get(saisine=jumelle, nom="fusion_recue").audience == Audience.ECOLE


@pytest.mark.parametrize("words", [{"lettre": " "}, {}])
def test_merge_without_a_letter_or_into_a_finished_case_is_refused(words, saisine, jumelle, coordinateur):
    if not words:
        Saisine.objects.filter(pk=jumelle.pk).update(etat=Etat.CLOSE)

    with pytest.raises(TransitionRefusedError):
        fusionner(saisine, by=coordinateur, avec=jumelle, **({"lettre": LETTRE} | words))

    assert not Orientation.objects.exists()


def test_merging_twice_is_refused(saisine, jumelle, coordinateur):
    fusionner(saisine, by=coordinateur, avec=jumelle, lettre=LETTRE)

    with pytest.raises(TransitionRefusedError):
        fusionner(saisine, by=coordinateur, avec=jumelle, lettre=LETTRE)

    assert Orientation.objects.count() == 1


def test_same_pupil_is_found_whatever_the_accents_and_the_school(saisine, coordinateur):
    ecole = EcoleFactory(pole=saisine.pole)
    same = EleveFactory(ecole=ecole, nom=saisine.eleve.nom.upper(), prenom=saisine.eleve.prenom.lower())
    other = SaisineFactory(ecole=ecole, eleve=same)
    SaisineFactory(ecole=ecole, eleve=same, etat=Etat.CLOSE)
    SaisineFactory(ecole=ecole, eleve=same, etat=Etat.BROUILLON)

    assert references(saisine, coordinateur) == [other.reference]
    assert references(saisine, inspectrice(saisine.pole)) == [other.reference]


def test_nobody_else_is_told_of_the_other_cases_of_a_pupil(saisine, directeur, sollicite):
    same = EleveFactory(ecole=saisine.ecole, nom=saisine.eleve.nom, prenom=saisine.eleve.prenom)
    SaisineFactory(ecole=saisine.ecole, eleve=same)

    for person in (directeur, sollicite, membre(saisine.pole), coordinatrice(PoleFactory())):
        assert rapproches_of(saisine, person) == []


def test_confidential_request_is_close_to_no_case(saisine, coordinateur):
    hidden = SaisineFactory(ecole=saisine.ecole, nature="E", eleve=None)
    small, big = sorted((saisine.pk, hidden.pk))
    Lien.objects.create(premiere_id=small, seconde_id=big, par=coordinateur)

    assert rapproches_of(saisine, coordinateur) == []
