"""Written agreements of the parents: each apart, noted late, read by those who may (§5.3)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from partenaires.models import Secteur, Structure
from pole.enums import Nature
from pole.models import Entree, Envoi
from saisines.enums import Etat, EtatAccord, TypeAccord
from saisines.models import Accord, Evenement
from saisines.services.accords import ReponseParents
from saisines.workflow import TransitionRefusedError
from tests.clients import page, signed_in
from tests.factories.pole import PoleFactory
from tests.factories.saisines import SaisineFactory
from tests.saisines.accords.scene import day, noter, signed, url

pytestmark = pytest.mark.django_db


def test_school_notes_after_the_sending_what_came_back_late(directeur, saisine):
    data = {
        "etat": "signe",
        "le": day(-1).isoformat(),
        "signataire": "les_deux",
        "vu": "on",
        "precision": "Une fois",
    }
    answer = signed_in(directeur).post(url(saisine, "accord_noter", "psychologue"), data, follow=True)

    accord = saisine.accords.get()
    assert (accord.etat, accord.signe_le, accord.signataire) == ("signe", day(-1), "les_deux")
    assert (accord.vu_par, accord.vu_fonction) == (directeur, "direction de l’école")
    assert accord.precision == "Une fois"
    assert "feuille vue (direction de l’école)" in page(answer)


def test_note_writes_one_line_of_history_that_the_school_reads(directeur, saisine):
    noter(saisine, directeur, reponse=signed())

    event = Evenement.objects.get(nom="accord")
    assert (event.audience, event.auteur) == ("ecole", directeur)
    assert event.texte == "Rencontre avec la ou le psychologue\u00a0: Signé"


def test_same_note_twice_in_a_row_is_one(directeur, saisine):
    twice = [noter(saisine, directeur, TypeAccord.PARTAGE, partenaire="CMP") for _ in range(2)]

    assert twice[0] == twice[1]
    assert saisine.accords.count() == 1


def test_each_partner_has_its_own_agreement_and_an_intervention_has_one(directeur, saisine):
    noter(saisine, directeur, TypeAccord.PARTAGE, partenaire="CMP")
    noter(saisine, directeur, TypeAccord.PARTAGE, partenaire="SESSAD")
    noter(saisine, directeur)
    Accord.objects.update(created_at=timezone.now() - timedelta(hours=1))

    with pytest.raises(TransitionRefusedError, match="par quelqu’un d’autre"):
        noter(saisine, directeur)

    assert saisine.accords.count() == 3


def test_second_note_of_an_intervention_opens_the_first(directeur, saisine):
    accord = noter(saisine, directeur)

    answer = signed_in(directeur).get(url(saisine, "accord_noter", "psychologue"))

    assert answer.url == url(saisine, "accord", accord.pk)


def test_partner_of_the_directory_keeps_the_name_that_the_parents_read(directeur, saisine):
    structure = Structure.objects.create(pole=saisine.pole, nom="CMP des Tilleuls", secteur=Secteur.SANTE)
    client = signed_in(directeur)

    client.post(url(saisine, "accord_noter", "partage"), {"partenaire": str(structure.pk), "etat": "demande"})
    structure.nom = "CMP du Lac"
    structure.save()

    accord = saisine.accords.get()
    assert (accord.structure, accord.partenaire) == (structure, "CMP des Tilleuls")
    assert "CMP des Tilleuls" in page(client.get(url(saisine, "documents")))


def test_partner_of_another_pole_is_not_one(directeur, saisine):
    elsewhere = Structure.objects.create(pole=PoleFactory(), nom="Ailleurs", secteur=Secteur.SANTE)

    answer = signed_in(directeur).post(
        url(saisine, "accord_noter", "partage"), {"partenaire": str(elsewhere.pk), "etat": "demande"}
    )

    assert "n’est pas" in page(answer) or "valide" in page(answer)
    with pytest.raises(TransitionRefusedError):
        noter(saisine, directeur, TypeAccord.PARTAGE, structure=elsewhere)
    assert not saisine.accords.exists()


def test_partner_without_a_name_and_unknown_kind_are_refused(directeur, saisine):
    answer = signed_in(directeur).post(
        url(saisine, "accord_noter", "partage"), {"partenaire": "autre", "etat": "demande"}
    )

    assert "Dites avec quel partenaire" in page(answer)
    assert signed_in(directeur).get(url(saisine, "accord_noter", "autre")).status_code == 404
    with pytest.raises(TransitionRefusedError):
        noter(saisine, directeur, TypeAccord.EMAS, partenaire="CMP")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"etat": "signe", "signataire": "parent_1"}, "Indiquez la date"),
        ({"etat": "signe", "le": "hier"}, "date"),
        ({"etat": "signe", "le": -1}, "Dites qui a signé"),
        ({"etat": "signe", "le": 3, "signataire": "parent_1"}, "ne peut pas être à venir"),
        ({"etat": "refuse"}, "Indiquez la date"),
        ({"etat": "retire", "le": -1}, "Sélectionnez un choix valide"),
        ({"etat": "vendu", "le": -1}, "Sélectionnez un choix valide"),
        ({}, "Choisissez une réponse"),
    ],
)
def test_incomplete_note_comes_back_with_what_to_add(directeur, saisine, data, message):
    if isinstance(data.get("le"), int):
        data = data | {"le": day(data["le"]).isoformat()}

    answer = signed_in(directeur).post(url(saisine, "accord_noter", "pre"), data | {"precision": "MotGarde"})

    assert message in page(answer)
    assert "MotGarde" in page(answer)
    assert not saisine.accords.exists()


# Who


def test_who_reads_the_case_without_writing_for_the_parents_may_not_note(people, saisine):
    for who in ("secretariat", "convie"):
        for address in (url(saisine, "accord_noter", "pre"),):
            client = signed_in(people[who])
            assert {client.get(address).status_code, client.post(address).status_code} == {403}


def test_stranger_learns_nothing(strangers, directeur, saisine):
    accord = noter(saisine, directeur)
    for personne in strangers.values():
        client = signed_in(personne)
        for address in (url(saisine, "accord_noter", "pre"), url(saisine, "accord", accord.pk)):
            assert {client.get(address).status_code, client.post(address).status_code} == {404}


def test_agreement_of_another_case_is_404(directeur, saisine):
    other = SaisineFactory(ecole=saisine.ecole, auteur=directeur)
    accord = noter(other, directeur)

    assert signed_in(directeur).get(url(saisine, "accord", accord.pk)).status_code == 404


@pytest.mark.parametrize("nature", [Nature.GROUPE, Nature.CRISE, Nature.ENSEIGNANT])
def test_case_about_no_pupil_asks_nothing_of_parents(directeur, ecole, nature):
    saisine = SaisineFactory(ecole=ecole, auteur=directeur, nature=nature, eleve=None)

    assert signed_in(directeur).get(url(saisine, "accord_noter", "pre")).status_code == 404
    if nature != Nature.ENSEIGNANT:
        with pytest.raises(TransitionRefusedError, match="ne concerne pas un élève"):
            noter(saisine, directeur)


def test_agreement_is_noted_while_the_saisine_is_a_draft_and_tells_nobody(directeur, ecole):
    draft = SaisineFactory(ecole=ecole, auteur=directeur, etat=Etat.BROUILLON)

    noter(draft, directeur, reponse=ReponseParents(etat=EtatAccord.REFUSE, le=day()))

    assert draft.accords.count() == 1
    assert not Envoi.objects.filter(gabarit="saisines/accord").exists()


def test_page_of_an_agreement_is_journaled(directeur, saisine):
    accord = noter(saisine, directeur)

    signed_in(directeur).get(url(saisine, "accord", accord.pk))

    assert Entree.objects.filter(objet_id=saisine.pk, personne=directeur).exists()
