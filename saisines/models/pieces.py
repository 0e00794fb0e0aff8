"""The documents that travel with a saisine."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from pole.fields import EncryptedTextField
from pole.querysets import PoleQuerySet
from saisines.enums import EtatPiece, FormatPiece
from saisines.models.saisine import Saisine

# Documents of one case. What enlightens a meeting of fifteen minutes is read in a few; more is an archive.
PIECES_MAX = 6

LISIBLES = (EtatPiece.SANS_CONTROLE, EtatPiece.SAINE)


class PieceJointe(models.Model):
    """A document that says what was seen or tried. Sealed at rest, streamed by one checked view."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    saisine = models.ForeignKey(Saisine, on_delete=models.CASCADE, related_name="pieces")
    # Unique among the documents of the case and bounded: the quota holds without any lock.
    rang = models.PositiveSmallIntegerField("rang", default=1)
    type = models.CharField("type", max_length=30)
    format = models.CharField("format", max_length=4, choices=FormatPiece, default=FormatPiece.PDF)
    # The name that the school gave may hold a pupil's name.
    nom = EncryptedTextField("nom du fichier", label="piece.nom")
    # Empty once the file was destroyed.
    chemin = models.CharField("emplacement", max_length=200, editable=False)
    cle = models.CharField("clé du fichier", max_length=20, editable=False)
    etat = models.CharField(
        "vérification", max_length=13, choices=EtatPiece, default=EtatPiece.SANS_CONTROLE, editable=False
    )
    # Last time that the antivirus was asked, whatever came of it.
    controlee_le = models.DateTimeField("vérifiée le", null=True, blank=True)
    taille = models.PositiveIntegerField("taille en octets")
    # 0 when only printing would tell.
    pages = models.PositiveSmallIntegerField("pages")
    deposee_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The school takes back its own documents, not those that the pole brought.
    par_le_pole = models.BooleanField("jointe par le pôle", default=False)
    created_at = models.DateTimeField("déposée le", auto_now_add=True)

    objects = PoleQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce jointe"
        verbose_name_plural = "pièces jointes"
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["saisine", "rang"],
                name="piece_rang_once_per_saisine",
                violation_error_message="Un autre document vient d’être joint : recommencez.",
            ),
            models.CheckConstraint(
                name="piece_rang_within_quota",
                condition=Q(rang__gte=1, rang__lte=PIECES_MAX),
                violation_error_message="Cette saisine a déjà six documents.",
            ),
            models.CheckConstraint(
                name="piece_destroyed_has_no_file",
                condition=Q(etat=EtatPiece.DETRUITE, chemin="")
                | (~Q(etat=EtatPiece.DETRUITE) & ~Q(chemin="")),
                violation_error_message="Un document détruit n’a plus de fichier, et lui seul.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"], name="piece_a_verifier", condition=Q(etat=EtatPiece.A_VERIFIER)
            ),
        ]

    def __str__(self):
        return "pièce jointe"

    @property
    def is_lisible(self) -> bool:
        """True if the file may be served: held and destroyed ones never are."""
        return self.etat in LISIBLES
