"""Writing a draft: what is kept, what is refused, and two people at once."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from pole.enums import QuiSaisit, Urgence
from saisines.enums import Etat
from saisines.models import Eleve, Essai, Etape, Saisine
from saisines.recit import Recit
from saisines.services.brouillon import (
    DraftClosedError,
    IncompleteDraftError,
    StaleStepError,
    save_step,
    send_draft,
)
from saisines.services.completude import already_open, missing, parents_a_faire
from saisines.services.dossier import create_draft
from tests.factories.pole import EcoleFactory, MotifFactory, directrice, enseignante, fresh
from tests.factories.saisines import EleveFactory, SaisineFactory

pytestmark = pytest.mark.django_db

LIGNE = {"type": "apc", "quand": "depuis octobre", "effet": "non", "par": "", "precision": ""}


@pytest.fixture
def ecole():
    return EcoleFactory()


@pytest.fixture
def auteur(ecole):
    return directrice(ecole)


@pytest.fixture
def saisine(ecole, auteur):
    return create_draft(by=auteur, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())[0]


def read(saisine):
    return Recit(Saisine.objects.select_related("eleve", "pole").get(pk=saisine.pk))


def complete(saisine, auteur):
    """Everything that is needed, and nothing else."""
    motif = MotifFactory(pole=saisine.pole)
    steps = {
        "qui": {"nom": "Canari", "prenom": "Lou", "naissance": "2018-03-02", "niveau": "ce1"},
        "preoccupation": {
            "motifs": [str(motif.pk)],
            "question": "Comment l’aider ?",
            "faits": [{"quand": "depuis octobre", "quoi": "Il sort de la classe."}],
        },
        "essais": {"essais": [LIGNE]},
        "famille": {"parents_informes": "oui", "parents_quand": "le 12 septembre"},
    }
    for code, data in steps.items():
        save_step(saisine, code, data, version=0, by=auteur)


def test_step_is_kept_encrypted_with_its_version(saisine, auteur):
    version = save_step(saisine, "preoccupation", {"question": "CanariQuestion"}, version=0, by=auteur)

    row = Etape.objects.get()
    assert (version, row.version, row.schema, row.modifiee_par) == (1, 1, 1, auteur)
    assert row.contenu == {"question": "CanariQuestion"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT contenu FROM saisines_etape")
        assert "CanariQuestion" not in cursor.fetchone()[0]


def test_saving_the_same_answers_writes_nothing(saisine, auteur):
    save_step(saisine, "preoccupation", {"question": "Quoi ?"}, version=0, by=auteur)

    assert save_step(saisine, "preoccupation", {"question": "Quoi ?"}, version=1, by=auteur) == 1


def test_free_text_is_a_date_where_people_say_it(saisine, auteur):
    """« depuis octobre » is a date."""
    save_step(saisine, "essais", {"essais": [LIGNE]}, version=0, by=auteur)

    assert Essai.objects.get().quand == "depuis octobre"


def test_stale_step_overwrites_nothing_and_carries_both_texts(saisine, auteur):
    save_step(saisine, "preoccupation", {"question": "Le texte du bureau"}, version=0, by=auteur)

    with pytest.raises(StaleStepError) as stale:
        save_step(saisine, "preoccupation", {"question": "Le texte du téléphone"}, version=0, by=auteur)

    assert stale.value.version == 1
    assert stale.value.enregistre["question"] == "Le texte du bureau"
    assert stale.value.propose == {"question": "Le texte du téléphone"}
    assert read(saisine).contenu("preoccupation")["question"] == "Le texte du bureau"


def test_two_writers_of_the_same_version_do_not_both_win(saisine, auteur):
    """Both read version 1; the UPDATE of the second finds no row of that version."""
    save_step(saisine, "preoccupation", {"question": "Avant"}, version=0, by=auteur)
    late = read(saisine)
    late.etapes  # noqa: B018 (read before the other one writes)
    save_step(saisine, "preoccupation", {"question": "Le premier"}, version=1, by=auteur)

    with pytest.raises(StaleStepError):
        save_step(late.saisine, "preoccupation", {"question": "Le second"}, version=1, by=auteur, recit=late)

    assert read(saisine).contenu("preoccupation")["question"] == "Le premier"


def test_two_first_writers_of_a_step_do_not_both_win(saisine, auteur):
    late = read(saisine)
    late.etapes  # noqa: B018 (read before the other one writes)
    save_step(saisine, "qui", {"nom": "Premier"}, version=0, by=auteur)

    with pytest.raises(StaleStepError):
        save_step(late.saisine, "qui", {"nom": "Second"}, version=0, by=auteur, recit=late)

    assert [eleve.nom for eleve in Eleve.objects.all()] == ["Premier"]


def test_unknown_codes_are_ignored_and_unknown_steps_refused(saisine, auteur):
    save_step(saisine, "famille", {"etat": "transmise", "pole": "x", "question": "x"}, version=0, by=auteur)

    assert not Etape.objects.exists()
    with pytest.raises(KeyError):
        save_step(saisine, "autre", {}, version=0, by=auteur)


def test_pupil_is_kept_with_an_index_that_finds_it_again(saisine, auteur):
    save_step(saisine, "qui", {"nom": "Dupônt", "prenom": "Zoé"}, version=0, by=auteur)
    save_step(saisine, "qui", {"nom": "Dupont-Durand"}, version=1, by=auteur)

    eleve = Eleve.objects.get()
    assert (eleve.nom, eleve.prenom, eleve.ecole) == ("Dupont-Durand", "Zoé", saisine.ecole)
    assert Eleve.objects.named(saisine.pole, "DUPONT DURAND", "zoe").get() == eleve


def test_level_and_motives_are_real_columns(saisine, auteur):
    motif, other = MotifFactory(pole=saisine.pole), MotifFactory(pole=saisine.pole)
    save_step(saisine, "qui", {"niveau": "cm2"}, version=0, by=auteur)
    save_step(saisine, "preoccupation", {"motifs": [str(motif.pk), str(other.pk)]}, version=0, by=auteur)
    save_step(saisine, "preoccupation", {"motifs": [str(other.pk)]}, version=1, by=auteur)

    saisine.refresh_from_db()
    assert saisine.niveau == "cm2"
    assert list(saisine.motifs.all()) == [other]


def test_motive_of_another_pole_or_another_kind_is_not_kept(saisine, auteur):
    foreign = MotifFactory()
    for_groups = MotifFactory(pole=saisine.pole, natures="G")

    save_step(
        saisine, "preoccupation", {"motifs": [str(foreign.pk), str(for_groups.pk)]}, version=0, by=auteur
    )

    assert not saisine.motifs.exists()


@pytest.mark.parametrize(
    ("step", "data", "urgence"),
    [
        ("pieces", {"urgence_motif": "non"}, Urgence.NORMALE),
        ("pieces", {"urgence_motif": "echeance"}, Urgence.ECHEANCE),
        ("pieces", {"urgence_motif": "rupture"}, Urgence.HAUTE),
        ("pieces", {"urgence_motif": "danger"}, Urgence.IMMEDIATE),
        ("preoccupation", {"danger_eleve": "possible"}, Urgence.NORMALE),
        ("preoccupation", {"danger_adultes": "avere"}, Urgence.HAUTE),
    ],
)
def test_urgency_follows_the_answers(saisine, auteur, step, data, urgence):
    """S1-11, S1-12, S2-17."""
    save_step(saisine, step, data, version=0, by=auteur)

    saisine.refresh_from_db()
    assert saisine.urgence == urgence


def test_urgency_keeps_the_most_pressing_of_two_steps(saisine, auteur):
    motif = MotifFactory(pole=saisine.pole, urgence=Urgence.HAUTE)
    save_step(saisine, "preoccupation", {"motifs": [str(motif.pk)]}, version=0, by=auteur)
    save_step(saisine, "pieces", {"urgence_motif": "echeance"}, version=0, by=auteur)

    saisine.refresh_from_db()
    assert saisine.urgence == Urgence.HAUTE


def test_lines_keep_their_identity_while_their_text_changes(saisine, auteur):
    save_step(saisine, "essais", {"essais": [LIGNE, LIGNE | {"type": "ppre"}]}, version=0, by=auteur)
    before = list(Essai.objects.values_list("pk", flat=True))

    save_step(saisine, "essais", {"essais": [LIGNE, LIGNE | {"type": "stage"}]}, version=1, by=auteur)

    assert list(Essai.objects.values_list("pk", flat=True)) == before
    assert [essai.type for essai in Essai.objects.all()] == ["apc", "stage"]


def test_teacher_writes_their_draft_and_another_teacher_does_not(ecole):
    """S3-12: the teacher may write."""
    author, colleague = enseignante(ecole), enseignante(ecole)
    saisine, _ = create_draft(by=author, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())

    assert save_step(saisine, "famille", {"parole_eleve": "Je veux rester."}, version=0, by=author) == 1
    with pytest.raises(PermissionDenied):
        save_step(saisine, "famille", {"parole_eleve": "x"}, version=1, by=colleague)


def test_director_of_another_school_writes_nothing(saisine):
    stranger = directrice(EcoleFactory(pole=saisine.pole))

    with pytest.raises(PermissionDenied):
        save_step(saisine, "famille", {"parole_eleve": "x"}, version=0, by=stranger)


def test_director_does_not_change_what_only_the_teacher_may_tell(ecole):
    teacher, director = enseignante(ecole), directrice(ecole)
    saisine, _ = create_draft(by=teacher, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())
    save_step(saisine, "preoccupation", {"effet_enseignant": "CanariEffet"}, version=0, by=teacher)
    Saisine.objects.filter(pk=saisine.pk).update(etat=Etat.A_RELIRE)

    save_step(
        read(saisine).saisine,
        "preoccupation",
        {"effet_enseignant": "effacé", "question": "Relue ?"},
        version=1,
        by=director,
    )

    assert read(saisine).contenu("preoccupation") == {
        "effet_enseignant": "CanariEffet",
        "question": "Relue ?",
    }


@pytest.mark.parametrize("etat", [Etat.TRANSMISE, Etat.PRISE_EN_CHARGE, Etat.CLOSE])
def test_saisine_that_was_sent_is_closed_to_writing(etat):
    saisine = SaisineFactory(etat=etat)
    director = directrice(saisine.ecole)

    with pytest.raises(DraftClosedError, match="a été transmise"):
        save_step(saisine, "famille", {"parole_eleve": "x"}, version=0, by=director)


def test_person_who_left_the_school_writes_no_more(saisine, auteur):
    auteur.affectations.update(fin=timezone.now() - timedelta(minutes=1))

    with pytest.raises(PermissionDenied):
        save_step(saisine, "famille", {"parole_eleve": "x"}, version=0, by=fresh(auteur))


def test_empty_draft_says_all_that_it_lacks_in_the_order_of_the_form(saisine):
    assert [(manque.etape, manque.code, manque.message) for manque in missing(read(saisine))] == [
        ("qui", "prenom", "Écrivez le prénom de l’élève."),
        ("qui", "nom", "Écrivez le nom de l’élève."),
        ("qui", "naissance", "Indiquez la date de naissance de l’élève."),
        ("qui", "niveau", "Choisissez le niveau de l’élève."),
        ("preoccupation", "motifs", "Cochez au moins une raison de faire appel au pôle."),
        (
            "preoccupation",
            "question",
            "Écrivez la question que vous posez au pôle\u00a0: une phrase suffit.",
        ),
        ("preoccupation", "faits", "Décrivez au moins un fait que vous avez observé."),
        ("essais", "essais", "Ajoutez au moins une ligne, ou choisissez une autre réponse."),
        (
            "famille",
            "parents_informes",
            "Dites où en est l’information des parents\u00a0: toutes les réponses permettent d’envoyer.",
        ),
    ]


def test_date_that_cannot_be_read_is_asked_again(saisine, auteur):
    complete(saisine, auteur)
    save_step(saisine, "qui", {"naissance": "le 3 mars"}, version=1, by=auteur)

    assert [manque.code for manque in missing(read(saisine))] == ["naissance"]


def test_document_that_describes_must_be_attached(saisine, auteur):
    complete(saisine, auteur)
    save_step(saisine, "essais", {"essais_comment": "document", "essais": []}, version=1, by=auteur)

    assert [(manque.etape, manque.code) for manque in missing(read(saisine))] == [("pieces", "fichier")]


@pytest.mark.parametrize("answer", ["oui", "rendez_vous", "sans_reponse"])
def test_answer_about_the_parents_that_has_a_date_asks_for_it(saisine, auteur, answer):
    complete(saisine, auteur)
    save_step(saisine, "famille", {"parents_informes": answer, "parents_quand": ""}, version=1, by=auteur)

    assert [manque.message for manque in missing(read(saisine))] == [
        "Écrivez quand\u00a0: «\u00a0le 12 septembre\u00a0» suffit."
    ]


def test_disagreement_of_the_parents_does_not_block_and_leaves_something_to_do(saisine, auteur):
    """S3-09: the parents' place is indispensable, and no honest answer stops a saisine."""
    complete(saisine, auteur)
    save_step(saisine, "famille", {"parents_informes": "desaccord"}, version=1, by=auteur)
    recit = read(saisine)

    assert missing(recit) == []
    assert parents_a_faire(recit).startswith("Dire au pôle ce qui gêne les parents")


def test_incomplete_draft_does_not_leave(saisine, auteur):
    with pytest.raises(IncompleteDraftError) as incomplete:
        send_draft(saisine, by=auteur)

    assert len(incomplete.value.manques) == 9
    saisine.refresh_from_db()
    assert saisine.etat == Etat.BROUILLON


def test_complete_draft_leaves_once_for_a_double_click(saisine, auteur):
    complete(saisine, auteur)

    first = send_draft(saisine, by=auteur).reference
    second = send_draft(saisine, by=auteur).reference

    saisine.refresh_from_db()
    assert saisine.etat == Etat.TRANSMISE
    assert first == second == saisine.reference
    assert saisine.evenements.filter(nom="transmettre").count() == 1


def test_teacher_does_not_send_where_the_direction_rereads(ecole):
    ecole.pole.qui_saisit = QuiSaisit.RELU
    ecole.pole.save()
    author = enseignante(ecole)
    saisine, _ = create_draft(by=author, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())
    complete(saisine, author)

    with pytest.raises(PermissionDenied):
        send_draft(saisine, by=author)


def test_already_open_case_is_looked_for_among_those_that_one_sees(saisine, auteur):
    """A known name of another school answers like an unknown one (menaces.md T5)."""
    complete(saisine, auteur)
    mine = SaisineFactory(
        ecole=saisine.ecole, eleve=EleveFactory(ecole=saisine.ecole, nom="CANARI", prenom="lou")
    )
    other_school = EcoleFactory(pole=saisine.pole)
    SaisineFactory(ecole=other_school, eleve=EleveFactory(ecole=other_school, nom="Canari", prenom="Lou"))
    SaisineFactory(
        ecole=saisine.ecole,
        etat=Etat.CLOSE,
        eleve=EleveFactory(ecole=saisine.ecole, nom="Canari", prenom="Lou"),
    )

    assert already_open(read(saisine).saisine, fresh(auteur)) == [mine]
