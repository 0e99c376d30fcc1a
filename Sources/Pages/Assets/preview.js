// Shows what another way of counting would change while its sliders move: fetches a part of the page.
(() => {
  "use strict";
  const form = document.querySelector("form[data-preview]");
  const shown = document.querySelector("#preview");
  let timer, asked = 0;
  const ask = async () => {
    const mine = ++asked;
    const query = new URLSearchParams(new FormData(form));
    shown.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.dataset.preview + "?" + query);
      const text = await answer.text();
      // A later question has been asked meanwhile: its answer is to stay.
      if (mine === asked) shown.innerHTML = text;
    } finally {
      if (mine === asked) shown.removeAttribute("aria-busy");
    }
  };
  form.addEventListener("input", (event) => {
    const output = event.target.id && form.querySelector(`output[for="${event.target.id}"]`);
    if (output) output.textContent = event.target.value;
    clearTimeout(timer);
    timer = setTimeout(ask, 200);
  });
})();
