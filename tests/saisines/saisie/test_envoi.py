"""Re-reading, sending, and the receipt."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cellules.models import EtatReunion, Reunion
from pole.enums import Nature, QuiSaisit
from pole.models import Absence
from saisines.enums import Etat, Redacteur
from saisines.forms.envoi import DeclarationForm
from saisines.models import Evenement, Saisine
from saisines.natures import description
from saisines.services.completude import missing_in
from saisines.services.dossier import create_draft
from tests.factories.pole import MotifFactory, coordinatrice, directrice, enseignante
from tests.factories.saisines import EleveFactory, EtapeFactory, SaisineFactory
from tests.saisines.saisie.pages import address, contenu, fill, post

pytestmark = pytest.mark.django_db


def test_sending_shows_the_reference_the_dates_and_who_has_it(client, saisine):
    person = coordinatrice(saisine.pole)
    fill(client, saisine)

    response = client.post(
        reverse("saisines:transmettre", args=[saisine.pk]), {"declaration": "on"}, follow=True
    )

    saisine.refresh_from_db()
    page = response.content.decode()
    assert saisine.etat == Etat.TRANSMISE
    assert saisine.reference in page
    assert str(person) in page
    assert "Canari" not in page


def test_receipt_sends_to_the_office_while_whoever_coordinates_is_away(client, saisine):
    pole = saisine.pole
    pole.telephone = "04 00 00 00 01"
    pole.save()
    person = coordinatrice(pole, personne__telephone="04 00 00 00 02")
    now = timezone.now()
    absence = {"debut": now - timedelta(hours=1), "fin": now + timedelta(days=2)}
    Absence.objects.create(pole=pole, personne=person, **absence)
    fill(client, saisine)

    sent = client.post(
        reverse("saisines:transmettre", args=[saisine.pk]), {"declaration": "on"}, follow=True
    ).content.decode()

    main = sent[sent.index("<main") : sent.index("</main>")]
    assert str(person) not in main
    assert "tel:0400000001" in main
    assert "tel:0400000002" not in main


def test_double_click_on_send_sends_once(client, saisine):
    fill(client, saisine)
    url = reverse("saisines:transmettre", args=[saisine.pk])

    answers = [client.post(url, {"declaration": "on"}).url for _ in range(2)]

    assert answers == [reverse("saisines:transmise", args=[saisine.pk])] * 2
    assert Evenement.objects.filter(nom="transmettre").count() == 1


def test_sending_asks_to_have_read_again(client, saisine):
    fill(client, saisine)

    response = client.post(reverse("saisines:transmettre", args=[saisine.pk]))

    assert "Cochez cette ligne après avoir relu." in response.content.decode()
    saisine.refresh_from_db()
    assert saisine.etat == Etat.BROUILLON


def test_incomplete_saisine_comes_back_with_what_it_lacks(client, saisine):
    relire = reverse("saisines:relire", args=[saisine.pk])
    send = reverse("saisines:transmettre", args=[saisine.pk])

    response = client.post(send, {"declaration": "on"}, follow=True)

    html = response.content.decode()
    assert response.redirect_chain == [(relire, 302)]
    assert "Rien n’est encore parti\u00a0: il manque 9 réponses." in html
    assert "Il manque encore 9 réponses" in html
    assert client.get(send).url == relire
    saisine.refresh_from_db()
    assert saisine.etat == Etat.BROUILLON


def test_case_already_open_is_told_without_blocking(client, saisine):
    fill(client, saisine)
    same = SaisineFactory(
        ecole=saisine.ecole, eleve=EleveFactory(ecole=saisine.ecole, nom="CANARI", prenom="lou")
    )

    page = client.get(reverse("saisines:relire", args=[saisine.pk])).content.decode()

    assert "Un dossier est déjà ouvert" in page
    assert same.reference in page
    assert "Transmettre au pôle" in page


def test_answer_about_the_parents_becomes_something_to_do_s3_09(client, saisine):
    """S3-09, S3-10: said when re-reading, and the saisine leaves."""
    fill(client, saisine)
    post(client, saisine, "famille", version=1, parents_informes="un_seul")

    page = client.get(reverse("saisines:relire", args=[saisine.pk])).content.decode()

    assert "Informer l’autre parent" in page
    assert "Tout y est." in page


def test_teacher_proposes_to_the_direction_which_sends(client, ecole):
    """S3-12: nothing is typed twice."""
    ecole.pole.qui_saisit = QuiSaisit.RELU
    ecole.pole.save()
    teacher, director = enseignante(ecole), directrice(ecole)
    saisine, _ = create_draft(by=teacher, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())
    client.force_login(teacher)
    fill(client, saisine)
    relire = reverse("saisines:relire", args=[saisine.pk])
    send = reverse("saisines:transmettre", args=[saisine.pk])

    offered = client.get(relire).content.decode()
    proposed = client.post(send, {"declaration": "on"}, follow=True).content.decode()
    again = client.post(send, {"declaration": "on"})
    saisine.refresh_from_db()
    etat_proposee = saisine.etat
    client.force_login(director)
    reread = client.get(relire).content.decode()
    client.post(send, {"declaration": "on"})

    assert "Proposer à la direction" in offered
    assert "entre les mains de la direction" in proposed
    assert again.status_code == 302
    assert etat_proposee == Etat.A_RELIRE
    assert "Transmettre au pôle" in reread
    saisine.refresh_from_db()
    assert (saisine.etat, saisine.transmise_par) == (Etat.TRANSMISE, director)
    assert Evenement.objects.filter(nom="soumettre").count() == 1


def test_direction_that_rereads_is_not_shown_the_teachers_own_words(client, ecole):
    teacher, director = enseignante(ecole), directrice(ecole)
    saisine, _ = create_draft(by=teacher, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())
    client.force_login(teacher)
    post(client, saisine, "preoccupation", effet_enseignant="CanariEffet", question="Quoi ?")
    Saisine.objects.filter(pk=saisine.pk).update(etat=Etat.A_RELIRE)
    client.force_login(director)

    pages = [
        client.get(address(saisine, "preoccupation")),
        client.get(reverse("saisines:relire", args=[saisine.pk])),
    ]
    conflict = post(client, saisine, "preoccupation", question="Autre", effet_enseignant="volé")
    post(client, saisine, "preoccupation", version=1, question="Relue", effet_enseignant="volé")

    assert all("CanariEffet" not in page.content.decode() for page in (*pages, conflict))
    assert contenu(saisine, "preoccupation")["effet_enseignant"] == "CanariEffet"


def test_receipt_before_the_sending_leads_back_to_the_re_reading(client, saisine):
    response = client.get(reverse("saisines:transmise", args=[saisine.pk]))

    assert response.url == reverse("saisines:relire", args=[saisine.pk])


@pytest.mark.parametrize(("moved", "said"), [(0, True), (7, False)])
def test_receipt_says_by_when_the_answer_comes_while_its_meeting_stands(client, saisine, moved, said):
    """« What happens next and on which date »; a meeting that moves promises nothing."""
    jour = saisine.pole.today() + timedelta(days=30)
    limite = jour - timedelta(days=6)
    Reunion.objects.create(
        pole=saisine.pole,
        etat=EtatReunion.PUBLIEE,
        annee=2026,
        periode=2,
        date=jour + timedelta(days=moved),
        date_limite=limite,
    )
    Saisine.objects.filter(pk=saisine.pk).update(
        etat=Etat.TRANSMISE,
        reference="2627-ESSAI-001",
        transmise_le=saisine.created_at,
        transmise_par=saisine.auteur,
        eleve=EleveFactory(pole=saisine.pole),
        date_limite=limite,
        date_reunion=jour,
    )

    page = client.get(reverse("saisines:transmise", args=[saisine.pk])).content.decode()

    assert ("Réponse au plus tard le" in page) is said


def test_danger_that_happened_offers_the_urgent_path(client, saisine):
    """S1-11, S1-12, S2-17."""
    fill(client, saisine)
    post(client, saisine, "preoccupation", 1, danger_adultes="avere", question="Quoi ?")

    page = client.get(reverse("saisines:relire", args=[saisine.pk])).content.decode()

    assert "Cette demande est signalée urgente" in page


@pytest.mark.parametrize(
    ("nature", "fields", "label"),
    [
        (Nature.ELEVE, {}, "J’ai relu : ce sont des faits, ce qui est dit des parents est vrai"),
        (Nature.CRISE, {}, "J’ai relu : des faits, aucun nom."),
        (Nature.ENSEIGNANT, {}, "J’ai relu, je veux l’envoyer."),
        (Nature.CRISE, {"redacteur": Redacteur.BUREAU}, "J’ai recopié fidèlement."),
    ],
)
def test_what_one_declares_before_sending_is_true_of_the_case(nature, fields, label):
    form = DeclarationForm(saisine=SaisineFactory.build(nature=nature, **fields))

    assert form["declaration"].label.startswith(label)


def test_colleague_rereads_as_those_they_chose_will_read(client, ecole):
    author = enseignante(ecole)
    draft, _ = create_draft(
        by=author, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4(), nature=Nature.ENSEIGNANT
    )
    draft.motifs.add(MotifFactory(pole=ecole.pole, natures=Nature.ENSEIGNANT))
    for etape in description(Nature.ENSEIGNANT).a_remplir:
        answers = {manque.code: "oui" for manque in missing_in(etape, {})}
        EtapeFactory(saisine=draft, code=etape.code, contenu=answers, version=1)
    client.force_login(author)

    page = client.get(reverse("saisines:relire", args=[draft.pk])).content.decode()

    assert "J’ai relu, je veux l’envoyer." in page
    assert "Relisez comme ces personnes le liront." in page
    assert "Relisez comme le pôle" not in page
