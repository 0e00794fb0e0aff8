"""An agreement that lacks is said, and never in the way (§5.3)."""

import re

import pytest

from pole.models import Envoi
from saisines.enums import EtatAccord, TypeAccord
from saisines.services.accords import ReponseParents
from tests.clients import page, signed_in
from tests.saisines.accords.scene import ASKED, call_upon, day, noter, of_metier, signed, url

pytestmark = pytest.mark.django_db


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
