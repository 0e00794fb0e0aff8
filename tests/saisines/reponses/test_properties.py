"""Random lives of an answer: what leaves was reread, what is said is said once, who reads is who should."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cellules.services.inscriptions import check_inscriptions
from pole.dates import end_of
from pole.echeances import prochaine_echeance
from saisines.enums import Accueil, EffetDuPoint, Etat
from saisines.models import AccesMotif, PointEtape, ProjetDeReponse, Reponse, Saisine
from saisines.pistes import PisteEcrite
from saisines.services import orientations, projets, reponses
from saisines.services.acces import differences
from saisines.services.accueil import accueillir
from saisines.services.points import faire_le_point
from saisines.services.workflow import apply_transition
from saisines.workflow import TransitionRefusedError
from tests.factories.cellules import ReunionFactory
from tests.factories.pole import EcoleFactory, coordinatrice, directrice, fresh, inspectrice, membre
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.django_db

START = datetime.fromisoformat("2026-09-14T09:00:00+02:00")
REFUS = (TransitionRefusedError, PermissionDenied)
AVANT = {Etat.TRANSMISE, Etat.PRISE_EN_CHARGE, Etat.COMPLEMENT_DEMANDE, Etat.ETUDIEE}
SUIVI = {Etat.REPONDUE, Etat.EN_SUIVI}
FINAUX = {Etat.CLOSE, Etat.RETIREE}

days = st.integers(0, 20)
acts = st.one_of(
    st.tuples(st.just("commencer"), days),
    st.tuples(st.sampled_from(["ecrire", "ecrire_en_retard"]), days),
    st.tuples(st.sampled_from(["relire", "relire_ien", "envoyer", "envoyer_sans_relire", "l_ien_relit"])),
    st.tuples(st.just("repondre"), days),
    st.tuples(st.just("recevoir"), st.sampled_from(list(Accueil))),
    st.tuples(st.just("point"), st.sampled_from(list(EffetDuPoint)), days),
    st.tuples(st.sampled_from(["rouvrir", "desinscrire", "clore", "redemander", "retirer"])),
    st.tuples(st.just("attendre"), days),
)
# From a draft to the closing; then a case that comes back twice, the second time without a meeting.
ENTIERE = [("commencer", 9), ("relire",), ("envoyer",), ("recevoir", Accueil.PARLE)]
ENTIERE += [("recevoir", Accueil.ADAPTE), ("attendre", 9), ("point", EffetDuPoint.TROP_TOT, 5)]
ENTIERE += [("attendre", 5), ("point", EffetDuPoint.OUI, 0), ("point", EffetDuPoint.NON, 0), ("clore",)]
REVIENT = [("repondre", 3), ("point", EffetDuPoint.NON, 0), ("desinscrire",), ("attendre", 20)]
REVIENT += [("attendre", 20), ("repondre", 4), ("point", EffetDuPoint.NON, 0), ("commencer", 2)]
# Closed then taken up again, answered anew, withdrawn while it is back on an agenda: who reads until when.
ROUVERTE = [("repondre", 20), ("clore",), ("attendre", 20), ("attendre", 20), ("rouvrir",), ("repondre", 7)]
ROUVERTE += [("point", EffetDuPoint.NON, 0), ("retirer",), ("attendre", 5), ("redemander",), ("repondre", 2)]
RELUE_IEN = [("l_ien_relit",), ("commencer", 5), ("relire",), ("envoyer",), ("relire_ien",), ("ecrire", 6)]
RELUE_IEN += [("envoyer",), ("relire_ien",), ("envoyer",)]


@dataclass
class Vie:
    """The case, and the rule said again as plainly as possible."""

    saisine: Saisine
    clock: object
    gens: dict
    etat: str = Etat.TRANSMISE
    # The draft: its version, whether it was reread, by the IEN too, and the day that it gives.
    version: int = 0
    relue: bool = False
    relue_ien: bool = False
    jour: date | None = None
    # The day before which the piste is to be done, in the draft then in the last answer.
    avant_du_projet: date | None = None
    avant: date | None = None
    ien: bool = False
    # The answers sent, the day of the last, what the school says of it, the days for which it spoke.
    envoyees: int = 0
    point_le: date | None = None
    accueil: str = ""
    dits: dict = field(default_factory=dict)
    points: int = 0
    # Until when each answer opens the case: to its interlocuteur, to the bearer of its piste.
    fins: dict = field(default_factory=dict)

    def by(self, nom):
        return fresh(self.gens[nom])

    def day(self, number):
        return self.saisine.pole.today() + timedelta(days=number)

    def leave(self, point_le, avant):
        """An answer leaves: what the earlier ones opened ends."""
        self.cut(timezone.now())
        self.avant = avant
        self.etat, self.point_le, self.accueil, self.dits = Etat.REPONDUE, point_le, "", {}
        self.envoyees += 1
        self.open()

    def after(self, day):
        return end_of(day + timedelta(days=self.saisine.pole.acces_jours), self.saisine.pole.tz)

    def open(self):
        if self.envoyees:
            bearer = self.after(max(self.point_le, self.avant or self.point_le))
            self.fins[self.envoyees] = [self.after(self.point_le), bearer]

    def cut(self, fin):
        self.fins = {number: [min(one, fin) for one in ends] for number, ends in self.fins.items()}


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(acts, min_size=5, max_size=16))
@example(ENTIERE)
@example(REVIENT)
@example(RELUE_IEN)
@example(ROUVERTE)
def test_what_leaves_was_reread_and_what_is_said_is_said_once(sequence):
    with time_machine.travel(START, tick=False) as clock, transaction.atomic():
        vie = create(clock)
        for nom, *data in sequence:
            globals()[nom](vie, *data)
            clock.shift(timedelta(minutes=1))
            check(vie, nom)
        transaction.set_rollback(True)


def create(clock):
    ecole = EcoleFactory()
    gens = {"direction": directrice(ecole), "coordination": coordinatrice(ecole.pole)}
    gens |= {"ien": inspectrice(ecole.pole), "porteur": membre(ecole.pole)}
    gens |= {"voix": membre(ecole.pole), "autre": membre(ecole.pole)}
    saisine = SaisineFactory(ecole=ecole, auteur=gens["direction"])
    day = saisine.pole.today() + timedelta(days=30)
    ReunionFactory(pole=ecole.pole, date=day, date_limite=day - timedelta(days=6))
    return Vie(saisine, clock, gens)


def check(vie, nom):
    case = Saisine.objects.get(pk=vie.saisine.pk)
    assert case.etat == vie.etat, nom
    assert Reponse.objects.filter(saisine=case).count() == vie.envoyees, nom
    assert PointEtape.objects.filter(reponse__saisine=case).count() == vie.points, nom
    projet = ProjetDeReponse.objects.filter(saisine=case).first()
    drawn = (projet.version, bool(projet.relu_le), bool(projet.relu_ien_le)) if projet else (0, False, False)
    assert drawn == (vie.version, vie.relue, vie.relue_ien), nom
    if vie.etat in SUIVI:
        assert case.prochaine_date == (None if vie.point_le in vie.dits else vie.point_le), nom
        assert case.reponses.order_by("envoyee_le").last().accueil == vie.accueil, nom
    check_readers(vie, nom)
    assert check_inscriptions() == [], nom


def check_readers(vie, nom):
    """Those whom the answers name read until the very end that the rule gives, and nobody else by name."""
    for rank, who in enumerate(("voix", "porteur")):
        motifs = AccesMotif.objects.filter(saisine=vie.saisine, personne=vie.gens[who])
        ends = [ends[rank] for _, ends in sorted(vie.fins.items())]
        assert list(motifs.order_by("debut").values_list("fin", flat=True)) == ends, (nom, who)
        seen = Saisine.objects.visible_to(vie.by(who)).contains(vie.saisine)
        assert seen is any(fin > timezone.now() for fin in ends), (nom, who)
    assert projets.check_answers() == [], nom
    assert not Saisine.objects.visible_to(vie.by("autre")).contains(vie.saisine), nom
    assert differences() == [], nom


def before(vie, number):
    """Every other piste has a day of its own, after the one when they look at it again."""
    return vie.day(number + 5) if number % 2 else None


def piste(vie, number):
    bearer = vie.gens["porteur"].pk
    return PisteEcrite("Un temps à deux", "vous", porteur=bearer, avant_le=before(vie, number))


def commencer(vie, number):
    allowed = bool(vie.version) or vie.etat in AVANT | {Etat.INSCRITE}
    who, day = vie.by("coordination"), vie.day(number)
    words = {"pistes": [piste(vie, number)], "interlocuteur": vie.by("voix"), "point_le": day}
    try:
        projets.commencer(vie.saisine, by=who, **words)
    except REFUS:
        assert not allowed
        return
    assert allowed
    if not vie.version:
        vie.version, vie.relue, vie.relue_ien, vie.jour = 1, False, False, day
        vie.avant_du_projet = before(vie, number)


def draft(vie):
    return ProjetDeReponse.objects.filter(saisine=vie.saisine).select_related("saisine__pole").first()


def ecrire(vie, number, late=0):
    projet = draft(vie)
    if projet is None:
        return
    who, day = vie.by("coordination"), vie.day(number)
    words = {"pistes": [piste(vie, number)], "interlocuteur": vie.by("voix"), "point_le": day}
    try:
        projets.ecrire(projet, by=who, version=vie.version - late, **words)
    except REFUS:
        assert late
        return
    assert not late
    vie.version, vie.relue, vie.relue_ien, vie.jour = vie.version + 1, False, False, day
    vie.avant_du_projet = before(vie, number)


def ecrire_en_retard(vie, number):
    ecrire(vie, number, late=1)


def relire(vie):
    if projet := draft(vie):
        projets.relire(projet, by=vie.by("coordination"), version=vie.version)
        vie.relue = True


def relire_ien(vie):
    if projet := draft(vie):
        with pytest.raises(PermissionDenied):
            projets.relire_ien(projet, by=vie.by("coordination"), version=vie.version)
        projets.relire_ien(projet, by=vie.by("ien"), version=vie.version)
        vie.relue = vie.relue_ien = True


def l_ien_relit(vie):
    vie.ien = True
    vie.saisine.pole.ien_relit = True
    vie.saisine.pole.save()


def envoyer(vie, *, forced=False):
    projet = draft(vie)
    if projet is None:
        return
    ready = vie.relue and (vie.relue_ien or not vie.ien) and vie.jour >= vie.day(0)
    allowed = ready and vie.etat in AVANT and not forced
    try:
        projets.envoyer(projet, by=vie.by("coordination"), version=vie.version + forced)
    except REFUS:
        assert not allowed
        return
    assert allowed
    day, vie.version, vie.relue, vie.relue_ien = vie.jour, 0, False, False
    vie.leave(day, vie.avant_du_projet)


def envoyer_sans_relire(vie):
    """With a version that nobody has reread."""
    envoyer(vie, forced=True)


def repondre(vie, number):
    allowed = vie.etat in AVANT and not vie.version and not vie.ien
    who, day = vie.by("coordination"), vie.day(number)
    words = {"pistes": [piste(vie, number)], "interlocuteur": vie.by("voix"), "point_le": day}
    try:
        reponses.repondre(vie.saisine, by=who, **words)
    except REFUS:
        assert not allowed
        return
    assert allowed
    vie.leave(day, before(vie, number))


def last(vie):
    return Reponse.objects.filter(saisine=vie.saisine).order_by("envoyee_le").last()


def recevoir(vie, accueil):
    reponse = last(vie)
    if reponse is None:
        return
    same = vie.accueil == accueil
    allowed = same or (vie.etat == Etat.REPONDUE and vie.accueil in ("", Accueil.PARLE))
    try:
        accueillir(reponse, by=vie.by("direction"), accueil=accueil)
    except REFUS:
        assert not allowed
        return
    assert allowed
    if not same:
        vie.accueil = accueil
        vie.etat = vie.etat if accueil == Accueil.PARLE else Etat.EN_SUIVI


def point(vie, effet, number):
    reponse = last(vie)
    if reponse is None:
        return
    told = vie.point_le in vie.dits
    same = vie.dits.get(vie.point_le) == effet
    good = effet != EffetDuPoint.TROP_TOT or vie.day(number) > max(vie.point_le, vie.day(0))
    allowed = same if told else vie.etat in SUIVI and good
    case = Saisine.objects.get(pk=vie.saisine.pk)
    meets = bool(
        (case.date_reunion and case.date_reunion >= vie.day(0)) or prochaine_echeance(case.pole, vie.day(0))
    )
    said = {"prevu_le": vie.point_le, "effet": effet, "prochain_le": vie.day(number)}
    try:
        faire_le_point(reponse, by=vie.by("direction"), **said)
    except REFUS:
        assert not allowed
        return
    assert allowed
    if told:
        return
    vie.points += 1
    vie.dits[vie.point_le] = effet
    if effet == EffetDuPoint.TROP_TOT:
        vie.point_le = vie.day(number)
        vie.open()
    if effet == EffetDuPoint.NON:
        vie.etat = Etat.INSCRITE if meets else Etat.PRISE_EN_CHARGE


def move(vie, nom, who, sources, target):
    allowed = vie.etat in sources
    try:
        if nom == "desinscrire":
            orientations.desinscrire(vie.saisine, by=vie.by(who), motif="Plus tard")
        else:
            apply_transition(vie.saisine, nom, by=vie.by(who), motif="Parce que")
    except REFUS:
        assert not allowed
        return
    assert allowed
    if target in FINAUX:
        vie.cut(vie.after(vie.day(0)))
    elif vie.etat in FINAUX:
        vie.open()
    vie.etat = target


def rouvrir(vie):
    move(vie, "rouvrir", "coordination", {*FINAUX, *SUIVI}, Etat.PRISE_EN_CHARGE)


def desinscrire(vie):
    move(vie, "desinscrire", "coordination", {Etat.INSCRITE}, Etat.PRISE_EN_CHARGE)


def clore(vie):
    move(vie, "clore", "coordination", {Etat.PRISE_EN_CHARGE, Etat.ETUDIEE, *SUIVI}, Etat.CLOSE)


def redemander(vie):
    move(vie, "redemander", "direction", FINAUX, Etat.TRANSMISE)


def retirer(vie):
    move(vie, "retirer", "direction", {*AVANT, Etat.INSCRITE} - {Etat.ETUDIEE}, Etat.RETIREE)


def attendre(vie, number):
    vie.clock.shift(timedelta(days=number))
