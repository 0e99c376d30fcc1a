// How far long work is, told by the server as it happens. Without scripts the page has a link to look again.
(() => {
  "use strict";
  for (const place of document.querySelectorAll("[data-progress]")) {
    const bar = place.querySelector("progress");
    const words = place.querySelector("[data-words]");
    const outcome = place.querySelector("[data-outcome]");
    const again = place.querySelector("[data-again]");
    const show = (event) => {
      const state = JSON.parse(event.data);
      if (state.total > 0) {
        bar.max = state.total;
        bar.value = state.done;
      }
      if (words.textContent !== state.words) words.textContent = state.words;
      outcome.textContent = state.outcome;
    };
    // The browser asks anew by itself where the connection was lost, or the server ended it.
    const source = new EventSource(place.dataset.progress);
    source.addEventListener("open", () => { again.hidden = true; });
    source.addEventListener("error", () => { again.hidden = false; });
    source.addEventListener("progress", show);
    source.addEventListener("done", (event) => {
      show(event);
      source.close();
      bar.value = bar.max;
      // What else there is to read, the page has once it is looked at again.
      again.hidden = !JSON.parse(event.data).more;
    });
  }
})();
