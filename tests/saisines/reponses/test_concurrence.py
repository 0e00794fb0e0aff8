"""Two at once: an answer leaves once, a check is made once, neither text of a draft is lost."""

import pytest

from cellules.models import Inscription
from cellules.services.inscriptions import check_inscriptions
from saisines.enums import Accueil, EffetDuPoint, Etat
from saisines.models import PointEtape, ProjetDeReponse, Reponse, Saisine
from saisines.services import projets
from saisines.services.accueil import accueillir
from saisines.services.points import faire_le_point
from saisines.services.projets import ProjetDevanceError
from saisines.workflow import TransitionRefusedError
from tests.factories.cellules import ReunionFactory
from tests.factories.pole import EcoleFactory, coordinatrice, directrice, enseignante, fresh
from tests.factories.saisines import SaisineFactory
from tests.paralleles import at_once
from tests.saisines.reponses.scene import PISTE, answered, begun, day, reread

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ecole():
    return EcoleFactory()


@pytest.fixture
def saisine(ecole):
    return SaisineFactory(ecole=ecole, auteur=enseignante(ecole), redacteur="enseignant", etat=Etat.ETUDIEE)


@pytest.fixture
def pilotes(ecole):
    return [coordinatrice(ecole.pole), coordinatrice(ecole.pole)]


def again(row):
    return type(row).objects.select_related("saisine__pole").get(pk=row.pk)


def refused(results):
    return [one for one in results if isinstance(one, TransitionRefusedError)]


def test_two_who_begin_find_one_draft(saisine, pilotes):
    first, second = at_once(
        *(lambda who=who: projets.commencer(Saisine.objects.get(), by=fresh(who)) for who in pilotes)
    )

    assert first == second == ProjetDeReponse.objects.get()


def test_two_who_write_keep_both_texts(saisine, pilotes):
    projet = begun(saisine, pilotes[0])

    def write(who):
        text = {"pistes": [PISTE], "comprehension": f"De {who.pk}"}
        return projets.ecrire(again(projet), by=fresh(who), version=1, **text)

    results = at_once(*(lambda who=who: write(who) for who in pilotes))

    kept = ProjetDeReponse.objects.get()
    crossed = [one for one in results if isinstance(one, ProjetDevanceError)]
    assert kept.version == 2
    assert [one.actuel.comprehension for one in crossed] == [kept.comprehension]


def test_two_who_send_send_once(saisine, pilotes):
    projet = reread(begun(saisine, pilotes[0]), pilotes[0])

    rows = [again(projet), again(projet)]

    def send(row, who):
        return projets.envoyer(row, by=fresh(who), version=projet.version)

    results = at_once(*(lambda pair=pair: send(*pair) for pair in zip(rows, pilotes, strict=True)))

    assert len(refused(results)) == 1
    assert Reponse.objects.count() == 1


@pytest.mark.parametrize("effet", [EffetDuPoint.NON, EffetDuPoint.TROP_TOT])
def test_two_of_the_school_make_one_check(saisine, pilotes, effet):
    direction = directrice(saisine.ecole)
    ReunionFactory(pole=saisine.pole, date=day(30), date_limite=day(20))
    reponse = answered(saisine, pilotes[0], point_le=day())

    def say(who):
        words = {"prevu_le": day(), "effet": effet, "prochain_le": day(9)}
        return faire_le_point(again(reponse), by=fresh(who), **words)

    results = at_once(*(lambda who=who: say(who) for who in (direction, saisine.auteur)))

    assert results[0] == results[1] == PointEtape.objects.get()
    assert Inscription.objects.count() == (effet == EffetDuPoint.NON)
    assert check_inscriptions() == []


def test_two_directors_say_one_thing(saisine, pilotes):
    reponse = answered(saisine, pilotes[0])
    people = [directrice(saisine.ecole), directrice(saisine.ecole)]

    def say(who, accueil):
        return accueillir(again(reponse), by=fresh(who), accueil=accueil)

    results = at_once(
        lambda: say(people[0], Accueil.SAISIT),
        lambda: say(people[1], Accueil.ADAPTE),
    )

    assert len(refused(results)) == 1
    assert Saisine.objects.get().evenements.filter(nom="suivre").count() == 1
