"""The form of one step, produced from its description: adding a field there shows it here."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from saisines.forms.champs import ChampNaissance, ChampTexte, clean_text
from saisines.natures import Champ, Etape, Table, TypeChamp
from saisines.services.completude import missing_in

Choices = list[tuple[str, str]]
PAS_PROPOSE = "Cette réponse n’est pas proposée ici : choisissez-en une autre."


def build_field(champ: Champ, *, today: date, choix: Choices | None = None) -> forms.Field:
    """Form field of one described field. Nothing is required here: what lacks is said before sending."""
    common: dict[str, Any] = {"label": champ.libelle, "help_text": champ.aide, "required": False}
    if champ.is_texte:
        field: forms.Field = ChampTexte(
            signes=champ.max_length, long=champ.type == TypeChamp.TEXTE_LONG, **common
        )
    elif champ.type == TypeChamp.DATE:
        field = ChampNaissance(today=today, **common)
    else:
        field = _choice_field(champ, list(champ.choix) if choix is None else choix, common)
    field.sans_optionnel = True
    field.largeur = champ.largeur
    return field


def _choice_field(champ: Champ, choix: Choices, common: dict[str, Any]) -> forms.Field:
    errors = {"error_messages": {"invalid_choice": PAS_PROPOSE, "invalid_list": PAS_PROPOSE}}
    if champ.is_multiple:
        return forms.MultipleChoiceField(
            choices=choix, widget=forms.CheckboxSelectMultiple, **common, **errors
        )
    if champ.type == TypeChamp.LISTE:
        vide = [] if champ.defaut else [("", "Choisir")]
        return forms.ChoiceField(choices=[*vide, *choix], **common, **errors)
    return forms.ChoiceField(choices=choix, widget=forms.RadioSelect, **common, **errors)


class LigneForm(forms.Form):
    """One line of a table. An empty line is no line."""

    table: Table

    def __init__(self, *args, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for colonne in self.table.colonnes:
            self.fields[colonne.code] = build_field(colonne, today=today)
            self.fields[colonne.code].initial = colonne.defaut


class LignesFormSet(BaseFormSet):
    """Lines of one table, without any key: a line is its rank (menaces.md T24)."""

    default_error_messages = {
        "too_many_forms": "Gardez %(num)d lignes au plus : réunissez celles qui se ressemblent.",
        "missing_management_form": "La page est incomplète : rechargez-la, rien d’enregistré ne se perd.",
    }

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Retirer cette ligne"
            form.fields["DELETE"].sans_optionnel = True


def as_posted(etape: Etape, valeurs: dict[str, Any]) -> dict[str, Any]:
    """Stored values in the shape of a POST: a page opened to be checked shows what it lacks."""
    data: dict[str, Any] = {champ.code: valeurs.get(champ.code) or champ.defaut for champ in etape.champs}
    for table in etape.tables:
        lignes = valeurs.get(table.code) or [{}]
        data |= {f"{table.code}-TOTAL_FORMS": len(lignes), f"{table.code}-INITIAL_FORMS": 0}
        for rang, ligne in enumerate(lignes):
            data |= {
                f"{table.code}-{rang}-{colonne.code}": ligne.get(colonne.code, colonne.defaut)
                for colonne in table.colonnes
            }
    return data


def build_formset(table: Table) -> type[LignesFormSet]:
    """Formset class of a table."""
    ligne = type("Ligne", (LigneForm,), {"table": table})
    return formset_factory(
        ligne,
        formset=LignesFormSet,
        extra=0,
        can_delete=True,
        max_num=table.max_lignes,
        absolute_max=table.max_lignes + 10,
        validate_max=True,
    )


class EtapeForm(forms.Form):
    """The questions of a step that this person may read and write."""

    def __init__(
        self, *args, etape: Etape, champs: list[Champ], choix: dict[str, Choices], today: date, **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self.etape = etape
        self.champs = champs
        for champ in champs:
            self.fields[champ.code] = build_field(champ, today=today, choix=choix.get(champ.code))


@dataclass(frozen=True, slots=True)
class Element:
    """One question of the page: a field, or the lines of a table."""

    described: Champ | Table
    field: forms.BoundField | None
    formset: LignesFormSet | None

    @property
    def is_filled(self) -> bool:
        if self.field is not None:
            return bool(self.field.value())
        return any(any(champ.value() for champ in self._free(form)) for form in self.formset.forms)

    @property
    def has_errors(self) -> bool:
        if self.field is not None:
            return bool(self.field.errors)
        return bool(self.formset.non_form_errors()) or any(form.errors for form in self.formset.forms)

    def _free(self, form: forms.Form) -> list[forms.BoundField]:
        """Cells that are empty until somebody writes: a choice with a default says nothing."""
        return [form[colonne.code] for colonne in self.described.colonnes if not colonne.defaut]


@dataclass(frozen=True, slots=True)
class Groupe:
    """Questions shown together; folded under a title when they are only offered."""

    titre: str
    elements: list[Element]

    @property
    def ouvert(self) -> bool:
        """What was answered, or is to be corrected, is not hidden."""
        return any(element.is_filled or element.has_errors for element in self.elements)


class Saisie:
    """What is typed on the page of one step: its fields and its tables, read and checked together.

    `valeurs` are the stored values; `data` is what was posted, None to show what is stored. `choix` gives
    the choices that belong to the pole. `lignes_vides` adds empty lines to a table (by its code).
    """

    def __init__(
        self,
        etape: Etape,
        relations: frozenset[str],
        *,
        valeurs: dict[str, Any],
        choix: dict[str, Choices],
        today: date,
        data=None,
        ajouter: str = "",
    ) -> None:
        items = etape.readable_by(relations)
        self.etape = etape
        self.valeurs = valeurs
        self.tables = [item for item in items if isinstance(item, Table)]
        champs = [item for item in items if isinstance(item, Champ)]
        initial = {champ.code: valeurs.get(champ.code) or champ.defaut for champ in champs}
        self.form = EtapeForm(data, etape=etape, champs=champs, choix=choix, today=today, initial=initial)
        self.formsets = {
            table.code: self._formset(table, data, today, ajouter=table.code == ajouter)
            for table in self.tables
        }
        self.order = [item.code for item in items]

    def _formset(self, table: Table, data, today: date, *, ajouter: bool) -> LignesFormSet:
        lignes = list(self.valeurs.get(table.code) or [])
        if data is None and (ajouter or not lignes) and len(lignes) < table.max_lignes:
            lignes = [*lignes, {}]
        return build_formset(table)(data, prefix=table.code, initial=lignes, form_kwargs={"today": today})

    @property
    def formulaires(self) -> list:
        """Forms of the page in the order of their questions, for the summary of errors."""
        return [self.form, *self.formsets.values()]

    def is_valid(self) -> bool:
        """True if all that was typed can be kept as it is."""
        valid = [one.is_valid() for one in self.formulaires]  # each of them: all() alone would stop early
        return all(valid)

    def data(self) -> dict[str, Any]:
        """All that can be kept, by code: right answers clean, wrong dates as typed, refused ones left out.

        A text that is too long is left out: cutting it would lose its end without a word.
        """
        self.is_valid()
        kept = dict(self.form.cleaned_data)
        kept |= {
            champ.code: self._as_typed(champ)
            for champ in self.form.champs
            if champ.type == TypeChamp.DATE and champ.code in self.form.errors and self._as_typed(champ)
        }
        for table in self.tables:
            lignes = self._lines(table)
            if lignes is not None:
                kept[table.code] = lignes
        return kept

    def _as_typed(self, champ: Champ) -> str:
        texte = clean_text(self.form[champ.code].value() or "", une_ligne=True)
        return texte if len(texte) <= champ.max_length else ""

    def _lines(self, table: Table) -> list[dict[str, str]] | None:
        """Lines to keep, in order; None if they cannot be read (a forged page)."""
        formset = self.formsets[table.code]
        if formset.non_form_errors() and not formset.forms:
            return None
        lignes = []
        for rang, form in enumerate(formset.forms[: table.max_lignes]):
            values = getattr(form, "cleaned_data", {})
            if values.get("DELETE"):
                continue
            # A refused cell keeps what was stored on that line.
            before = self.valeurs.get(table.code) or []
            stored = before[rang] if rang < len(before) else {}
            ligne = {
                colonne.code: values.get(colonne.code, stored.get(colonne.code, "")) or colonne.defaut
                for colonne in table.colonnes
            }
            if any(ligne[colonne.code] for colonne in table.colonnes if not colonne.defaut):
                lignes.append(ligne)
        return lignes

    def add_missing(self) -> None:
        """Say beside each field what is still needed before sending. The forms must be bound."""
        valeurs = self.valeurs | self.data()
        for manque in missing_in(self.etape, valeurs):
            if manque.code in self.formsets:
                self._add_to_table(self._table(manque.code), manque.message)
            elif manque.code in self.form.fields and manque.code not in self.form.errors:
                self.form.add_error(manque.code, manque.message)

    def add_incomplete_lines(self) -> None:
        """A line that says something but not the main thing: asked when the person goes on, not before."""
        for table in self.tables:
            for form, ligne in zip(self.formsets[table.code].forms, self._all_lines(table), strict=False):
                if ligne and not table.is_filled(ligne):
                    code = table.essentiel[0]
                    libelle = table.colonne(code).libelle.rstrip("\u00a0 ?").lower()
                    form.add_error(code, f"Répondez à « {libelle} », ou videz la ligne.")

    def _all_lines(self, table: Table) -> list[dict[str, str] | None]:
        """Posted lines in the order of their forms; None for those removed or empty."""
        lignes = []
        for form in self.formsets[table.code].forms:
            values = getattr(form, "cleaned_data", {})
            said = any(values.get(colonne.code) for colonne in table.colonnes if not colonne.defaut)
            lignes.append(values if said and not values.get("DELETE") else None)
        return lignes

    def _table(self, code: str) -> Table:
        return next(table for table in self.tables if table.code == code)

    def _add_to_table(self, table: Table, message: str) -> None:
        forms_of_table = self.formsets[table.code].forms
        if forms_of_table:
            forms_of_table[0].add_error((table.essentiel or [table.colonnes[0].code])[0], message)
        else:
            self.form.add_error(None, message)

    def is_clean(self) -> bool:
        """True if no message was added, whoever added it."""
        lines = [form for formset in self.formsets.values() for form in formset.forms]
        return not any(form.errors for form in (self.form, *lines))

    def groups(self) -> list["Groupe"]:
        """What the page shows, in order: the questions themselves, then what is offered, folded."""
        found: dict[str, Groupe] = {}
        for item in (*self.form.champs, *self.tables):
            found.setdefault(item.pli, Groupe(item.pli, []))
        for code in self.order:
            described = next(item for item in (*self.form.champs, *self.tables) if item.code == code)
            field = self.form[code] if code in self.form.fields else None
            found[described.pli].elements.append(Element(described, field, self.formsets.get(code)))
        return sorted(found.values(), key=lambda groupe: bool(groupe.titre))

    def errors(self) -> dict[str, list[str]]:
        """Messages by the id of the control they are about: what the page shows after a background save."""
        found = {
            f"id_{code}": [str(message) for message in messages]
            for code, messages in self.form.errors.items()
        }
        for formset in self.formsets.values():
            for form in formset.forms:
                for code, messages in form.errors.items():
                    found[f"id_{form.add_prefix(code)}"] = [str(message) for message in messages]
            if formset.non_form_errors():
                found[f"id_{formset.prefix}"] = [str(message) for message in formset.non_form_errors()]
        return found
