"""« Regards croisés »: what a convened person writes of a case before the meeting, and who reads it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cellules.models import AudienceRegard, Regard, ReponseConvocation, Reunion
from cellules.services import convocations
from cellules.services.annee import annuler
from cellules.services.regards import RegardPerime, RegardRefuse, ecrire_regard
from cellules.services.reponses import repondre
from saisines.enums import Origine
from saisines.models import NoteDePartage
from saisines.services import acces
from saisines.services.deports import deporter
from tests.factories.cellules import SeanceFactory
from tests.factories.pole import (
    AffectationFactory,
    MetierFactory,
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
from tests.factories.saisines import SollicitationFactory

CONDUITE, MEMBRES, TOUS = AudienceRegard.CONDUITE, AudienceRegard.MEMBRES, AudienceRegard.TOUS


def write(scene, personne, audience=MEMBRES, *, version=0, observe="Il lit mieux à voix haute.", propose=""):
    return ecrire_regard(
        scene.inscription(scene.premiere),
        by=fresh(personne),
        observe=observe,
        propose=propose,
        audience=audience,
        version=version,
    )


def readings(personne):
    return set(Regard.objects.visible_to(fresh(personne)))


@pytest.fixture
def conseillere(scene):
    """A member who keeps no secret."""
    return membre(
        scene.pole, metier=MetierFactory(pole=scene.pole, code="cpc", nom="Conseillère pédagogique")
    )


@pytest.fixture
def invitee(scene):
    """A partner, and the note without which they are not invited."""
    NoteDePartage.objects.create(
        saisine=scene.premiere,
        texte="Une note.",
        ecrite_par=scene.pilote,
        ecrite_le=timezone.now(),
        relue_par=scene.pilote,
        relue_le=timezone.now(),
    )
    return partenaire(scene.pole)


@pytest.fixture
def table(scene, conseillere, invitee):
    """Around the table for the first case; the doctor for the other one."""
    for one in (scene.psy, conseillere, invitee, scene.direction):
        scene.convene(one, scene.premiere)
    scene.convene(scene.medecin, scene.seconde)
    scene.send()
    return scene


def everybody(scene, conseillere, invitee):
    return {
        "coordination": scene.pilote,
        "IEN": inspectrice(scene.pole),
        "secrétariat": secretaire(scene.pole),
        "psychologue": scene.psy,
        "conseillère": conseillere,
        "autre membre": scene.medecin,
        "partenaire": invitee,
        "autre partenaire": partenaire(scene.pole),
        "direction": scene.direction,
        "enseignante": enseignante(scene.ecole),
        "direction voisine": scene.direction_voisine,
        "coordination d’ailleurs": coordinatrice(PoleFactory()),
    }


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        (CONDUITE, {"coordination", "IEN", "conseillère"}),
        (MEMBRES, {"coordination", "IEN", "conseillère", "psychologue"}),
        (TOUS, {"coordination", "IEN", "conseillère", "psychologue", "partenaire"}),
    ],
)
def test_s0_14_audience_says_who_reads_and_the_school_never_does(
    table, conseillere, invitee, audience, readers
):
    people = everybody(table, conseillere, invitee)

    regard = write(table, conseillere, audience)

    assert {name for name, one in people.items() if regard in readings(one)} == readers


def test_regard_of_the_other_case_is_read_by_nobody_of_this_one(table, conseillere, invitee):
    for audience in AudienceRegard:
        Regard.objects.all().delete()
        regard = ecrire_regard(
            table.inscription(table.seconde),
            by=fresh(table.pilote),
            observe="Autre situation.",
            propose="",
            audience=audience,
            version=0,
        )

        assert regard not in readings(conseillere) | readings(invitee) | readings(table.psy)


def test_whoever_is_kept_away_reads_none_even_by_their_school_or_by_conducting(table, conseillere):
    both = inspectrice(table.pole)
    AffectationFactory(personne=both, pole=table.pole, ecole=table.ecole, fonction="directeur")
    regard = write(table, conseillere)
    assert regard in readings(both)

    deporter(table.premiere, by=fresh(table.pilote), personne=both, raison="Conflit d’intérêts.")

    assert regard not in readings(both)
    with pytest.raises(PermissionDenied):
        write(table, both)


def test_member_who_also_directs_the_school_of_the_case_reads_no_regard(scene, conseillere):
    both = membre(scene.pole)
    AffectationFactory(personne=both, pole=scene.pole, ecole=scene.ecole, fonction="directeur")
    for one in (both, conseillere):
        scene.convene(one, scene.premiere)
    scene.send()

    regard = write(scene, conseillere)

    assert scene.premiere in scene.reads(both)
    assert regard not in readings(both)
    with pytest.raises(PermissionDenied):
        write(scene, both)


def test_mission_on_the_case_does_not_open_its_regards(table, conseillere):
    other = membre(table.pole)
    SollicitationFactory(saisine=table.premiere, personne=other)
    acces.grant(
        table.premiere,
        other,
        origine=Origine.SOLLICITATION,
        origine_id=uuid4(),
        debut=timezone.now() - timedelta(hours=1),
        fin=timezone.now() + timedelta(days=3),
    )
    regard = write(table, conseillere)

    assert table.premiere in table.reads(other)
    assert regard not in readings(other)
    with pytest.raises(PermissionDenied):
        write(table, other)


def test_author_changes_their_own_and_the_version_moves(table, conseillere):
    first = write(table, conseillere)

    changed = write(table, conseillere, CONDUITE, version=first.version, observe="Il lit seul.")

    assert changed.pk == first.pk
    assert (changed.observe, changed.audience, changed.version) == ("Il lit seul.", CONDUITE, 2)


def test_two_screens_keep_both_texts_and_a_double_click_writes_once(table, conseillere):
    first = write(table, conseillere)
    assert write(table, conseillere).version == first.version

    write(table, conseillere, version=1, observe="Écran un.")
    with pytest.raises(RegardPerime) as conflict:
        write(table, conseillere, version=1, observe="Écran deux.")

    assert conflict.value.regard.observe == "Écran un."
    assert Regard.objects.get().observe == "Écran un."


@pytest.mark.parametrize("code", ["psy_en", "medecin_en", "infirmier_en", "ctss", "as"])
def test_those_who_keep_a_secret_share_nothing_with_partners(scene, code):
    one = membre(scene.pole, metier=MetierFactory(pole=scene.pole, code=code))
    scene.convene(one, scene.premiere)
    scene.send()

    with pytest.raises(RegardRefuse):
        write(scene, one, TOUS)

    assert write(scene, one, MEMBRES).audience == MEMBRES


@pytest.mark.parametrize("codes", [("psy_en", "cpc"), ("cpc", "psy_en")])
def test_member_with_two_metiers_writes_as_the_one_that_keeps_a_secret(scene, codes):
    one = membre(scene.pole, metier=MetierFactory(pole=scene.pole, code=codes[0], nom=codes[0].upper()))
    other = MetierFactory(pole=scene.pole, code=codes[1], nom=codes[1].upper())
    AffectationFactory(personne=one, pole=scene.pole, metier=other)
    scene.convene(one, scene.premiere)
    scene.send()

    with pytest.raises(RegardRefuse):
        write(scene, one, TOUS)

    assert write(scene, one, MEMBRES).fonction == "PSY_EN"


def test_partner_writes_to_those_who_conduct_and_signs_as_a_partner(table, conseillere, invitee):
    for audience in (MEMBRES, TOUS):
        with pytest.raises(RegardRefuse):
            write(table, invitee, audience)

    regard = write(table, invitee, CONDUITE)

    assert regard.fonction.startswith("partenaire")
    assert regard in readings(table.pilote)
    assert regard not in readings(conseillere)


def test_regard_says_something_and_is_signed_with_the_function_of_that_day(table, conseillere):
    with pytest.raises(RegardRefuse):
        write(table, conseillere, observe=" ", propose="")

    assert write(table, conseillere).fonction == "conseillère pédagogique"


def _withdraw(scene, personne):
    row = scene.letter(personne).convies.get()
    convocations.retirer(row, by=fresh(scene.pilote))


def _excuse(scene, personne):
    repondre(scene.letter(personne), by=fresh(personne), reponse=ReponseConvocation.EXCUSE)


def _leave(scene, personne):
    personne.affectations.update(fin=timezone.now())


def _cancel(scene, personne):
    annuler(scene.reunion, by=fresh(scene.pilote))


def _lapse(scene, personne):
    personne.acces_motifs.update(debut=timezone.now() - timedelta(days=9), fin=timezone.now())


@pytest.mark.parametrize("ending", [_withdraw, _excuse, _leave, _cancel, _lapse])
def test_right_that_ends_closes_reading_and_writing_at_once(table, conseillere, ending):
    inscription, other = table.inscription(table.premiere), write(table, table.psy)
    assert other in readings(conseillere)

    ending(table, conseillere)

    assert other not in readings(conseillere)
    with pytest.raises(PermissionDenied):
        ecrire_regard(
            inscription, by=fresh(conseillere), observe="Trop tard.", propose="", audience=MEMBRES, version=0
        )


def test_written_opinion_keeps_the_right_to_write(table, conseillere):
    repondre(table.letter(conseillere), by=fresh(conseillere), reponse=ReponseConvocation.AVIS)

    assert write(table, conseillere).pk


def test_closed_seance_is_read_and_written_no_more(table, conseillere):
    regard = write(table, conseillere)
    SeanceFactory(reunion=table.reunion, ouverte_par=table.pilote, close=True)

    for one in (conseillere, table.pilote):
        with pytest.raises(RegardRefuse):
            write(table, one, version=1, observe="Après coup.")

    assert regard in readings(table.psy)


def test_meeting_past_and_its_access_over_close_writing_to_those_who_conduct_too(table):
    long_ago = table.pole.today() - timedelta(days=table.pole.acces_jours + 1)
    Reunion.objects.filter(pk=table.reunion.pk).update(date=long_ago, date_limite=long_ago)

    with pytest.raises(RegardRefuse):
        write(table, table.pilote)


@pytest.mark.parametrize("who", ["secretariat", "direction", "inconnue"])
def test_nobody_else_writes(table, who):
    people = {
        "secretariat": secretaire(table.pole),
        "direction": directrice(table.ecole),
        "inconnue": membre(table.pole),
    }

    with pytest.raises(PermissionDenied):
        write(table, people[who])
