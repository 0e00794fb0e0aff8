"""The demonstration: the same rows twice, every account, every state reached today."""

import hashlib
import re
from collections import Counter
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models, transaction
from django.test import override_settings
from django.utils import timezone

from cellules.models import EtatConvocation, EtatInscription, Reunion, Seance
from pole.conf.demonstration.charger import MOT_DE_PASSE
from pole.echeances import prochaine_echeance
from pole.enums import Nature, QuiSaisit
from pole.fields import EncryptedTextField
from pole.models import Affectation, Ecole, Entree, Envoi, Personne, Pole
from pole.services.comptes import demonstration_accounts
from saisines.enums import Etat, Redacteur
from saisines.models import Eleve, PieceJointe, Saisine
from saisines.natures.choix import Parents
from saisines.recit import Recit
from saisines.services.acces import differences
from saisines.services.completude import missing
from saisines.services.pieces import read

COMPTES = (
    "coordination.ecully",
    "ien.ecully",
    "directrice.jaures",
    "directeur.pergaud",
    "enseignante.jaures",
    "psy.ecully",
    "cpc.ecully",
    "medecin.ecully",
    "cmp.ecully",
    "ancienne.membre",
    "coordination.grenoble4",
    "ien.grenoble4",
    "directrice.ferry",
    "coordination.elbeuf",
    "enseignant.elbeuf",
    "directrice.elbeuf",
    "admin.technique",
)
# Merges are not in the stories.
PAS_ENCORE = {Etat.FUSIONNEE}
# Words that the product does not say, and words that name a diagnosis.
INTERDITS = re.compile(
    r"injonction|dossier traité|classement|sans suite|\bvisa\b|hyperacti|\bTDAH?H?\b|\bdys\w*|autis|"
    r"dépressi|psychotique|pervers|trouble du|trouble oppositionnel|caractériel|déficien|\bEIP\b",
    re.IGNORECASE,
)
ADRESSE = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """Loaded once for these tests, on whatever day they run, and undone after them."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(DEMO=True, MEDIA_ROOT=media), transaction.atomic():
        call_command("demo", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db, settings):
    """The demonstration; what a test writes in it is undone."""
    settings.DEMO = True


def narratives():
    """Every sealed text of the case tables, and what is said in the steps of the form."""
    for model in apps.get_app_config("saisines").get_models():
        names = [f.name for f in model._meta.concrete_fields if isinstance(f, EncryptedTextField)]
        for row in model._base_manager.all() if names else ():
            for name in names:
                yield f"{model.__name__}.{name}", str(getattr(row, name) or "")


def fingerprint():
    """Count and hash of every row of every table of ours."""
    result = {}
    for model in apps.get_models():
        if model._meta.app_label not in {"pole", "saisines", "cellules", "partenaires"}:
            continue
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 (our own tables)
            rows = sorted(map(repr, cursor.fetchall()))
        result[model._meta.label] = (len(rows), hashlib.sha256("".join(rows).encode()).hexdigest())
    return result


def test_demo_run_twice_gives_the_same_rows(demo):
    before = fingerprint()

    call_command("demo", verbosity=0)

    assert fingerprint() == before
    assert before["saisines.Saisine"][0] == 62


def test_demo_reaches_every_state_of_today_in_its_biggest_pole(demo):
    states = set(Saisine.objects.filter(pole__code="ECULLY").values_list("etat", flat=True))

    # At the very end of a year, no meeting is left to enrol a case.
    sans_reunion = set() if prochaine_echeance(Pole.objects.get(code="ECULLY")) else {Etat.INSCRITE}
    assert states == set(Etat) - PAS_ENCORE - sans_reunion


def test_demo_has_a_cellule_held_with_its_notes_its_people_and_its_answers(demo):
    seance = Seance.objects.get()
    studied = list(seance.reunion.inscriptions.all())

    assert seance.is_close
    assert seance.reunion.date < seance.reunion.pole.today()
    assert {row.etat for row in studied} == {EtatInscription.ETUDIEE}
    assert [row.note.comprehension for row in studied if not row.note.comprehension] == []
    assert {row.saisine.etat for row in studied} >= {Etat.ETUDIEE}
    assert {letter.reponse for letter in seance.reunion.convocations.all()} == {"present", "excuse"}
    answered = [reponse for row in studied for reponse in row.saisine.reponses.all()]
    assert {reponse.etudiee_le for reponse in answered} <= {seance.reunion.date}


def test_demo_has_a_cellule_convened_and_another_that_is_open(demo):
    pole = Pole.objects.get(code="ECULLY")
    coming = Reunion.objects.recevant_des_saisines().filter(pole=pole, date__gte=pole.today())
    convened = coming.filter(convocations__etat=EtatConvocation.ENVOYEE).distinct()

    if prochaine_echeance(pole):
        assert convened.get().inscriptions.prevues().count() >= 3
    assert coming.exclude(pk__in=convened.values("pk")).filter(date_limite__gte=pole.today()).exists()


def test_demo_tells_every_kind(demo):
    assert set(Saisine.objects.values_list("nature", flat=True)) == set(Nature)


def test_confidential_story_is_open_to_those_it_names_only(demo):
    saisine = Saisine.objects.get(nature=Nature.ENSEIGNANT)
    readers = {
        personne.email.partition("@")[0]
        for personne in Personne.objects.filter(is_active=True)
        if Saisine.objects.visible_to(personne).contains(saisine)
    }

    assert readers == {"enseignante.jaures", "psy.ecully", "coordination.ecully"}


def test_member_of_the_pole_brings_a_situation_that_no_school_reads(demo):
    """S0-12."""
    saisine = Saisine.objects.get(ecole=None)
    readers = {
        personne.email.partition("@")[0]
        for personne in Personne.objects.filter(is_active=True)
        if Saisine.objects.visible_to(personne).contains(saisine)
    }

    assert (saisine.redacteur, saisine.etat) == (Redacteur.POLE, Etat.PRISE_EN_CHARGE)
    assert {"psy.ecully", "coordination.ecully", "ien.ecully", "secretariat.ecully"} <= readers
    assert [one for one in readers if one.startswith(("direct", "enseignant", "successeur"))] == []


def test_pupil_who_changed_school_has_one_case_in_each_read_by_its_own(demo):
    new = Saisine.objects.get(suite_de__isnull=False)
    old = new.suite_de
    directions = [
        Personne.objects.get(email=f"direct{one}@demo.example") for one in ("rice.jaures", "eur.pergaud")
    ]

    assert (old.etat, new.etat) == (Etat.TRANSFEREE, Etat.PRISE_EN_CHARGE)
    assert [
        [Saisine.objects.visible_to(one).contains(case) for case in (old, new)] for one in directions
    ] == [
        [True, False],
        [False, True],
    ]
    assert old.eleve.nom_complet == new.eleve.nom_complet
    assert old.eleve_id != new.eleve_id
    assert Recit(new).valeurs("preoccupation")["question"] == Recit(old).valeurs("preoccupation")["question"]
    assert old.evenements.get(nom="suite_ailleurs").texte == new.reference


def test_demo_has_the_numbers_of_its_poles(demo):
    assert Counter(Saisine.objects.values_list("pole__code", flat=True)) == {
        "ECULLY": 37,
        "GRENOBLE4": 14,
        "ELBEUF": 11,
    }
    assert set(Pole.objects.values_list("code", "zone", "qui_saisit")) == {
        ("ECULLY", "A", QuiSaisit.RELU),
        ("GRENOBLE4", "A", QuiSaisit.DIRECTION),
        ("ELBEUF", "B", QuiSaisit.ENSEIGNANT),
    }


@pytest.mark.parametrize(
    ("code", "cellules", "plenieres"), [("ECULLY", 6, 2), ("GRENOBLE4", 5, 0), ("ELBEUF", 5, 2)]
)
def test_year_of_a_pole_follows_its_document(demo, code, cellules, plenieres):
    """S1-20, S1-23, S2-16: last year's meetings are there too, for comparison."""
    pole = Pole.objects.get(code=code)
    meetings = Counter(Reunion.objects.filter(pole=pole).values_list("annee", "type"))
    years = sorted({annee for annee, _ in meetings})[:2]

    assert [(meetings[annee, "cellule"], meetings[annee, "pleniere"]) for annee in years] == [
        (cellules, plenieres)
    ] * 2


def test_every_account_signs_in_with_the_printed_password(demo):
    for nom in COMPTES:
        personne = Personne.objects.get(email=f"{nom}@demo.example")

        assert personne.check_password(MOT_DE_PASSE), nom
    assert len(MOT_DE_PASSE) >= 15


def test_accounts_are_printed_with_their_password(demo, capsys):
    call_command("demo", comptes=True)

    printed = capsys.readouterr().out
    assert MOT_DE_PASSE in printed
    assert [nom for nom in COMPTES if f"{nom}@demo.example" not in printed] == []


def test_accounts_are_shown_by_pole_and_the_office_first(demo):
    groups = demonstration_accounts()

    assert [nom for nom, _ in groups] == [
        "Écully – Lyon La Duchère",
        "Elbeuf",
        "Grenoble 4",
        "Sans fonction",
    ]
    assert [email.partition("@")[0] for _, email in groups[0][1][:3]] == [
        "ien.ecully",
        "coordination.ecully",
        "secretariat.ecully",
    ]
    assert groups[0][1][-1][1] == "ancienne.membre@demo.example"


def test_special_accounts_hold_what_their_name_says(demo):
    def roles(nom):
        return Personne.objects.get(email=f"{nom}@demo.example").portee.roles

    assert {role.pole.code for role in roles("medecin.ecully")} == {"ECULLY", "GRENOBLE4"}
    assert roles("ancienne.membre") == roles("admin.technique") == ()
    assert Personne.objects.get(email="admin.technique@demo.example").is_superuser
    assert Affectation.objects.filter(titre="interim").exists()
    assert Affectation.objects.filter(titre="suppleance", jours="5").exists()


def test_some_schools_have_no_director_yet_and_some_are_invited(demo):
    directed = Affectation.objects.filter(fonction="directeur").en_cours().values("ecole")
    without = Ecole.objects.exclude(pk__in=directed)

    assert without.count() == 6
    assert without.filter(invitations__isnull=False).count() == 3


def test_stored_accesses_are_the_justified_ones(demo):
    assert differences() == []


def test_every_answer_about_the_parents_is_shown(demo):
    """S3-09: none of the honest answers is missing."""
    given = {Recit(saisine).contenu("famille").get("parents_informes") for saisine in Saisine.objects.all()}

    assert given - {None} == set(Parents.values)


def test_sent_stories_lack_nothing(demo):
    sent = Saisine.objects.filter(reference__isnull=False)

    assert [(s.reference, missing(Recit(s))) for s in sent if missing(Recit(s))] == []


def test_every_motive_that_a_pupil_may_have_is_used(demo):
    for pole in Pole.objects.all():
        offered = {motif.code for motif in pole.motifs.all() if motif.concerns("P")}
        about_pupils = Saisine.objects.filter(pole=pole, nature=Nature.ELEVE)
        used = set(about_pupils.values_list("motifs__code", flat=True)) - {None}

        assert used == offered, pole.code


def test_no_story_says_a_forbidden_word_or_leaves_a_mark(demo):
    texts = list(narratives())

    assert len(texts) > 300
    assert [(place, text) for place, text in texts if INTERDITS.search(text)] == []
    assert [(place, text) for place, text in texts if re.search(r"\{m?-?\d+\}", text)] == []


def test_no_mail_contains_a_pupils_name(demo):
    names = {word for eleve in Eleve.objects.all() for word in (eleve.prenom, eleve.nom)}
    written = [f"{envoi.sujet} {envoi.corps} {envoi.contexte}" for envoi in Envoi.objects.all()]

    assert len(names) > 80
    assert [
        text for text in written if any(re.search(rf"\b{re.escape(name)}\b", text) for name in names)
    ] == []


def test_no_address_could_reach_anybody(demo):
    addresses = [
        *Personne.objects.values_list("email", flat=True),
        *Envoi.objects.exclude(adresse="").values_list("adresse", flat=True),
        *Ecole.objects.values_list("mail", flat=True),
        *Pole.objects.values_list("boite_fonctionnelle", flat=True),
    ]

    assert [address for address in addresses if not address.endswith(".example")] == []
    assert set(Personne.objects.values_list("email", flat=True)) == {
        address for address in addresses if ADRESSE.fullmatch(address)[1].endswith("demo.example")
    }


def test_mails_of_the_stories_have_left(demo):
    assert Counter(Envoi.objects.values_list("etat", flat=True)) == {"envoye": Envoi.objects.count()}
    assert not Envoi.objects.filter(envoye_le__gt=timezone.now()).exists()


def test_mails_name_references_that_exist(demo):
    named = {
        reference
        for envoi in Envoi.objects.all()
        for reference in re.findall(r"\b\d{4}-[A-Z][A-Z0-9]+-\d{3,4}\b", f"{envoi.sujet} {envoi.corps}")
    }

    assert len(named) > 30
    assert named <= set(Saisine.objects.values_list("reference", flat=True))


def test_no_date_of_the_past_is_in_the_future(demo):
    now = timezone.now()
    future = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("saisines").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.DateTimeField) and field.name not in {"fin", "expire_le"}
        if model._base_manager.filter(**{f"{field.name}__gt": now}).exists()
    }

    assert future == set()
    assert not Entree.objects.filter(le__gt=now).exists()


def test_history_of_each_case_follows_its_states(demo):
    for saisine in Saisine.objects.exclude(etat="brouillon"):
        moves = [event for event in saisine.evenements.order_by("le", "pk") if event.etat_apres]

        # What goes on from another school was never a draft there.
        first = "" if saisine.suite_de_id else "brouillon"
        chain = [first, *(event.etat_apres for event in moves)]
        assert [event.etat_avant for event in moves] == chain[:-1]
        assert chain[-1] == saisine.etat
        assert saisine.created_at <= moves[0].le
        assert abs(saisine.etat_depuis - moves[-1].le) < timedelta(seconds=2)


def test_documents_of_each_format_are_there_to_be_opened(demo):
    """A PDF, a picture and a Word document, joined before and after the sending, by school and pole."""
    pieces = PieceJointe.objects.all()

    assert {piece.format for piece in pieces} == {"pdf", "jpeg", "docx"}
    assert {piece.par_le_pole for piece in pieces} == {True, False}
    assert all(piece.is_lisible and len(read(piece)) == piece.taille for piece in pieces)
