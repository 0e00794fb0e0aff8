/* Warns before a session left alone ends, and offers to keep it (WCAG 2.2.1). Without this file the session
   ends as before, and the next page says so. Every tab of the browser shares the time of the last answer. */
(() => {
  "use strict";

  const box = document.getElementById("veille");
  if (!box || !box.showModal) return;

  const MARGIN = 10_000; // the answer left the server a little before this file ran
  const LIMIT = Number(box.dataset.inactivite) * 1000 - MARGIN;
  const BEFORE = Math.min(120_000, LIMIT / 2);
  const CHECK = 5_000;
  const form = document.querySelector("form[data-saisie], [data-seance]");
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("session") : null;

  let alive = 0; // when the server last answered
  let typed = 0; // when the person last typed here
  let over = false;

  function show(name) {
    for (const part of box.querySelectorAll("[data-quand]")) part.hidden = part.dataset.quand !== name;
    const kept = Boolean(form && !form.querySelector(".saisie__etat--echec"));
    box.querySelector("[data-garde]").hidden = !kept;
    box.querySelector("[data-pas-envoye]").hidden = kept || !typed;
    if (!box.open) box.showModal();
    box.querySelector(`[data-quand="${name}"] [data-d-abord]`).focus();
  }
  function warn() {
    if (box.open) return;
    const end = new Date(alive + LIMIT);
    const time = end.toLocaleTimeString("fr-FR", { hour: "numeric", minute: "2-digit" });
    box.querySelector("[data-heure]").textContent = `à ${time.replace(":", "\u00a0h\u00a0")}`;
    show("avant");
  }
  function finish() {
    over = true;
    show("apres");
  }

  /* The session lives: said by this tab to the others, or by another to this one. */
  function hear(time) {
    if (time <= alive) return;
    alive = time;
    over = false;
    if (box.open) box.close();
  }
  function tell() {
    hear(Date.now());
    tabs?.postMessage(alive);
  }
  async function stay() {
    try {
      const headers = { "X-Requested-With": "fetch" };
      const answer = await fetch(box.dataset.adresse, { method: "HEAD", headers, redirect: "error" });
      if (answer.ok) tell();
      else if (answer.status === 401) finish();
    } catch {
      // No network: the warning stays, the button may be pressed again.
    }
  }

  function look() {
    if (over) return;
    const left = alive + LIMIT - Date.now();
    if (left <= 0) finish();
    else if (left > BEFORE) return;
    else if (typed && Date.now() - typed < BEFORE) stay(); // who writes is there
    else warn();
  }

  box.addEventListener("click", (event) => {
    if (event.target.closest("[data-rester]")) stay();
    else if (event.target.closest("[data-fermer]")) box.close();
  });
  // Escape is a sign of life.
  box.addEventListener("cancel", () => over || stay());
  document.addEventListener("input", () => {
    typed = Date.now();
  });
  document.addEventListener("visibilitychange", look);
  // A background save of static/js/saisie.js was answered.
  document.addEventListener("session", tell);
  tabs?.addEventListener("message", (event) => hear(event.data));

  tell();
  setInterval(look, CHECK);
})();
