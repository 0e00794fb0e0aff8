"""What the pole learns from an urgent case: asked when it closes, read by the pole alone."""

import pytest
from django.core.exceptions import PermissionDenied

from pole.enums import Nature, RaisonUrgence, Urgence
from saisines.enums import Etat
from saisines.models import Lecteur, Retrospective, Saisine
from saisines.services.lecteurs import open_to_chosen
from saisines.services.retours import clore_urgence
from saisines.services.suites import solliciter
from saisines.services.workflow import apply_transition
from saisines.workflow import TransitionRefusedError
from tests.clients import page, signed_in
from tests.factories.pole import (
    EcoleFactory,
    coordinatrice,
    directrice,
    enseignante,
    fresh,
    inspectrice,
    membre,
    secretaire,
)
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.django_db

RETOUR = "Retour sur l’urgence"


@pytest.fixture
def ecole():
    return EcoleFactory()


@pytest.fixture
def direction(ecole):
    return directrice(ecole)


@pytest.fixture
def coordination(ecole):
    return coordinatrice(ecole.pole)


def urgent(ecole, author, urgence=Urgence.IMMEDIATE, **fields):
    fields = {
        "etat": Etat.PRISE_EN_CHARGE,
        "urgence": urgence,
        "urgence_raison": RaisonUrgence.DECES,
    } | fields
    return SaisineFactory(ecole=ecole, auteur=author, **fields)


def address(saisine):
    return f"/saisines/{saisine.pk}/urgence/clore/"


def test_death_does_not_close_without_a_line_about_it(ecole, direction, coordination):
    saisine = urgent(ecole, direction)

    with pytest.raises(TransitionRefusedError, match="une ligne suffit"):
        apply_transition(saisine, "clore", by=fresh(coordination), motif="Apaisé")
    with pytest.raises(TransitionRefusedError, match="une ligne suffit"):
        clore_urgence(saisine, by=fresh(coordination), motif="Apaisé", passe="  ")

    saisine.refresh_from_db()
    assert saisine.etat == Etat.PRISE_EN_CHARGE
    assert not Retrospective.objects.exists()


@pytest.mark.parametrize("field", ["passe", "aide", "changer"])
def test_one_line_closes_it(ecole, direction, coordination, field):
    saisine = urgent(ecole, direction)

    retour = clore_urgence(saisine, by=fresh(coordination), motif="Apaisé", **{field: " Appelés à midi. "})

    saisine.refresh_from_db()
    assert (saisine.etat, saisine.retrospective_le is None) == (Etat.CLOSE, False)
    assert getattr(retour, field) == "Appelés à midi."
    assert saisine.evenements.get(nom="clore").texte == "Apaisé"


def test_less_pressing_case_closes_with_or_without_it(ecole, direction, coordination):
    first, second = (urgent(ecole, direction, urgence=Urgence.HAUTE) for _ in range(2))

    clore_urgence(first, by=fresh(coordination), motif="Apaisé")
    clore_urgence(second, by=fresh(coordination), motif="Apaisé", aide="Le médecin était là.")

    assert [retour.saisine for retour in Retrospective.objects.all()] == [second]


def test_alert_given_again_asks_for_another_line(ecole, direction, coordination):
    saisine = urgent(ecole, direction)
    clore_urgence(saisine, by=fresh(coordination), motif="Apaisé", passe="Bien")
    apply_transition(saisine, "redemander", by=fresh(direction), motif="Cela recommence")
    apply_transition(saisine, "prendre_en_charge", by=fresh(coordination), responsable=coordination)

    with pytest.raises(TransitionRefusedError, match="une ligne suffit"):
        apply_transition(saisine, "clore", by=fresh(coordination), motif="Apaisé")
    clore_urgence(saisine, by=fresh(coordination), motif="Apaisé", passe="Mieux")

    assert [row.passe for row in saisine.retrospectives.all()] == ["Bien", "Mieux"]


@pytest.mark.parametrize("who", [secretaire, membre])
def test_whoever_does_not_pilot_closes_nothing(ecole, direction, who):
    saisine = urgent(ecole, direction)

    with pytest.raises(PermissionDenied):
        clore_urgence(saisine, by=who(ecole.pole), motif="Apaisé", passe="Rien")
    with pytest.raises(PermissionDenied):
        clore_urgence(saisine, by=fresh(direction), motif="Apaisé", passe="Rien")
    assert not Retrospective.objects.exists()


def test_page_of_the_case_leads_to_it_and_it_closes_in_one_post(ecole, direction, coordination):
    saisine = urgent(ecole, direction)
    client = signed_in(coordination)

    assert address(saisine) in page(client.get(f"/saisines/{saisine.pk}/"))
    form = page(client.get(address(saisine)))
    response = client.post(address(saisine), {"motif": "Apaisé", "changer": "Un numéro de plus"}, follow=True)

    assert "jamais l’école" in form
    assert "La saisine a été close" in page(response)
    assert Saisine.objects.get(pk=saisine.pk).etat == Etat.CLOSE


def test_empty_form_keeps_what_was_typed_and_says_what_is_missing(ecole, direction, coordination):
    saisine = urgent(ecole, direction)

    html = page(signed_in(coordination).post(address(saisine), {"motif": "Les mots déjà tapés"}))

    assert "une ligne suffit" in html
    assert "Les mots déjà tapés" in html


def test_ordinary_case_closes_as_before(ecole, direction, coordination):
    saisine = SaisineFactory(ecole=ecole, auteur=direction, etat=Etat.PRISE_EN_CHARGE)

    html = page(signed_in(coordination).get(f"/saisines/{saisine.pk}/"))

    assert "transition/clore/" in html
    assert address(saisine) not in html


def test_pole_reads_what_it_learned_and_the_school_never(ecole, direction, coordination):
    """The direction, the teacher who wrote it and the secretariat read that it is closed, and why."""
    author, psy = enseignante(ecole), membre(ecole.pole)
    saisine = urgent(ecole, author)
    solliciter(saisine, by=fresh(coordination), personne=psy, mission="Voir", echeance=ecole.pole.today())
    clore_urgence(
        saisine, by=fresh(coordination), motif="Apaisé", passe="Zyglobax", aide="Quorvine", changer="Brimolux"
    )

    for person in (coordination, inspectrice(ecole.pole), psy):
        html = page(signed_in(person).get(f"/saisines/{saisine.pk}/"))
        assert [word for word in (RETOUR, "Zyglobax", "Quorvine", "Brimolux") if word not in html] == []
    for person in (direction, author, secretaire(ecole.pole)):
        html = page(signed_in(person).get(f"/saisines/{saisine.pk}/"))
        assert [word for word in (RETOUR, "Zyglobax", "Quorvine", "Brimolux") if word in html] == []


def test_author_of_kind_e_and_the_office_do_not_read_what_the_chosen_reader_learned(ecole, coordination):
    author, reader = enseignante(ecole), membre(ecole.pole)
    saisine = urgent(ecole, author, nature=Nature.ENSEIGNANT, eleve=None)
    Lecteur.objects.create(saisine=saisine, personne=reader)
    open_to_chosen(saisine)

    clore_urgence(saisine, by=fresh(reader), motif="Apaisé", passe="Zyglobax")

    assert "Zyglobax" in page(signed_in(reader).get(f"/saisines/{saisine.pk}/"))
    assert "Zyglobax" not in page(signed_in(author).get(f"/saisines/{saisine.pk}/"))
    assert signed_in(coordination).get(f"/saisines/{saisine.pk}/").status_code == 404
    assert signed_in(coordination).post(address(saisine), {"motif": "x"}).status_code == 404
