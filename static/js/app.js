/* Comfort only: every page works without this file. */
(() => {
  "use strict";

  // Errors first: a keyboard or screen reader user starts on the summary.
  const errors = document.querySelector("[data-focus]");
  if (errors) errors.focus();

  // A link of the summary puts the focus in the field, not only on its line.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".resume-erreurs a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  });

  // « Ajouter une ligne »: clones the empty form given by the server in a <template>.
  // Its button is hidden without this script: the server then shows enough empty lines.
  for (const button of document.querySelectorAll("[data-ajouter-ligne]")) button.hidden = false;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-ajouter-ligne]");
    if (!button) return;
    const prefix = button.dataset.ajouterLigne;
    const total = document.getElementById(`id_${prefix}-TOTAL_FORMS`);
    const model = document.getElementById(`${prefix}-modele`);
    const rows = document.querySelector(`[data-formset="${prefix}"]`);
    if (!total || !model || !rows) return;
    if (Number(total.value) >= Number(document.getElementById(`id_${prefix}-MAX_NUM_FORMS`)?.value ?? 1000)) return;
    const number = Number(total.value);
    const holder = document.createElement("template");
    holder.innerHTML = model.innerHTML.replaceAll("__prefix__", String(number));
    const row = holder.content.firstElementChild;
    rows.append(row);
    total.value = String(number + 1);
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-imprimer]")) window.print();
  });

  // A form that many lines make long asks before one leaves with what it has not saved.
  for (const form of document.querySelectorAll("form[data-retenir]")) {
    let changed = false;
    form.addEventListener("input", () => (changed = true));
    form.addEventListener("submit", () => (changed = false));
    window.addEventListener("beforeunload", (event) => changed && event.preventDefault());
  }

  // Signing out wipes what this device alone still holds (static/js/saisie.js), after a warning.
  document.addEventListener("submit", (event) => {
    if (!new URL(event.target.getAttribute("action") || "", location.href).pathname.endsWith("/deconnexion/")) return;
    const kept = Object.keys(localStorage).filter((name) => name.startsWith("brouillon."));
    if (!kept.length) return;
    const warning = "Un texte n’est pas encore enregistré. Se déconnecter l’efface de cet appareil. Continuer ?";
    if (window.confirm(warning)) kept.forEach((name) => localStorage.removeItem(name));
    else event.preventDefault();
  });

  // Only one drop-down open at a time; Escape closes it and gives the focus back.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = event.target.closest?.("details.deroulant[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
})();
