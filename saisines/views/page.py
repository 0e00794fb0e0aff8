"""The page of one step, from what is stored or from what was posted."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from pole.journal import record
from pole.models import Acte
from saisines.accords import concerns
from saisines.forms.etapes import Saisie, as_posted
from saisines.forms.pieces import PieceForm
from saisines.fusion import base_of, both, rebase, written
from saisines.fusion import read as fusion_base
from saisines.models import PIECES_MAX
from saisines.natures import AVANT, RELIRE, Etape
from saisines.pieces_lues import pieces_lues
from saisines.reprise import TABLE, lignes_a_reprendre
from saisines.services.brouillon import DraftClosedError, StaleStepError, save_step
from saisines.services.examen import PieceRefusedError
from saisines.services.pieces import attach, detach
from saisines.services.workflow import fonction_of
from saisines.views.conflit import PageConflit, last_writer
from saisines.views.outils import Redaction, closed_page

# A version is a small number: anything else is a forged or broken page, hence a conflict.
VERSION_DIGITS = 9
ENSEMBLE = "Une autre personne avait écrit ici : ses réponses et les vôtres sont gardées ensemble."


class PageEtape:
    """The page of one step: not a framework, the working memory of one request."""

    def __init__(self, request, redaction: Redaction, etape: Etape):
        self.request = request
        self.redaction = redaction
        self.etape = etape
        asked = request.POST if request.method == "POST" else request.GET
        self.retour = asked.get("retour") == RELIRE
        self.verifier = bool(asked.get("verifier"))
        self.version = redaction.recit.version(etape.code)
        self.valeurs = redaction.recit.valeurs(etape.code)
        self.items = etape.readable_by(redaction.relations)
        self.base = base_of(redaction.saisine.pk, self.items, self.valeurs)
        self.piece_form = PieceForm(types=etape.pieces) if etape.pieces else None
        self.pieces = redaction.recit.pieces if etape.pieces else []

    def saisie(self, data=None, *, ajouter: str = "") -> Saisie:
        return Saisie(
            self.etape,
            self.redaction.relations,
            valeurs=self.valeurs,
            choix=self.redaction.choix(self.etape),
            today=self.redaction.pole.today(),
            data=data,
            ajouter=ajouter,
        )

    def get(self):
        saisine, user = self.redaction.saisine, self.request.user
        record(
            Acte.LECTURE,
            by=user,
            fonction=fonction_of(user, saisine, self.redaction.relations),
            pole=saisine.pole_id,
            objet=saisine,
            identite=any(champ.is_identite for champ in self.etape.champs),
        )
        if not self.verifier:
            return self.render(self.saisie(ajouter=self.request.GET.get("ajouter", "")))
        saisie = self.saisie(as_posted(self.etape, self.valeurs))
        saisie.add_missing()
        return self.render(saisie)

    def post(self):
        saisie = self.saisie(self.request.POST)
        valid = saisie.is_valid()
        data, opened = saisie.data(), self.version
        try:
            self.version = self.save(self._with_ticked(self._chosen(data)), fusion=True)
            valid = self._pieces() and valid
        except StaleStepError as conflict:
            return PageConflit(self, conflict, data).render()
        except DraftClosedError:
            return closed_page(self.request, self.redaction.saisine)
        if opened != self.posted_version():
            messages.info(self.request, ENSEMBLE)
        action = "retirer" if "retirer" in self.request.POST else self.request.POST.get("action", "continuer")
        if action == "continuer":
            saisie.add_incomplete_lines()
            if self.verifier:
                saisie.add_missing()
            valid = valid and saisie.is_clean()
        return self.redirect(action) if valid else self.render(saisie)

    def save(self, data: dict, *, fusion: bool = False) -> int:
        """Keep what was typed, beside what somebody else wrote meanwhile; the new version."""
        saisine, posted = self.redaction.saisine, self.posted_base()
        version = save_step(
            saisine,
            self.etape.code,
            data,
            version=self.posted_version(),
            by=self.request.user,
            recit=self.redaction.recit,
            base=posted or None,
            fusion=fusion,
        )
        stored = self.redaction.recit.ecrites[self.etape.code]
        self.base = rebase(saisine.pk, self.items, base=posted, enregistre=stored, propose=data)
        return version

    def posted_base(self) -> dict[str, str]:
        return fusion_base(self.request.POST.get("base", ""))

    def posted_version(self) -> int:
        posted = self.request.POST.get("version", "")
        known = posted.isascii() and posted.isdigit() and len(posted) <= VERSION_DIGITS
        return int(posted) if known else -1

    def _chosen(self, data: dict) -> dict:
        """After a conflict: for each answer that both changed, the stored one, mine, or both together."""
        chosen = dict(data)
        for item in self.items:
            choice = self.request.POST.get(f"garder-{item.code}")
            if choice == "enregistre":
                chosen.pop(item.code, None)
            elif choice == "deux" and item.code in chosen:
                together = both(item, self.valeurs[item.code], chosen[item.code])
                chosen[item.code] = chosen[item.code] if together is None else together
        return chosen

    def _with_ticked(self, data: dict) -> dict:
        """« Reprendre ce que j’ai coché »: lines after those that were typed."""
        if self.request.POST.get("action") == "reprendre" and TABLE in data:
            ticked = lignes_a_reprendre(self.redaction.recit, self.etape, data[TABLE])
            data[TABLE] = [*data[TABLE], *ticked]
        return data

    def _pieces(self) -> bool:
        """Attach or remove the file, if this step has one and it was asked. False when it is refused."""
        if not self.etape.pieces:
            return True
        if taken := self.request.POST.get("retirer"):
            for piece in [one for one in self.pieces if str(one.pk) == taken]:
                detach(piece, by=self.request.user)
                self.pieces.remove(piece)
            return True
        asked = self.request.POST.get("action") == "joindre"
        if "fichier" not in self.request.FILES and not asked:
            return True
        form = self.piece_form = PieceForm(
            self.request.POST, self.request.FILES, types=self.etape.pieces, exige=asked
        )
        if form.is_valid():
            try:
                fichier = form.cleaned_data["fichier"]
                kind = form.cleaned_data["type"]
                piece = attach(self.redaction.saisine, fichier, type=kind, by=self.request.user)
                self.pieces = [*self.pieces, piece]
            except PieceRefusedError as refusal:
                form.add_error("fichier", str(refusal))
        return form.is_valid()

    def redirect(self, action: str):
        pk, code, description = self.redaction.saisine.pk, self.etape.code, self.redaction.description
        ajouter = self.request.POST.get("ajouter", "")
        if ajouter in {table.code for table in self.etape.tables}:
            return self._same_page(f"table-{ajouter}", ajouter=ajouter)
        if action == "reprendre":
            return self._same_page(f"table-{TABLE}")
        if action in {"joindre", "retirer"}:
            return self._same_page("piece")
        if action == "quitter":
            messages.success(self.request, "Votre brouillon est enregistré : vous le retrouverez ici.")
            return redirect("accueil")
        if code == AVANT:
            precedente, suivante = "", description.premiere
        else:
            precedente, suivante = description.precedente(code), description.suivante(code)
        if action == "precedent" and precedente:
            return redirect("saisines:modifier", pk, precedente)
        if self.retour or suivante == RELIRE:
            return redirect("saisines:relire", pk)
        return redirect("saisines:modifier", pk, suivante)

    def _same_page(self, fragment: str, **query: str):
        parameters = QueryDict(mutable=True)
        parameters.update(query | ({"retour": RELIRE} if self.retour else {}))
        url = reverse("saisines:modifier", args=[self.redaction.saisine.pk, self.etape.code])
        return redirect(f"{url}{'?' if parameters else ''}{parameters.urlencode()}#{fragment}")

    def render(self, saisie: Saisie, status: int = 200):
        codes = [etape.code for etape in self.redaction.description.a_remplir]
        numero = codes.index(self.etape.code) + 1 if self.etape.code in codes else 0
        suivantes = self.redaction.description.a_remplir[numero:]
        context = {
            "saisine": self.redaction.saisine,
            "description": self.redaction.description,
            "etape": self.etape,
            "numero": numero,
            "total": len(codes),
            "suivante": suivantes[0].titre if suivantes else "Relire et transmettre",
            "precedente": self.redaction.description.precedente(self.etape.code) if numero else "",
            "version": self.version,
            "base": written(self.base),
            "autre": last_writer(self.redaction, self.etape.code),
            "retour": self.retour,
            "verifier": self.verifier,
            "urgence": self.redaction.urgence(),
            "groupes": saisie.groups(),
            "a_reprendre": lignes_a_reprendre(self.redaction.recit, self.etape),
            "formulaires": [*saisie.formulaires, *([self.piece_form] if self.piece_form else [])],
            "piece_form": self.piece_form,
            "pieces": pieces_lues(self.redaction.saisine, self.pieces),
            "pieces_max": PIECES_MAX,
            "feuille_parents": self.etape.parents and concerns(self.redaction.saisine),
        }
        return render(self.request, "saisines/saisie/etape.html", context, status=status)
