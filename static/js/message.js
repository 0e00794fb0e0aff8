/* A message being written is kept in this browser until the server has it: an ended session or a cut network
   loses nothing. Without this file the form is an ordinary one. */
(() => {
  "use strict";

  const form = document.querySelector("[data-message]");
  if (!form || !window.Coffre) return;

  const QUIET = 600;
  const vault = new Coffre(form.dataset.coffre, "texte");
  const alarm = Coffre.alarm(form.querySelector("[data-suivi]"));
  const text = form.elements.texte;
  const boxes = () => [...form.querySelectorAll("input[name=lecteurs]")];
  let timer = 0;
  let checked = false;

  function content() {
    const readers = boxes().filter((box) => box.checked).map((box) => box.value);
    return JSON.stringify({ jeton: form.elements.jeton.value, texte: text.value, lecteurs: readers });
  }
  async function keep() {
    if (text.value.trim()) await vault.keep(content());
    else vault.forget();
  }
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, QUIET);
  });

  /* Asked first whether the session lives: a form posted to the sign-in page would be lost. */
  form.addEventListener("submit", async (event) => {
    if (checked) return;
    event.preventDefault();
    clearTimeout(timer);
    await keep();
    const token = await vault.open();
    if (token) {
      alarm.clear();
      form.elements.csrfmiddlewaretoken.value = token;
      checked = true;
      form.requestSubmit();
      return;
    }
    if (vault.status === 401) {
      alarm.say("Votre session est terminée : reconnectez-vous, puis envoyez. Votre message reste ici.", Coffre.signIn());
    } else {
      alarm.say("Votre message n’est pas parti : le service ne répond pas. Il reste ici, réessayez dans un instant.");
    }
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  /* Sent messages carry their token in the page: what is kept under one of them has arrived. */
  async function recover() {
    const stored = await vault.recover();
    if (!stored) return;
    const found = JSON.parse(stored);
    if (document.querySelector(`[data-jeton="${CSS.escape(found.jeton)}"]`)) return vault.forget();
    if (text.value.trim()) return;
    Coffre.offer(form, {
      take() {
        text.value = found.texte;
        form.elements.jeton.value = found.jeton;
        for (const box of boxes()) box.checked = found.lecteurs.includes(box.value);
        text.focus();
      },
      erase: () => vault.forget(),
    });
  }
  vault.open().then((token) => token && recover());
})();
