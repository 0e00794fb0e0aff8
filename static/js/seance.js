/* A séance that is being noted: saved while one types, kept in this browser while the network is away, for as
   long as it takes. Without this file each « Enregistrer » saves its own case. */
(() => {
  "use strict";

  const root = document.querySelector("[data-seance]");
  if (!root || !("ecrit" in root.dataset) || !window.Situations) return;

  const { cases, links, show } = window.Situations;
  const HEADERS = { "X-Requested-With": "fetch", Accept: "application/json" };

  /* Writing */
  const AFTER_TYPING = 1500;
  const AFTER_TAP = 150;
  const VAULT_AFTER = 400;
  const SIGN = 60_000;
  const RETRY = [2000, 4000, 8000, 15000, 30000];
  const TECHNICAL = ["version", "csrfmiddlewaretoken", "projection"];
  const state = root.querySelector("[data-etat]");
  const alarm = Coffre.alarm(root.querySelector("[data-suivi]"));
  const vault = new Coffre(root.dataset.coffre, "seance");
  let owner = "";
  let savedAt = "";
  let token = root.querySelector("[name=csrfmiddlewaretoken]").value;
  let failures = 0;
  let sending = null;
  let timer = 0;
  let vaultTimer = 0;
  let alive = true; // somebody typed or clicked since the last sign
  let leaving = false;

  function pairs(form) {
    return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !TECHNICAL.includes(name));
  }
  const notes = cases.map((one) => {
    const form = one.querySelector("[data-note]");
    return { id: one.dataset.situation, section: one, form, saved: JSON.stringify(pairs(form)), stopped: false };
  });
  const content = (note) => JSON.stringify(pairs(note.form));
  const dirty = (note) => content(note) !== note.saved;
  const waiting = () => notes.filter((note) => dirty(note));
  const toSend = () => notes.filter((note) => dirty(note) && !note.stopped);

  function say() {
    const left = waiting().length;
    state.classList.toggle("saisie__etat--echec", Boolean(left && (failures || notes.some((note) => note.stopped))));
    if (!left) {
      if (savedAt) state.textContent = `Enregistré à ${savedAt}`;
      return;
    }
    state.textContent = left === 1 ? "Une situation pas encore enregistrée" : `${left} situations pas encore enregistrées`;
  }

  /* Errors of fields, shown where the server would have shown them */
  function mark(note, errors) {
    note.form.querySelectorAll("[data-refus]").forEach((line) => line.remove());
    for (const [id, messages] of Object.entries(errors)) {
      const place = document.getElementById(`${id}_error`);
      for (const message of place ? messages : []) {
        const line = document.createElement("p");
        line.className = "fr-message fr-message--error";
        line.dataset.refus = "";
        line.textContent = message;
        place.append(line);
      }
    }
  }

  /* Sending: one case after the other */
  function post(url, body, background) {
    return fetch(url, {
      method: "POST",
      headers: { ...HEADERS, "X-CSRFToken": token },
      body,
      credentials: "same-origin",
      redirect: "error",
      keepalive: Boolean(background),
    });
  }
  async function postAgain(url, body, background) {
    const response = await post(url, body, background);
    // Signed in again in another tab: the token changed. Somebody else's sign-in takes nothing of what is here.
    if (response.status === 403 && (await openVault())) return post(url, body, background);
    return response;
  }
  function bodyOf(note) {
    const body = new URLSearchParams(pairs(note.form));
    body.set("version", note.form.elements.version.value);
    return body;
  }
  /* Resolves to true when the server has it or will never take it: the next case may go. */
  async function send(note, background) {
    const sent = content(note);
    let response;
    try {
      response = await postAgain(note.form.action, bodyOf(note), background);
    } catch {
      return fail("La connexion est coupée. Continuez : vos notes restent ici et partiront d’elles-mêmes. Ne fermez pas cette page.");
    }
    if (response.status === 401 || (response.status === 403 && vault.status === 401)) return fail("Votre session est terminée : reconnectez-vous, rien n’est perdu.", Coffre.signIn());
    document.dispatchEvent(new Event("session")); // the session lives (static/js/veille.js)
    const answer = await response.json().catch(() => ({}));
    if (response.status === 409) return refused(note, answer);
    if (!response.ok) return fail("Vos notes ne sont pas enregistrées : le service ne répond pas. Nous réessayons.");
    failures = 0;
    note.form.elements.version.value = answer.version;
    note.saved = sent;
    mark(note, answer.erreurs || {});
    if (!notes.some((one) => one.stopped)) alarm.clear();
    savedAt = answer.enregistre_a;
    return true;
  }
  function fail(text, link) {
    failures += 1;
    alarm.say(text, link);
    plan(RETRY[Math.min(failures - 1, RETRY.length - 1)]);
    return false;
  }
  function refused(note, answer) {
    if (answer.erreur === "plume") {
      for (const one of notes) one.stopped = true;
      alarm.say(answer.message, takeOver(answer.preneur));
      return false;
    }
    if (note) note.stopped = true;
    alarm.say(note ? `${reference(note)} : ${answer.message}` : answer.message);
    return true;
  }
  function reference(note) {
    return note.section.querySelector(".situation__titre").textContent;
  }
  function takeOver(who) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "fr-btn fr-btn--sm";
    button.textContent = "Prendre la plume";
    button.addEventListener("click", async () => {
      try {
        const response = await postAgain(root.dataset.plume, new URLSearchParams({ prendre: "1", de: who }));
        const answer = await response.json();
        if (!response.ok) return alarm.say(answer.message || "La plume n’a pas pu être prise.");
        if (!waiting().length) return location.reload();
      } catch {
        return alarm.say("La connexion est coupée : réessayez dans un instant.", takeOver(who));
      }
      for (const one of notes) one.stopped = false;
      alarm.clear();
      flush();
    });
    return button;
  }
  function flush(background = false) {
    clearTimeout(timer);
    if (sending) return sending.then(() => toSend().length && !failures && flush(background));
    sending = (async () => {
      for (const note of toSend()) if (!(await send(note, background))) break;
    })().finally(() => {
      sending = null;
      say();
      keep();
      tick();
    });
    return sending;
  }
  function plan(delay) {
    clearTimeout(timer);
    timer = setTimeout(flush, delay);
  }

  /* What the server has not received, sealed for this person and this séance (static/js/coffre.js) */
  async function openVault() {
    const fresh = await vault.open();
    if (!fresh) return false;
    if (owner && owner !== vault.name) {
      for (const note of notes) note.stopped = true;
      alarm.say("Une autre personne s’est connectée sur cet appareil : rechargez la page.");
      return false;
    }
    owner = vault.name;
    token = fresh;
    for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = fresh;
    return true;
  }
  function keep() {
    clearTimeout(vaultTimer);
    // Signing out has just wiped this place (static/js/app.js).
    if (leaving) return undefined;
    const left = waiting();
    if (!left.length) return vault.forget();
    const kept = left.map((note) => [note.id, note.form.elements.version.value, reference(note), pairs(note.form)]);
    return vault.keep(JSON.stringify(kept), () => !leaving && waiting().length > 0);
  }
  async function recover() {
    const text = await vault.recover();
    if (!text) return;
    const found = JSON.parse(text).filter(([id, , , values]) => {
      const note = notes.find((one) => one.id === id);
      return !note || !holds(note, values);
    });
    if (!found.length) return vault.forget();
    Coffre.offer(root.querySelector(".seance__corps"), { take: () => found.forEach(takeBack), erase: () => vault.forget() });
  }
  /* Both texts may have been brought together since: nothing is missing then. */
  function holds(note, values) {
    const now = new Map(pairs(note.form));
    return values.every(([name, value]) => (now.get(name) || "").includes(value));
  }
  function takeBack([id, version, name, values]) {
    const note = notes.find((one) => one.id === id);
    if (!note) return toCopy(name, values);
    const wanted = new Map(values);
    for (const field of note.form.querySelectorAll("input, select, textarea")) {
      if (!wanted.has(field.name) || TECHNICAL.includes(field.name)) continue;
      if (field.type === "radio") field.checked = field.value === wanted.get(field.name);
      else field.value = wanted.get(field.name);
    }
    note.form.elements.version.value = version;
    show(id, false);
    changed(0);
  }
  /* Its case has left the agenda: the words are still there to be copied. */
  function toCopy(name, values) {
    const box = document.createElement("p");
    const label = document.createElement("label");
    label.className = "fr-label";
    label.textContent = `${name} n’est plus à l’ordre du jour. Vous aviez écrit :`;
    const text = document.createElement("textarea");
    text.className = "fr-input";
    text.rows = 6;
    text.readOnly = true;
    text.value = values.filter(([field, value]) => value && /^(comprehension|piste)/.test(field)).map(([, value]) => value).join("\n");
    label.append(text);
    box.append(label);
    root.querySelector(".seance__corps").before(box);
  }

  /* The lists beside */
  function tick() {
    for (const note of notes) {
      const studied = note.form.querySelector("[name=etudiee]:checked")?.value === "oui";
      const place = links.get(note.id)?.querySelector("[data-etude]");
      if (place) place.textContent = `${studied ? "étudiée" : ""}${dirty(note) ? " (à enregistrer)" : ""}`;
    }
  }
  /* Only one empty line of piste at a time */
  function lines(form) {
    let empty = 0;
    for (const line of form.querySelectorAll("[data-piste]")) {
      const filled = [...line.querySelectorAll("input")].some((field) => field.value.trim());
      line.hidden = !filled && empty > 0;
      if (!filled) empty += 1;
    }
  }
  function changed(delay) {
    alive = true;
    tick();
    if (!failures) say();
    if (!failures) plan(delay);
    clearTimeout(vaultTimer);
    vaultTimer = setTimeout(keep, VAULT_AFTER);
  }
  root.addEventListener("input", (event) => {
    const form = event.target.closest("[data-note]");
    if (!form) return;
    lines(form);
    changed(event.target.type === "radio" ? AFTER_TAP : AFTER_TYPING);
  });
  root.addEventListener("change", (event) => event.target.closest("[data-note]") && changed(AFTER_TAP));
  for (const note of notes) lines(note.form);

  /* The time of a case begins: the others stop */
  async function begin(form) {
    try {
      const response = await postAgain(form.action, new URLSearchParams());
      const answer = await response.json();
      if (!response.ok) return refused(null, answer);
      form.replaceWith(Minutes.begin(root, answer.prevu));
    } catch {
      alarm.say("La connexion est coupée : le temps de cette situation commencera avec votre première note.");
    }
  }

  /* Buttons of the forms */
  function everybody(form) {
    for (const line of form.querySelectorAll(".presence__ligne:not([data-excuse])")) {
      if (line.querySelector("input:checked")?.value) continue;
      const here = line.querySelector("input[value=oui]");
      if (here) here.checked = true;
    }
    changed(AFTER_TAP);
  }
  root.addEventListener("submit", async (event) => {
    const note = notes.find((one) => one.form === event.target);
    if (leaving) return;
    if (note && event.submitter?.name === "presents") {
      event.preventDefault();
      return everybody(note.form);
    }
    // « Enregistrer », and the small acts that load the page again: what is typed reaches the server first.
    event.preventDefault();
    const form = event.target;
    const button = event.submitter;
    if ("commencer" in form.dataset) return begin(form);
    if (note?.stopped) await keep();
    else {
      await flush();
      if (note || waiting().length) return;
    }
    // A form sent without network would replace this page by an error; what is typed meanwhile would be lost.
    root.inert = true;
    if (!(await openVault())) {
      root.inert = false;
      if (vault.status === 401) alarm.say("Votre session est terminée : reconnectez-vous, rien n’est perdu.", Coffre.signIn());
      else alarm.say("La connexion est coupée : réessayez dans un instant.");
      return;
    }
    leaving = true;
    form.querySelector("[name=csrfmiddlewaretoken]").value = token;
    form.requestSubmit(button);
  });

  /* Signs of life, only when somebody is there */
  for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, () => (alive = true));
  setInterval(async () => {
    if (!alive || document.visibilityState === "hidden") return;
    alive = false;
    try {
      const response = await postAgain(root.dataset.plume, new URLSearchParams());
      if (!response.ok) return;
      document.dispatchEvent(new Event("session"));
      const answer = await response.json();
      if (!answer.a_moi && !notes.every((note) => note.stopped)) refused(null, { erreur: "plume", ...answer });
    } catch {
      // No network: what is typed says so by itself.
    }
  }, SIGN);

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      keep();
      if (toSend().length) flush(true);
    } else if (failures) {
      flush();
    }
  });
  window.addEventListener("online", () => toSend().length && flush());
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && waiting().length) event.preventDefault();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  document.addEventListener("submit", (event) => {
    if (!root.contains(event.target) && !event.defaultPrevented) leaving = true;
  });

  state.textContent = "Tout est enregistré";
  openVault().then((opened) => opened && recover());
})();
