"""The crispy pack: labels, hints, errors and legends tied together, user text as text."""

import re
from datetime import date

import pytest
from django import forms
from django.forms import BaseFormSet, formset_factory
from django.template import Context, Template
from django.utils.safestring import SafeString

from pole.dsfr import ChampDate, DsfrFieldset, DsfrHelper, DsfrSubmit, HeureWidget, error_links

HOSTILE = "{{ 7|add:7 }}<img src=x onerror=alert(1)>"


class EveryWidgetForm(forms.Form):
    prenom = forms.CharField(label="Prénom", help_text="Tel qu’on l’appelle.")
    adresse = forms.EmailField(label="Adresse", help_text="Celle de l’école.")
    texte = forms.CharField(label="Texte", help_text="Des faits.", widget=forms.Textarea)
    age = forms.IntegerField(label="Âge", help_text="En années.")
    niveau = forms.ChoiceField(label="Niveau", help_text="Cette année.", choices=[("CP", "CP")])
    lieux = forms.MultipleChoiceField(label="Lieux", help_text="Plusieurs possibles.", choices=[("a", "A")])
    le = ChampDate(label="Le", help_text="Jour de l’appel.")
    heure = forms.TimeField(label="Heure", help_text="À peu près.", widget=HeureWidget)
    piece = forms.FileField(label="Pièce", help_text="PDF.")
    accord = forms.ChoiceField(
        label="Accord",
        help_text="Des deux parents.",
        widget=forms.RadioSelect,
        choices=[("o", "Oui"), ("n", "Non")],
    )
    motifs = forms.MultipleChoiceField(
        label="Motifs",
        help_text="Les principaux.",
        widget=forms.CheckboxSelectMultiple,
        choices=[("a", "A"), ("b", "B")],
    )
    relu = forms.BooleanField(label="Relu", help_text="Par vous.")

    helper = DsfrHelper()


GROUPS = {"accord", "motifs"}
SIMPLE = [name for name in EveryWidgetForm.base_fields if name not in GROUPS]


def rendered(form, source: str = "{% crispy form %}") -> str:
    template = Template("{% load crispy_forms_tags %}{% load dsfr_pole %}" + source)
    name = "formset" if isinstance(form, BaseFormSet) else "form"
    return template.render(Context({name: form, "helper": getattr(form, "helper", None)}))


def tag_with(html: str, attribute: str, value: str) -> str:
    """The only opening tag whose attribute has this value."""
    found = re.findall(rf"<[a-z]+[^>]*\b{attribute}=\"{re.escape(value)}\"[^>]*>", html)
    assert len(found) == 1, (attribute, value, found)
    return found[0]


@pytest.mark.parametrize("name", SIMPLE)
def test_field_ties_its_label_hint_and_error_to_its_control(name):
    html = rendered(EveryWidgetForm({}))

    control = tag_with(html, "id", f"id_{name}")
    assert f'for="id_{name}"' in html
    assert f'aria-describedby="id_{name}_helptext id_{name}_error"' in control
    assert 'aria-invalid="true"' in control
    tag_with(html, "id", f"id_{name}_helptext")
    assert 'aria-live="polite"' in tag_with(html, "id", f"id_{name}_error")


@pytest.mark.parametrize("name", sorted(GROUPS))
def test_group_is_a_fieldset_with_legend_hint_and_error(name):
    html = rendered(EveryWidgetForm({}))

    fieldset = tag_with(html, "id", f"id_{name}-groupe")
    assert fieldset.startswith("<fieldset")
    assert f'aria-labelledby="id_{name}-legende"' in fieldset
    assert f'aria-describedby="id_{name}_helptext id_{name}_error"' in fieldset
    tag_with(html, "id", f"id_{name}-legende")
    for number in (0, 1):
        tag_with(html, "id", f"id_{name}_{number}")
        assert f'for="id_{name}_{number}"' in html


@pytest.mark.parametrize(
    ("name", "css"),
    [
        ("prenom", "fr-input"),
        ("texte", "fr-input"),
        ("niveau", "fr-select"),
        ("piece", "fr-upload"),
        ("le", "fr-input"),
    ],
)
def test_control_has_the_class_of_its_family_once(name, css):
    form = EveryWidgetForm()
    rendered(form)

    html = str(form[name])

    assert re.findall(r'class="([^"]*)"', html) == [css]


def test_class_does_not_leak_to_other_forms():
    rendered(EveryWidgetForm())

    assert "class" not in EveryWidgetForm().fields["prenom"].widget.attrs


def test_optional_fields_say_so_and_required_ones_do_not():
    class LineForm(forms.Form):
        quoi = forms.CharField(label="Quoi")
        effet = forms.CharField(label="Effet", required=False)
        helper = DsfrHelper()

    html = rendered(LineForm())

    assert re.findall(r"(\w+)\s*<span class=\"optionnel\">\(facultatif\)</span>", html) == ["Effet"]


@pytest.mark.parametrize("place", ["label", "help_text", "choice", "legend", "submit", "value", "error"])
def test_hostile_text_comes_out_as_text(place):
    class HostileForm(forms.Form):
        champ = forms.CharField(
            label=HOSTILE if place == "label" else "Champ",
            help_text=HOSTILE if place == "help_text" else "",
        )
        choix = forms.ChoiceField(
            choices=[("a", HOSTILE if place == "choice" else "A")], widget=forms.RadioSelect
        )
        helper = DsfrHelper(
            DsfrFieldset(HOSTILE if place == "legend" else "Légende", "champ", hint="Aide"),
            "choix",
            DsfrSubmit("envoyer", HOSTILE if place == "submit" else "Envoyer"),
        )

        def clean_champ(self):
            if place == "error":
                raise forms.ValidationError(HOSTILE)
            return self.cleaned_data["champ"]

    html = rendered(HostileForm({"champ": HOSTILE if place in {"value", "error"} else "x", "choix": "a"}))

    assert "<img" not in html
    assert "{{ 7|add:7 }}&lt;img src=x onerror=alert(1)&gt;" in html


def test_layout_objects_may_be_rendered_twice():
    class TwoForm(forms.Form):
        champ = forms.CharField()
        helper = DsfrHelper(DsfrFieldset("Légende", "champ"), DsfrSubmit("envoyer", "Envoyer"))

    assert rendered(TwoForm()) == rendered(TwoForm())


def test_summary_links_reach_fields_of_the_page():
    form = EveryWidgetForm({})
    html = rendered(form, "{% resume_erreurs form %}{% crispy form %}")

    targets = re.findall(r'<li><a href="#([^"]+)"', html)

    assert len(targets) == len(EveryWidgetForm.base_fields)
    assert targets[-3:] == ["id_accord_0", "id_motifs_0", "id_relu"]
    for target in targets:
        tag_with(html, "id", target)


def test_summary_is_shown_once():
    form = EveryWidgetForm({})

    alone = rendered(EveryWidgetForm({}))
    above = rendered(form, "{% resume_erreurs form %}<h1>Titre</h1>{% crispy form %}")

    assert alone.count('id="resume-erreurs"') == above.count('id="resume-erreurs"') == 1
    assert above.index("resume-erreurs") < above.index("<h1>")


def test_summary_reaches_the_lines_of_a_formset():
    class LineForm(forms.Form):
        quoi = forms.CharField(label="Essai")

    formset = formset_factory(LineForm, extra=2)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-quoi": "x", "form-1-quoi": ""}
    )
    formset.helper = DsfrHelper()

    html = rendered(formset, "{% crispy formset helper %}")

    assert [(link.label, link.target) for link in error_links(formset)] == [
        ("Essai (ligne 2)", "id_form-1-quoi")
    ]
    assert 'href="#id_form-1-quoi"' in html
    tag_with(html, "id", "id_form-1-quoi")
    assert html.count('id="resume-erreurs"') == 1


def test_formset_as_a_table_labels_each_cell():
    class LineForm(forms.Form):
        quoi = forms.CharField(label="Essai")

    formset = formset_factory(LineForm, extra=2)()
    formset.helper = DsfrHelper()
    formset.helper.template = "crispy_dsfr/table_inline_formset.html"

    html = rendered(formset, "{% crispy formset helper %}")

    assert "Essai, ligne 2</label>" in html
    assert html.count('for="id_form-1-quoi"') == 1


def test_error_of_the_whole_form_leads_to_its_first_field():
    class WholeForm(forms.Form):
        champ = forms.CharField()

        def clean(self):
            raise forms.ValidationError("Ces deux réponses se contredisent.")

    assert [(link.message, link.target) for link in error_links(WholeForm({"champ": "x"}))] == [
        ("Ces deux réponses se contredisent.", "id_champ")
    ]


def test_unbound_and_missing_forms_have_no_error():
    assert error_links(EveryWidgetForm(), None) == []


@pytest.mark.parametrize(("data", "prefix"), [({}, "Erreur\u00a0: "), (None, "")])
def test_title_says_first_that_there_are_errors(data, prefix):
    form = EveryWidgetForm(data)

    assert rendered(form, "{% prefixe_titre %}") == prefix


@pytest.mark.parametrize("typed", ["2026-10-03", "03/10/2026", "3/10/26", "03.10.2026"])
def test_date_is_read_as_typed_or_as_picked(typed):
    assert ChampDate().clean(typed) == date(2026, 10, 3)


def test_date_that_is_not_one_is_not_lost():
    class DayForm(forms.Form):
        le = ChampDate(label="Le")

    form = DayForm({"le": "depuis octobre"})

    assert 'type="text"' in str(form["le"])
    assert 'value="depuis octobre"' in str(form["le"])
    assert form.errors["le"] == ["Écrivez la date ainsi\u00a0: jour, mois, année. Par exemple 03/10/2026."]


def test_date_that_is_one_goes_in_the_native_control():
    class DayForm(forms.Form):
        le = ChampDate(label="Le")

    assert 'type="date"' in str(DayForm(initial={"le": date(2026, 10, 3)})["le"])
    assert 'value="2026-10-03"' in str(DayForm(initial={"le": date(2026, 10, 3)})["le"])


def test_widget_made_of_several_is_refused():
    class SplitForm(forms.Form):
        quand = forms.SplitDateTimeField()
        helper = DsfrHelper()

    with pytest.raises(TypeError, match="one field per part"):
        rendered(SplitForm())


def test_help_of_the_password_rules_fits_in_a_label():
    class RulesForm(forms.Form):
        secret = forms.CharField(
            help_text=SafeString("<ul><li>Quinze signes.</li><li>Pas un mot connu.</li></ul>")
        )
        helper = DsfrHelper()

    html = rendered(RulesForm())

    assert "Quinze signes. Pas un mot connu." in html
    assert "<ul" not in html


def test_formset_offers_the_model_of_a_new_line_only_when_asked():
    class LineForm(forms.Form):
        quoi = forms.CharField(label="Essai")

    formset = formset_factory(LineForm, extra=1)(prefix="essais")
    formset.helper = DsfrHelper()
    without = rendered(formset, "{% crispy formset helper %}")
    formset.helper.ajouter = "Ajouter un essai"
    html = rendered(formset, "{% crispy formset helper %}")

    assert "<template" not in without
    assert "<form" not in html
    assert 'id="id_essais-__prefix__-quoi"' in html
    assert re.findall(r'data-ajouter-ligne="essais" hidden>([^<]+)<', html) == ["Ajouter un essai"]
