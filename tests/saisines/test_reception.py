"""The paper bridge: entered by the coordination, the school's once sent, confirmed by its direction."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from pole.enums import Nature
from pole.models import Envoi
from saisines.a_faire import CONFIRMER, choses_des_saisines
from saisines.enums import AuteurVrai, Canal, Confirmation, Droit, Etat, Redacteur, Relation
from saisines.models import Acces, Evenement, Reception, Saisine
from saisines.relations import droits_of
from saisines.services.brouillon import save_step
from saisines.services.dossier import transmettre
from saisines.services.reception import corriger, repondre, saisir
from saisines.services.suites import solliciter
from saisines.services.workflow import apply_transition
from saisines.workflow import TransitionRefusedError
from tests.clients import page, signed_in
from tests.factories.cellules import ReunionFactory
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

pytestmark = pytest.mark.django_db


@pytest.fixture
def ecole():
    return EcoleFactory(nom="École des Tilleuls")


@pytest.fixture
def directrice_(ecole):
    return directrice(ecole)


@pytest.fixture
def coordo(ecole):
    return coordinatrice(ecole.pole)


@pytest.fixture
def auteure(ecole):
    return enseignante(ecole)


def today(ecole):
    return ecole.pole.today()


def facts(ecole, **changes):
    return {
        "ecole": ecole,
        "canal": Canal.TELEPHONE,
        "recue_le": today(ecole) - timedelta(days=3),
        "auteur": None,
        "auteur_fonction": AuteurVrai.ENSEIGNANT,
        "auteur_nom": "CanariAuteur",
    } | changes


def enter(ecole, by, *, nature=Nature.GROUPE, jeton=None, **changes):
    return saisir(
        by=fresh(by), pole=ecole.pole, jeton=jeton or uuid.uuid4(), nature=nature, **facts(ecole, **changes)
    )


def sent(ecole, by, **changes):
    return transmettre(enter(ecole, by, **changes), by=fresh(by))


def sees(personne, saisine) -> bool:
    return Saisine.objects.visible_to(fresh(personne)).filter(pk=saisine.pk).exists()


def test_entry_stays_with_the_coordination_until_it_is_sent(ecole, coordo, directrice_, auteure):
    colleague, ien, secretary = coordinatrice(ecole.pole), inspectrice(ecole.pole), secretaire(ecole.pole)
    saisine = enter(ecole, coordo, auteur=auteure)

    assert [sees(one, saisine) for one in (coordo, colleague)] == [True, True]
    assert not any(sees(one, saisine) for one in (directrice_, auteure, ien, secretary, membre(ecole.pole)))
    assert saisine.relations_to(fresh(colleague)) == {Relation.SIGNATAIRE}
    assert Droit.PILOTER not in droits_of(saisine.relations_to(fresh(coordo)))


def test_sent_it_is_the_schools_and_its_true_authors(ecole, coordo, directrice_, auteure):
    saisine = sent(ecole, coordo, auteur=auteure)

    assert saisine.auteur == auteure
    assert saisine.ecole == ecole
    assert saisine.relations_to(fresh(auteure)) == {Relation.AUTEUR}
    assert saisine.relations_to(fresh(directrice_)) == {Relation.DIRECTION}
    assert saisine.relations_to(fresh(coordo)) == {Relation.COORDONNATEUR}
    assert saisine.reception.auteur_fonction == AuteurVrai.ENSEIGNANT


def test_director_gets_a_link_and_the_author_a_receipt_without_a_word_of_the_case(
    ecole, coordo, directrice_, auteure
):
    saisine = sent(ecole, coordo, auteur=auteure)

    mails = {(mail.destinataire, mail.gabarit) for mail in Envoi.objects.all()}
    assert mails == {(directrice_, "saisines/a_confirmer"), (auteure, "saisines/accuse")}
    assert {mail.contexte["reference"] for mail in Envoi.objects.all()} == {saisine.reference}
    assert "CanariAuteur" not in str([mail.contexte for mail in Envoi.objects.all()])


def test_whoever_entered_it_for_a_person_without_account_gets_no_mail_of_the_school(
    ecole, coordo, directrice_
):
    saisine = sent(ecole, coordo)
    ien = inspectrice(ecole.pole)

    apply_transition(saisine, "prendre_en_charge", by=fresh(ien), responsable=ien)

    assert saisine.auteur == coordo
    told = Envoi.objects.filter(gabarit="saisines/prise_en_charge").values_list("destinataire", flat=True)
    assert list(told) == [directrice_.pk]


@pytest.mark.parametrize("role", [directrice, enseignante])
def test_school_does_not_enter_for_the_pole(ecole, role):
    with pytest.raises(PermissionDenied):
        enter(ecole, role(ecole))


@pytest.mark.parametrize("role", [inspectrice, secretaire, membre])
def test_only_the_coordination_enters(ecole, role):
    with pytest.raises(PermissionDenied):
        enter(ecole, role(ecole.pole))


def test_coordination_of_another_pole_does_not_enter_here(ecole):
    with pytest.raises(PermissionDenied):
        enter(ecole, coordinatrice(EcoleFactory().pole))


def test_school_of_another_pole_is_refused(ecole, coordo):
    elsewhere = EcoleFactory()

    with pytest.raises(PermissionDenied):
        saisir(by=coordo, pole=ecole.pole, jeton=uuid.uuid4(), nature="G", **facts(elsewhere))


def test_confidential_request_is_never_entered_for_somebody_else(ecole, coordo):
    with pytest.raises(PermissionDenied):
        enter(ecole, coordo, nature=Nature.ENSEIGNANT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Saisine.objects.create(
            pole=ecole.pole,
            ecole=ecole,
            auteur=coordo,
            annee=2026,
            nature=Nature.ENSEIGNANT,
            redacteur=Redacteur.BUREAU,
        )


def test_coordination_still_reads_no_confidential_draft(ecole, coordo, auteure):
    saisine = Saisine.objects.create(
        pole=ecole.pole, ecole=ecole, auteur=auteure, annee=2026, nature=Nature.ENSEIGNANT
    )

    assert not sees(coordo, saisine)
    assert saisine.relations_to(fresh(coordo)) == frozenset()


@pytest.mark.parametrize(("days", "words"), [(1, "à venir"), (-400, "plus d’un an")])
def test_date_is_in_the_past_year(ecole, coordo, days, words):
    with pytest.raises(TransitionRefusedError, match=words):
        enter(ecole, coordo, recue_le=today(ecole) + timedelta(days=days))


def test_database_refuses_a_reception_after_its_entry(ecole, coordo):
    saisine = enter(ecole, coordo)

    with pytest.raises(IntegrityError), transaction.atomic():
        Reception.objects.filter(saisine=saisine).update(recue_le=today(ecole) + timedelta(days=1))


def test_database_refuses_a_confirmation_by_nobody(ecole, coordo):
    saisine = enter(ecole, coordo)

    with pytest.raises(IntegrityError), transaction.atomic():
        Reception.objects.filter(saisine=saisine).update(confirmation=Confirmation.CONFIRMEE)


def test_author_works_in_that_school_or_has_a_name(ecole, coordo):
    with pytest.raises(TransitionRefusedError, match="ne travaille plus"):
        enter(ecole, coordo, auteur=enseignante(EcoleFactory(pole=ecole.pole)))
    with pytest.raises(TransitionRefusedError, match="qui vous a adressé"):
        enter(ecole, coordo, auteur_nom=" ")


def test_double_click_enters_once(ecole, coordo):
    jeton = uuid.uuid4()

    first, second = (enter(ecole, coordo, jeton=jeton) for _ in range(2))

    assert first == second
    assert Reception.objects.count() == 1


def test_received_in_time_it_keeps_its_meeting_however_late_it_is_entered(ecole, coordo):
    day = today(ecole)
    near = ReunionFactory(pole=ecole.pole, date=day + timedelta(days=4), date_limite=day - timedelta(days=2))
    far = ReunionFactory(
        pole=ecole.pole, periode=2, date=day + timedelta(days=40), date_limite=day + timedelta(days=34)
    )

    before = sent(ecole, coordo, recue_le=day - timedelta(days=3))
    after = sent(ecole, coordo, recue_le=day - timedelta(days=1))

    assert before.reunion_visee == near.pk
    assert after.reunion_visee == far.pk


def test_meeting_already_held_is_not_given(ecole, coordo):
    day = today(ecole)
    ReunionFactory(pole=ecole.pole, date=day - timedelta(days=1), date_limite=day - timedelta(days=7))
    far = ReunionFactory(
        pole=ecole.pole, periode=2, date=day + timedelta(days=40), date_limite=day + timedelta(days=34)
    )

    assert sent(ecole, coordo, recue_le=day - timedelta(days=9)).reunion_visee == far.pk


def test_direction_confirms_once(ecole, coordo, directrice_):
    saisine, other = sent(ecole, coordo), directrice(ecole)

    repondre(saisine, by=fresh(directrice_), reponse=Confirmation.CONFIRMEE)

    reception = Reception.objects.get()
    assert (reception.confirmation, reception.confirmee_par) == (Confirmation.CONFIRMEE, directrice_)
    assert Evenement.objects.get(nom="confirmer").fonction == "direction de l’école"
    assert Envoi.objects.get(gabarit="saisines/confirmee").destinataire == coordo
    with pytest.raises(TransitionRefusedError, match="déjà répondu"):
        repondre(saisine, by=fresh(other), reponse=Confirmation.RECUSEE, mot="Non")


def test_correction_says_what(ecole, coordo, directrice_):
    saisine = sent(ecole, coordo)

    with pytest.raises(TransitionRefusedError, match="quelques mots"):
        repondre(saisine, by=fresh(directrice_), reponse=Confirmation.CORRIGEE)
    repondre(saisine, by=fresh(directrice_), reponse=Confirmation.CORRIGEE, mot="CanariCorrection")

    assert Reception.objects.get().mot == "CanariCorrection"
    assert saisine.etat == Etat.TRANSMISE


def test_request_that_the_school_does_not_know_leaves_it_at_once(ecole, coordo, directrice_, auteure):
    saisine = sent(ecole, coordo, auteur=auteure)
    called = membre(ecole.pole)
    solliciter(
        saisine,
        by=fresh(coordo),
        personne=called,
        mission="Observer",
        echeance=today(ecole) + timedelta(days=5),
    )

    repondre(saisine, by=fresh(directrice_), reponse=Confirmation.RECUSEE, mot="CanariRefus")

    saisine.refresh_from_db()
    assert (saisine.etat, saisine.ecole) == (Etat.RETIREE, None)
    assert not any(sees(one, saisine) for one in (directrice_, auteure, called))
    assert sees(coordo, saisine)
    assert not Acces.objects.filter(content_object=saisine, expire_le__gt=timezone.now()).exists()
    assert not saisine.sollicitations.en_cours().exists()


def test_next_school_is_asked_and_reads_nothing_of_the_first(ecole, coordo, directrice_):
    saisine = sent(ecole, coordo)
    repondre(saisine, by=fresh(directrice_), reponse=Confirmation.RECUSEE, mot="CanariRefus")
    next_school = EcoleFactory(pole=ecole.pole, nom="École du Lac")
    next_director = directrice(next_school)

    corriger(saisine, by=fresh(coordo), **facts(next_school))
    saisine.refresh_from_db()
    shown = page(signed_in(next_director).get(reverse("saisines:detail", args=[saisine.pk])))

    assert Reception.objects.get().is_attendue
    assert (saisine.ecole, saisine.etat) == (next_school, Etat.PRISE_EN_CHARGE)
    assert Envoi.objects.get(destinataire=next_director).gabarit == "saisines/a_confirmer"
    assert "CanariRefus" not in shown
    assert ecole.nom not in shown
    assert "Est-ce bien votre demande" in shown
    assert not sees(directrice_, saisine)


def test_pupil_follows_the_case_to_the_right_school(ecole, coordo):
    saisine = enter(ecole, coordo, nature=Nature.ELEVE)
    save_step(saisine, "qui", {"prenom": "Lou", "nom": "Exemple"}, version=0, by=fresh(coordo))
    right = EcoleFactory(pole=ecole.pole)

    corriger(saisine, by=fresh(coordo), **facts(right))

    saisine.refresh_from_db()
    assert (saisine.ecole, saisine.eleve.ecole) == (right, right)


def test_only_the_direction_of_that_school_confirms(ecole, coordo, directrice_, auteure):
    saisine = sent(ecole, coordo, auteur=auteure)
    neighbour = directrice(EcoleFactory(pole=ecole.pole))

    for one in (auteure, coordo, neighbour, inspectrice(ecole.pole), secretaire(ecole.pole)):
        with pytest.raises(PermissionDenied):
            repondre(saisine, by=fresh(one), reponse=Confirmation.CONFIRMEE)


def test_case_written_by_the_school_has_nothing_to_confirm(saisine, directeur):
    with pytest.raises(TransitionRefusedError, match="écrite par l’école"):
        repondre(saisine, by=fresh(directeur), reponse=Confirmation.RECUSEE, mot="Non")
    asked = signed_in(directeur).get(reverse("saisines:confirmer", args=[saisine.pk]))
    assert asked.url == saisine.get_absolute_url()


def test_case_says_how_it_came_and_who_confirmed(ecole, coordo, directrice_):
    saisine = sent(ecole, coordo)
    address = reverse("saisines:detail", args=[saisine.pk])
    before = page(signed_in(coordo).get(address))
    bureau = page(signed_in(secretaire(ecole.pole)).get(address))
    client = signed_in(directrice_)

    asked = page(client.get(reverse("saisines:confirmer", args=[saisine.pk])))
    client.post(
        reverse("saisines:confirmer", args=[saisine.pk]), {"reponse": "corrigee", "mot": "CanariCorrection"}
    )
    after = page(client.get(address))

    assert "Reçue par téléphone le" in before
    assert "CanariAuteur (l’équipe enseignante)" in before
    assert f"saisie par {coordo}" in before
    assert "ne l’a pas encore confirmée" in before
    assert "Reçue par téléphone le" in bureau
    assert "CanariAuteur" not in bureau
    assert "ce n’est pas nous" in asked
    assert f"Confirmée avec une correction par {directrice_}" in after
    assert "CanariCorrection" in after


def test_director_finds_it_among_the_things_to_do(ecole, coordo, directrice_):
    sent(ecole, coordo)
    sent(ecole, coordo)
    theirs = [one.titre for one in choses_des_saisines(fresh(directrice_), ecole.pole)]
    repondre(Saisine.objects.first(), by=fresh(directrice_), reponse=Confirmation.CONFIRMEE)

    left = [one.titre for one in choses_des_saisines(fresh(directrice_), ecole.pole)]

    assert (theirs.count(CONFIRMER[0]), left.count(CONFIRMER[0])) == (2, 1)


def test_pages_of_the_entry_lead_from_the_school_to_the_form(ecole, coordo, auteure):
    client, address = signed_in(coordo), reverse("saisines:recue")
    schools = page(client.get(address))
    form = client.get(address, {"ecole": str(ecole.pk)})
    data = {
        "jeton": str(uuid.uuid4()),
        "nature": "P",
        "canal": "papier",
        "recue_le": today(ecole).isoformat(),
        "auteur": str(auteure.pk),
    }

    sent_form = client.post(address, data | {"ecole": str(ecole.pk)})

    saisine = Saisine.objects.get()
    assert ecole.nom in schools
    assert str(auteure) in page(form)
    assert sent_form.url == reverse("saisines:modifier", args=[saisine.pk, "qui"])
    assert page(client.get(sent_form.url))
    assert "Comment elle est arrivée" in page(client.get(reverse("saisines:relire", args=[saisine.pk])))


def test_page_of_the_entry_keeps_what_was_typed_and_says_what_lacks(ecole, coordo):
    address = reverse("saisines:recue")
    data = {
        "ecole": str(ecole.pk),
        "jeton": str(uuid.uuid4()),
        "nature": "P",
        "canal": "papier",
        "auteur": "autre",
    }
    data["recue_le"] = (today(ecole) + timedelta(days=2)).isoformat()

    shown = page(signed_in(coordo).post(address, data | {"auteur_nom": "Claude Exemple"}))

    assert "Claude Exemple" in shown
    assert "à venir" in shown
    assert "Dites ce que cette personne fait" in shown
    assert not Saisine.objects.exists()


def test_pages_of_the_entry_cost_few_queries(ecole, coordo, django_assert_max_num_queries):
    saisine, client = enter(ecole, coordo), signed_in(coordo)
    directors = [directrice(ecole) for _ in range(3)]
    for address in (
        f"{reverse('saisines:recue')}?ecole={ecole.pk}",
        reverse("saisines:corriger_reception", args=[saisine.pk]),
        reverse("saisines:relire", args=[saisine.pk]),
    ):
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200
    transmettre(saisine, by=fresh(coordo))
    client = signed_in(directors[0])
    with django_assert_max_num_queries(10):
        assert client.get(reverse("saisines:detail", args=[saisine.pk])).status_code == 200


def test_case_without_a_school_is_taken_up_by_finding_it(ecole, coordo, directrice_):
    saisine = sent(ecole, coordo)
    repondre(saisine, by=fresh(directrice_), reponse=Confirmation.RECUSEE, mot="Non")
    client = signed_in(coordo)
    shown = page(client.get(reverse("saisines:detail", args=[saisine.pk])))
    chosen = page(client.get(reverse("saisines:corriger_reception", args=[saisine.pk])))

    with pytest.raises(TransitionRefusedError, match="Indiquez l’école"):
        apply_transition(saisine, "rouvrir", by=fresh(coordo), motif="Reprise")
    with pytest.raises(PermissionDenied):
        corriger(saisine, by=fresh(directrice_), **facts(ecole))

    assert "Retrouver la bonne école" in shown
    assert "École à retrouver" in shown
    assert "De quelle école vient la demande" in chosen


def test_once_sent_the_facts_of_its_arrival_stay(ecole, coordo):
    saisine = sent(ecole, coordo)

    with pytest.raises(TransitionRefusedError, match="celle de son école"):
        corriger(saisine, by=fresh(coordo), **facts(EcoleFactory(pole=ecole.pole)))
