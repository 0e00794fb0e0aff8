"""What becomes of an agreement: signed, withdrawn, refused, signed later; nothing is overwritten."""

import pytest
from django.db import IntegrityError, transaction

from saisines.enums import EtatAccord, Signataire
from saisines.models import Accord, Evenement
from saisines.services import accords
from saisines.services.accords import ReponseParents
from saisines.workflow import TransitionRefusedError
from tests.clients import page, signed_in
from tests.saisines.accords.scene import day, noter, signed, url

pytestmark = pytest.mark.django_db


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
