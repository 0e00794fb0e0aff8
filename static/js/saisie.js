/* Writing a saisine: saves while one types, says loudly when it cannot, keeps what the server has not
   received. Without this file each « Continuer » saves, and the page says so. */
(() => {
  "use strict";

  const form = document.querySelector("[data-saisie]");
  if (!form || !window.Coffre) return;

  const AFTER_TYPING = 2000; // quiet time before a save
  const AT_MOST = 8000; // while one types without a pause
  const VAULT_AFTER = 600;
  const RETRY = [2000, 4000, 8000, 15000, 30000];
  const HEADERS = { "X-Requested-With": "fetch", Accept: "application/json" };
  const state = form.querySelector("[data-etat]");
  const version = form.elements.version;
  const base = form.elements.base; // what the page was opened from (saisines/fusion.py)
  const TECHNICAL = ["version", "base", "csrfmiddlewaretoken"];
  const token = form.elements.csrfmiddlewaretoken;
  const vault = new Coffre(form.dataset.coffre, form.dataset.etape);

  let saved = snapshot();
  let saving = null;
  let quiet = 0;
  let latest = 0;
  let vaultTimer = 0;
  let failures = 0;
  let stopped = false; // conflict, or sent meanwhile: only the person can go on
  let leaving = false;

  /* What is typed, without the file and the technical fields. */
  function pairs() {
    return [...new FormData(form)].filter(
      ([name, value]) => typeof value === "string" && !TECHNICAL.includes(name)
    );
  }
  function snapshot() {
    return JSON.stringify(pairs());
  }
  function dirty() {
    return snapshot() !== saved;
  }

  /* Messages */
  const alarm = Coffre.alarm(form.querySelector("[data-suivi]"));

  function say(text) {
    state.textContent = text;
    state.classList.remove("saisie__etat--echec");
  }
  function shout(text, link) {
    state.textContent = "Pas encore enregistré";
    state.classList.add("saisie__etat--echec");
    alarm.say(text, link);
  }

  /* Errors of fields, shown beside them as the server would have */
  let marked = [];
  function markErrors(errors) {
    for (const element of marked) element.remove();
    marked = [];
    for (const [id, messages] of Object.entries(errors)) {
      const place = document.getElementById(`${id}_error`);
      for (const message of place ? messages : []) {
        const line = document.createElement("p");
        line.className = "fr-message fr-message--error";
        line.textContent = message;
        place.append(line);
        marked.push(line);
      }
    }
    return Object.keys(errors).length;
  }

  /* Saving */
  function post(background) {
    const body = new URLSearchParams(pairs());
    body.set("version", version.value);
    body.set("base", base.value);
    return fetch(form.dataset.enregistrer, {
      method: "POST",
      headers: { ...HEADERS, "X-CSRFToken": token.value },
      body,
      credentials: "same-origin",
      redirect: "error",
      keepalive: Boolean(background),
    });
  }

  /* Resolves to "ok", "conflict" or "failed". */
  async function send(background) {
    const sent = snapshot();
    say("Enregistrement…");
    let response;
    try {
      response = await post(background);
      if (response.status === 403 && (await openVault())) response = await post(background);
    } catch {
      return fail("Votre texte n’est pas enregistré : la connexion est coupée. Nous réessayons, ne fermez pas cette page.");
    }
    if (response.status === 401) {
      return fail("Votre session est terminée : reconnectez-vous, rien n’est perdu.", Coffre.signIn());
    }
    document.dispatchEvent(new Event("session")); // the session lives (static/js/veille.js)
    const answer = await response.json().catch(() => ({}));
    if (response.status === 409) {
      stopped = true;
      shout(answer.message || "Cette étape a changé ailleurs : « Continuer » vous montre les deux textes.");
      return "conflict";
    }
    if (!response.ok) {
      return fail("Votre texte n’est pas enregistré : le service ne répond pas. Nous réessayons, ne fermez pas cette page.");
    }
    failures = 0;
    version.value = answer.version;
    base.value = answer.base;
    saved = sent;
    alarm.clear();
    const refused = markErrors(answer.erreurs || {});
    if (refused) {
      shout("Une réponse n’a pas pu être gardée : elle est signalée en rouge.");
    } else {
      say(`Enregistré à ${answer.enregistre_a}`);
      if (!dirty()) forget();
    }
    return "ok";
  }
  function fail(text, link) {
    shout(text, link);
    const delay = RETRY[Math.min(failures, RETRY.length - 1)];
    failures += 1;
    plan(delay);
    return "failed";
  }
  function save(background = false) {
    clearTimeout(quiet);
    clearTimeout(latest);
    latest = 0;
    if (saving) return saving.then((result) => (result === "ok" && dirty() && !stopped ? save(background) : result));
    if (stopped) return Promise.resolve("conflict");
    if (!dirty()) return Promise.resolve("ok");
    saving = send(background).finally(() => {
      saving = null;
    });
    return saving;
  }
  function plan(delay) {
    clearTimeout(quiet);
    quiet = setTimeout(save, delay);
  }
  function changed() {
    if (stopped || !dirty()) return;
    if (!failures) say("Modifié, pas encore enregistré");
    plan(AFTER_TYPING);
    if (!latest) latest = setTimeout(save, AT_MOST);
    clearTimeout(vaultTimer);
    vaultTimer = setTimeout(keep, VAULT_AFTER);
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("focusout", () => {
    if (dirty() && !failures) plan(300);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      if (dirty()) save(true);
    } else if (failures && dirty()) {
      save();
    }
  });
  window.addEventListener("online", () => dirty() && save());
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && dirty()) event.preventDefault();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  document.addEventListener("submit", (event) => {
    if (event.target !== form && !event.defaultPrevented) leaving = true;
  });

  /* « Continuer »: what is typed reaches the server first, so that an ended session loses nothing. */
  form.addEventListener("submit", async (event) => {
    if (leaving) {
      event.preventDefault();
      return;
    }
    if (dirty() && !stopped) {
      event.preventDefault();
      const button = event.submitter;
      const result = await save();
      if (result === "failed") return;
      if (!form.isConnected) return;
      // The server shows again what it refused: the page must not believe it is saved.
      if (dirty()) saved = snapshot();
      form.requestSubmit(button);
      return;
    }
    leaving = true;
  });

  /* What the server has not received, sealed for this person and this document (static/js/coffre.js) */
  async function openVault() {
    const fresh = await vault.open();
    if (fresh) token.value = fresh;
    return Boolean(fresh);
  }
  function keep() {
    if (!dirty()) return undefined;
    // With what it was opened from: taken up again, it does not undo what somebody else wrote meanwhile.
    return vault.keep(JSON.stringify([...pairs(), ["base", base.value]]), dirty);
  }
  function forget() {
    clearTimeout(vaultTimer);
    vault.forget();
  }
  async function recover() {
    const text = await vault.recover();
    if (!text) return;
    const found = JSON.parse(text);
    if (JSON.stringify(found.filter(([name]) => !TECHNICAL.includes(name))) === snapshot()) forget();
    else offer(found);
  }
  function offer(found) {
    Coffre.offer(form, {
      take() {
        fill(found);
        changed();
        save();
      },
      erase: forget,
    });
  }
  function fill(found) {
    for (const [name, value] of found) {
      const rows = name.match(/^(.+)-TOTAL_FORMS$/);
      if (rows) while (Number(form.elements[name]?.value) < Number(value) && addRow(rows[1]));
    }
    base.value = new Map(found).get("base") || "";
    const values = new Map();
    for (const [name, value] of found) values.set(name, [...(values.get(name) || []), value]);
    for (const field of form.querySelectorAll("input, select, textarea")) {
      if (!field.name || field.type === "file" || TECHNICAL.includes(field.name)) continue;
      if (/-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/.test(field.name)) continue;
      const wanted = values.get(field.name) || [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = wanted.includes(field.value);
      else if (wanted.length) field.value = wanted[0];
    }
  }

  /* Lines: the copy of the model is made by app.js, this keeps numbers and offers to remove. */
  function addRow(prefix) {
    const button = form.querySelector(`[data-ajouter-ligne="${prefix}"]`);
    if (button) button.click();
    return Boolean(button);
  }
  function dress() {
    for (const group of form.querySelectorAll("[data-formset]")) {
      const rows = [...group.querySelectorAll("[data-ligne]:not([hidden])")];
      rows.forEach((row, index) => {
        row.querySelector("[data-numero]").textContent = ` ${index + 1}`;
        if (!row.querySelector("[data-retirer]")) dressRow(row);
      });
    }
  }
  function dressRow(row) {
    const box = row.querySelector(".ligne__retirer input");
    if (!box) return;
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.retirer = "";
    button.className = "fr-btn fr-btn--tertiary-no-outline fr-btn--sm fr-btn--icon-left fr-icon-delete-bin-line";
    button.textContent = "Retirer";
    button.addEventListener("click", () => {
      box.checked = true;
      row.hidden = true;
      dress();
      changed();
      row.closest(".lignes").querySelector("[data-ajouter-ligne]").focus();
    });
    box.closest(".champ").hidden = true;
    row.querySelector(".ligne__retirer").append(button);
  }
  form.addEventListener("click", (event) => {
    if (!event.target.closest("[data-ajouter-ligne]")) return;
    event.preventDefault(); // the button also submits, for a page without script
    queueMicrotask(() => setTimeout(dress));
  });

  dress();
  say("Tout est enregistré");
  openVault().then((opened) => opened && recover());
})();
