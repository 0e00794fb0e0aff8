"""What each relation reads, and that nothing else comes out."""

import itertools

import pytest

from saisines.enums import Relation
from saisines.models import ContactFamille, Essai, Plan, Saisine
from saisines.natures import Rangement, TypeChamp, description
from saisines.projection import ANONYME, in_words, projection, shows_identity
from saisines.recit import Recit
from tests.factories.pole import MotifFactory
from tests.factories.saisines import EleveFactory, EtapeFactory, SaisineFactory

pytestmark = pytest.mark.django_db

EFFET = "CanariEffetEnseignant"


def canary(code):
    return f"Canari{code.title().replace('_', '')}"


@pytest.fixture
def saisine():
    """A saisine where every text of the description holds its own canary."""
    saisine = SaisineFactory(eleve__nom="CanariNom", eleve__prenom="CanariPrenom", niveau="cm1")
    saisine.motifs.add(MotifFactory(pole=saisine.pole, nom="CanariMotif"))
    for etape in description("P").etapes:
        contenu = {
            champ.code: [canary(champ.code)] if champ.is_multiple else canary(champ.code)
            for champ in etape.champs
            if champ.rangement == Rangement.ETAPE
        }
        contenu |= {
            table.code: [{colonne.code: canary(colonne.code) for colonne in table.colonnes}]
            for table in etape.tables
            if not table.modele
        }
        if "effet_ien" in contenu:
            contenu["effet_ien"] = ["ien"]
        if contenu:
            EtapeFactory(saisine=saisine, code=etape.code, contenu=contenu)
    Essai.objects.create(saisine=saisine, type="apc", effet="non", quand="depuis octobre", par="CanariPar")
    ContactFamille.objects.create(saisine=saisine, forme="ecrit", retenu="CanariRetenu")
    Plan.objects.create(saisine=saisine, type="pap", depuis="CanariDepuis")
    return Saisine.objects.get(pk=saisine.pk)


def words(saisine, *relations, **kwargs):
    sections = projection(saisine, relations, **kwargs)
    lines = [ligne for section in sections for ligne in section.lignes]
    lines += [
        cell for section in sections for tableau in section.tableaux for row in tableau.lignes for cell in row
    ]
    return "\n".join(f"{libelle} = {valeur}" for libelle, valeur in lines)


@pytest.mark.parametrize("relation", Relation)
def test_each_relation_reads_exactly_the_fields_that_name_it(saisine, relation):
    text = words(saisine, relation)

    expected, forbidden = set(), set()
    for etape in description("P").etapes:
        for champ in etape.champs:
            if champ.rangement == Rangement.ETAPE and champ.is_texte:
                (expected if relation in champ.lecteurs else forbidden).add(canary(champ.code))
    assert {one for one in expected if one not in text} == set()
    assert {one for one in forbidden if one in text} == set()


def test_no_relation_reads_nothing(saisine):
    assert projection(saisine, ()) == []
    assert projection(saisine, {Relation.PARTENAIRE}) == []


def test_secretariat_reads_no_narrative_and_no_name(saisine):
    sections = projection(saisine, {Relation.SECRETARIAT})

    assert [ligne for section in sections for ligne in section.lignes] == [
        ("Niveau", "CM1"),
        ("Motifs", "CanariMotif"),
        ("Urgence", "CanariUrgenceMotif"),
    ]
    assert [section.tableaux for section in sections] == [(), (), ()]


def test_effect_on_the_teacher_stays_with_its_author_and_the_pilots(saisine):
    """S3-11, S4-10, S4-11: the direction that rereads does not read it; the author who directs does."""
    readers = {relation for relation in Relation if EFFET in words(saisine, relation)}

    assert readers == {Relation.AUTEUR, Relation.SIGNATAIRE, Relation.COORDONNATEUR, Relation.IEN}
    assert EFFET in words(saisine, Relation.DIRECTION, Relation.AUTEUR)


@pytest.mark.parametrize("choisi", [[], [""], ["autre"]])
def test_ien_reads_the_effect_on_the_teacher_only_if_its_author_chose_so(saisine, choisi):
    """S4-11; the IEN evaluates teachers: nothing said is a no."""
    etape = saisine.etapes.get(code="preoccupation")
    etape.contenu = etape.contenu | {"effet_ien": choisi}
    etape.save()
    told = Saisine.objects.get(pk=saisine.pk)

    readers = {relation for relation in Relation if EFFET in words(told, relation)}

    assert readers == {Relation.AUTEUR, Relation.SIGNATAIRE, Relation.COORDONNATEUR}
    assert EFFET in words(told, Relation.IEN, Relation.COORDONNATEUR)


@pytest.mark.parametrize(
    ("relation", "click", "shown"),
    [
        (Relation.DIRECTION, False, True),
        (Relation.AUTEUR, False, True),
        (Relation.COORDONNATEUR, False, True),
        (Relation.IEN, False, True),
        (Relation.CONVIE, False, False),
        (Relation.CONVIE, True, True),
        (Relation.SECRETARIAT, True, False),
        (Relation.PARTENAIRE, True, False),
    ],
)
def test_name_of_the_pupil_is_shown_to_those_who_may_or_after_the_click(saisine, relation, click, shown):
    text = words(saisine, relation, identite=click)

    assert ("CanariNom" in text) is shown
    assert ("CanariPrenom" in text) is shown
    assert shows_identity({relation}, identite=click) is shown


def test_names_become_the_pupil_inside_narratives_until_the_click():
    """Best effort: accents, case and the full name in one."""
    saisine = SaisineFactory(eleve=EleveFactory(nom="Dupré de La Tour", prenom="Zoé"))
    question = "Zoé DUPRE crie. ZOE sort de la classe. La tour est loin."
    EtapeFactory(saisine=saisine, code="preoccupation", contenu={"question": question})

    (section,) = [one for one in projection(saisine, {Relation.CONVIE}) if one.code == "preoccupation"]

    assert section.lignes[0].valeur == (f"L’élève crie. L’élève sort de la classe. La {ANONYME} est loin.")


def test_sections_follow_the_form_and_leave_out_what_is_empty():
    saisine = SaisineFactory(niveau="gs", eleve__naissance="2020-03-01")
    EtapeFactory(saisine=saisine, code="famille", contenu={"parents_informes": "oui"})

    sections = projection(saisine, {Relation.COORDONNATEUR})

    assert [section.code for section in sections] == ["qui", "famille"]
    assert [ligne.libelle for ligne in sections[0].lignes] == [
        "Prénom",
        "Nom",
        "Date de naissance",
        "Niveau",
    ]
    assert sections[0].lignes[2].valeur == "1er mars 2020"
    assert sections[1].lignes == (("Parents informés", "Oui, les parents sont informés"),)


def test_lines_are_read_with_the_words_of_their_lists(saisine):
    """S1-08, S3-10: what was tried, when, and its effect."""
    section = next(one for one in projection(saisine, {Relation.IEN}) if one.code == "essais")
    essais = next(tableau for tableau in section.tableaux if tableau.ligne == "Essai")

    assert essais.lignes == (
        (
            ("Quoi", "Activités pédagogiques complémentaires (APC)"),
            ("Quand", "depuis octobre"),
            ("Quel effet", "N’a pas aidé"),
            ("Avec qui", "CanariPar"),
        ),
    )


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("2018-03-01", "1er mars 2018"),
        ("2018-11-21", "21 novembre 2018"),
        ("depuis octobre", "depuis octobre"),
    ],
)
def test_date_is_read_in_words_and_free_text_stays(stored, shown):
    assert in_words(stored) == shown


def test_projection_of_a_case_already_read_costs_no_query(saisine, django_assert_num_queries):
    recit = Recit(saisine)

    with django_assert_num_queries(0):
        for relations in itertools.combinations(Relation, 2):
            projection(saisine, relations, recit=recit)


def test_every_type_of_field_has_a_way_to_be_read(saisine):
    recit = Recit(saisine)
    types = {champ.type for etape in recit.description.etapes for champ in etape.champs}

    assert types == set(TypeChamp)
    assert projection(saisine, {Relation.COORDONNATEUR}, recit=recit)
