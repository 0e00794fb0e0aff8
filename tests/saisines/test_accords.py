"""Written agreements of the parents: each apart, noted late, said to be missing, never in the way (§5.3)."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from partenaires.models import Secteur, Structure
from pole.enums import Nature
from pole.models import Entree, Envoi
from saisines.enums import Etat, EtatAccord, Signataire, TypeAccord
from saisines.models import Accord, Evenement
from saisines.services import accords, suites
from saisines.services.accords import ReponseParents
from saisines.workflow import TransitionRefusedError
from tests.clients import page, signed_in
from tests.factories.pole import MetierFactory, PoleFactory, membre
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.django_db


def day(days=0):
    return timezone.localdate() + timedelta(days=days)


def signed(**fields):
    return ReponseParents(etat=EtatAccord.SIGNE, **{"le": day(-2), "signataire": "parent_1"} | fields)


ASKED = ReponseParents(etat=EtatAccord.DEMANDE)


def noter(saisine, by, type=TypeAccord.PSYCHOLOGUE, reponse=ASKED, **fields):
    return accords.noter(saisine, by=by, type=type, reponse=reponse, **fields)


def url(saisine, name="accord_noter", *args):
    return reverse(f"saisines:{name}", args=[saisine.pk, *args])


def of_metier(saisine, code):
    return membre(saisine.pole, metier=MetierFactory(pole=saisine.pole, code=code))


def call_upon(saisine, coordinateur, code):
    person = of_metier(saisine, code)
    suites.solliciter(saisine, by=coordinateur, personne=person, mission="Rencontrer", echeance=day(7))
    return person


# Noting


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


# What becomes of it


def test_agreement_is_signed_then_withdrawn_and_its_signature_stays_told(directeur, saisine):
    accord = noter(saisine, directeur)
    accord = accords.changer(accord, by=directeur, version=1, reponse=signed(vu=True))
    withdrawn = ReponseParents(etat=EtatAccord.RETIRE, le=day(), vu=True)
    accord = accords.changer(accord, by=directeur, version=2, reponse=withdrawn)

    assert (accord.etat, accord.signe_le, accord.le) == ("retire", day(-2), day())
    assert accord.signataire == Signataire.PARENT_1
    assert not accord.vaut
    assert Evenement.objects.filter(nom="accord").count() == 3


def test_agreement_is_not_withdrawn_before_it_is_signed(directeur, saisine):
    accord = noter(saisine, directeur, reponse=signed())

    with pytest.raises(TransitionRefusedError, match="avant le jour"):
        accords.changer(
            accord, by=directeur, version=1, reponse=ReponseParents(etat=EtatAccord.RETIRE, le=day(-5))
        )


def test_agreement_that_was_never_signed_is_not_withdrawn(directeur, saisine):
    accord = noter(saisine, directeur)

    with pytest.raises(TransitionRefusedError, match="n’était pas signé"):
        accords.changer(
            accord, by=directeur, version=1, reponse=ReponseParents(etat=EtatAccord.RETIRE, le=day())
        )


def test_parents_who_refused_may_sign_later(directeur, saisine):
    accord = noter(saisine, directeur, reponse=ReponseParents(etat=EtatAccord.REFUSE, le=day(-3)))

    accord = accords.changer(accord, by=directeur, version=1, reponse=signed())

    assert accord.vaut


def test_second_writer_is_told_and_overwrites_nothing(directeur, coordinateur, saisine):
    accord = noter(saisine, directeur)
    accords.changer(accord, by=coordinateur, version=1, reponse=signed(precision="MotPremier"))

    data = {"version": 1, "etat": "refuse", "le": day().isoformat(), "precision": "MotSecond"}
    answer = signed_in(directeur).post(url(saisine, "accord", accord.pk), data)

    assert "par quelqu’un d’autre" in page(answer)
    assert "MotSecond" in page(answer)
    accord.refresh_from_db()
    assert (accord.etat, accord.precision) == ("signe", "MotPremier")


def test_whoever_saw_the_sheet_first_stays_named(directeur, coordinateur, saisine):
    accord = noter(saisine, directeur, reponse=signed(vu=True))

    accord = accords.changer(
        accord, by=coordinateur, version=1, reponse=signed(vu=True, precision="Une fois")
    )

    assert accord.vu_par == directeur
    assert Evenement.objects.filter(nom="accord").count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"etat": "signe", "le": day(), "signe_le": day()},
        {"etat": "signe", "le": day(), "signataire": "parent_1"},
        {"etat": "refuse"},
        {"etat": "refuse", "le": day(), "signe_le": day(), "signataire": "parent_1"},
        {"etat": "retire", "le": day(-1), "signe_le": day(), "signataire": "parent_1"},
    ],
)
def test_database_refuses_an_agreement_that_contradicts_itself(directeur, saisine, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Accord.objects.create(saisine=saisine, type="pre", modifie_par=directeur, **fields)


def test_database_refuses_a_second_agreement_to_the_same_intervention(directeur, saisine):
    Accord.objects.create(saisine=saisine, type="pre", modifie_par=directeur)

    with pytest.raises(IntegrityError), transaction.atomic():
        Accord.objects.create(saisine=saisine, type="pre", modifie_par=directeur)


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


# Missing


@pytest.mark.parametrize(
    ("code", "manque"),
    [("psy_en", True), ("espe_r", True), ("espe_e", False), ("cpc", False), ("medecin_en", False)],
)
def test_coordinator_is_warned_before_entrusting_and_is_never_blocked(coordinateur, saisine, code, manque):
    """domaine.md §5.3: the psychologist and maître G need an agreement, maître E does not."""
    person = of_metier(saisine, code)
    client, address = signed_in(coordinateur), f"{saisine.get_absolute_url()}confier/"

    before = page(client.get(address))
    data = {
        "missions-TOTAL_FORMS": 1,
        "missions-INITIAL_FORMS": 0,
        "missions-0-personne": str(person.pk),
        "missions-0-mission": "Rencontrer",
        "missions-0-echeance": day(7).isoformat(),
    }
    after = page(client.post(address, data, follow=True))

    assert ("accord écrit des parents\u00a0: manque" in before) is manque
    assert ("L’accord écrit des parents manque" in after) is manque
    assert saisine.sollicitations.filter(personne=person).exists()


@pytest.mark.parametrize(
    ("reponse", "manque"),
    [
        (signed(), False),
        (ASKED, True),
        (ReponseParents(etat=EtatAccord.REFUSE, le=day()), True),
    ],
)
def test_case_says_what_is_missing_until_the_parents_sign(directeur, coordinateur, saisine, reponse, manque):
    person = call_upon(saisine, coordinateur, "psy_en")
    noter(saisine, directeur, reponse=reponse)

    for who in (directeur, coordinateur, person):
        shown = page(signed_in(who).get(saisine.get_absolute_url()))
        assert ("Accord écrit des parents\u00a0: manque" in shown) is manque


@pytest.mark.parametrize(
    ("attendu", "reponse", "badge"),
    [
        (False, None, None),
        (True, None, "Manque"),
        (False, ASKED, "Attendu"),
        (True, ASKED, "Manque"),
        (True, signed(), "Signé"),
        (False, ReponseParents(etat=EtatAccord.REFUSE, le=day()), "Refusé"),
        (True, ReponseParents(etat=EtatAccord.REFUSE, le=day()), "Manque"),
    ],
)
def test_page_says_missing_only_of_an_agreement_that_somebody_waits_for(
    directeur, coordinateur, saisine, attendu, reponse, badge
):
    if attendu:
        call_upon(saisine, coordinateur, "psy_en")
    if reponse:
        noter(saisine, directeur, reponse=reponse)

    shown = page(signed_in(directeur).get(url(saisine, "documents")))

    assert re.findall(r'class="etat etat--\w+">(\w+)<', shown) == ([badge] if badge else [])
    assert ("quelqu’un du pôle attend cet accord" in shown) is (badge == "Manque")


def test_withdrawal_is_offered_only_of_what_was_signed(directeur, saisine):
    asked = noter(saisine, directeur, TypeAccord.EMAS)
    given = noter(saisine, directeur, TypeAccord.PRE, signed())
    client = signed_in(directeur)

    offered = {
        address: "Retiré après signature" in page(client.get(address))
        for address in (
            url(saisine, "accord_noter", TypeAccord.PSYCHOLOGUE),
            url(saisine, "accord", asked.pk),
            url(saisine, "accord", given.pk),
        )
    }

    assert list(offered.values()) == [False, False, True]


def test_agreement_to_another_intervention_does_not_count(directeur, coordinateur, saisine):
    call_upon(saisine, coordinateur, "espe_r")
    noter(saisine, directeur, TypeAccord.PSYCHOLOGUE, signed())

    assert "Accord écrit des parents\u00a0: manque" in page(
        signed_in(directeur).get(saisine.get_absolute_url())
    )


def test_secretariat_does_not_read_what_is_missing(people, coordinateur, saisine):
    call_upon(saisine, coordinateur, "psy_en")

    assert "Accord écrit" not in page(signed_in(people["secretariat"]).get(saisine.get_absolute_url()))


def test_those_who_wait_are_told_by_a_mail_that_says_nothing_of_the_case(directeur, coordinateur, saisine):
    psychologue = call_upon(saisine, coordinateur, "psy_en")
    call_upon(saisine, coordinateur, "espe_r")

    noter(saisine, directeur, reponse=signed(precision="MotDesParents"))

    mails = Envoi.objects.filter(gabarit="saisines/accord")
    assert {mail.destinataire for mail in mails} == {psychologue, coordinateur}
    assert {frozenset(mail.contexte) for mail in mails} == {frozenset({"reference", "du", "pour_le"})}


@pytest.mark.parametrize("awaited", [True, False])
def test_page_says_that_people_are_told_only_when_some_are(awaited, directeur, coordinateur, saisine):
    if awaited:
        call_upon(saisine, coordinateur, "psy_en")
    data = {"etat": "signe", "le": day(-1).isoformat(), "signataire": "les_deux", "vu": "on"}

    answer = page(signed_in(directeur).post(url(saisine, "accord_noter", "psychologue"), data, follow=True))

    assert "C’est noté." in answer
    assert ("Les personnes qui attendaient cette réponse sont prévenues." in answer) is awaited


def test_coordination_is_told_of_a_refusal_that_nobody_waits_for(directeur, coordinateur, saisine):
    noter(saisine, directeur, TypeAccord.PRE, signed())
    assert not Envoi.objects.filter(gabarit="saisines/accord").exists()

    noter(saisine, directeur, TypeAccord.EMAS, ReponseParents(etat=EtatAccord.REFUSE, le=day()))

    assert Envoi.objects.get(gabarit="saisines/accord").destinataire == coordinateur
