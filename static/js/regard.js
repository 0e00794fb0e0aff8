/* A reading being written is kept in this browser until the server has it: an ended session or a cut network
   loses nothing. Without this file the form is an ordinary one. */
(() => {
  "use strict";

  const form = document.querySelector("[data-regard]");
  if (!form || !window.Coffre) return;

  const QUIET = 600;
  const vault = new Coffre(form.dataset.coffre, "regard");
  const alarm = Coffre.alarm(form.querySelector("[data-suivi]"));
  const texts = [form.elements.observe, form.elements.propose];
  const content = () => JSON.stringify(texts.map((text) => text.value));
  // What came back with an error is not stored yet.
  const shown = "refuse" in form.dataset ? "" : content();
  let timer = 0;
  let checked = false;

  async function keep() {
    if (content() === shown) vault.forget();
    else await vault.keep(content());
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
      alarm.say("Votre session est terminée : reconnectez-vous, puis enregistrez. Votre texte reste ici.", Coffre.signIn());
    } else {
      alarm.say("Votre regard n’est pas enregistré : le service ne répond pas. Il reste ici, réessayez dans un instant.");
    }
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  /* What is kept and is already on the page has arrived. */
  async function recover() {
    const stored = await vault.recover();
    if (!stored) return;
    if (stored === shown) return vault.forget();
    Coffre.offer(form, {
      take() {
        JSON.parse(stored).forEach((text, rank) => (texts[rank].value = text));
        texts[0].focus();
      },
      erase: () => vault.forget(),
    });
  }
  vault.open().then((token) => token && recover());
})();
