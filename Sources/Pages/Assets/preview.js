// Shows what another way of counting would change while its sliders move: fetches that part of the page, and with D3 lets
// the bars and the amounts of its tables go over from what they were. The tables that come are the truth.
(() => {
  "use strict";
  const { d3 } = window;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const form = document.querySelector("form[data-preview]");
  const shown = document.querySelector("#preview");
  const status = document.querySelector("#preview-status");
  const pace = 500;
  let timer, settled, asked = 0;

  // Rows are the same where they are about the same; so are tables.
  const name = (table) => table.caption.textContent;
  const key = (row) => row.querySelector("th a")?.getAttribute("href") ?? row.querySelector("th").textContent;
  const keyed = (elements, name) => new Map([...elements].map((element) => [name(element), element]));
  const bars = (row) => [...row.querySelectorAll(".shift rect")];
  const amounts = (row) => {
    const { now, then } = row.querySelector(".shift").dataset;
    return [+now, +then, then - now];
  };

  const go = (before, row) => {
    // Somebody new begins at what stands now, so that one sees what would change.
    const old = before ? bars(before).map((bar) => bar.getAttribute("width")) : bars(row).map(() => bars(row)[0].getAttribute("width"));
    bars(row).forEach((bar, place) => {
      const width = bar.getAttribute("width");
      d3.select(bar).attr("width", old[place]).transition().duration(pace).attr("width", width);
    });
    const { currency, digits } = row.querySelector(".shift").dataset;
    const format = new Intl.NumberFormat(navigator.languages, {
      style: "currency", currency, minimumFractionDigits: +digits, maximumFractionDigits: +digits,
    });
    const [from, to] = [before ? before.amounts ?? amounts(before) : [amounts(row)[0], amounts(row)[0], 0], amounts(row)];
    row.amounts = [...from];
    [...row.querySelectorAll("td.num")].forEach((cell, place) => {
      if (from[place] === to[place]) return;
      // What the server has written stands at the end.
      const last = [...cell.childNodes], between = d3.interpolateRound(from[place], to[place]);
      d3.select(cell).transition().duration(pace).tween("text", () => (t) => {
        row.amounts[place] = between(t);
        if (t < 1) cell.textContent = (place === 2 && between(t) > 0 ? "+" : "") + format.format(between(t) / 10 ** digits);
        else cell.replaceChildren(...last);
      });
    });
  };

  const show = (part) => {
    const before = keyed(shown.querySelectorAll("table.data"), name);
    const rows = [...part.querySelectorAll("table.data")].flatMap((table) => {
      const old = before.has(name(table)) ? keyed(before.get(name(table)).tBodies[0].rows, key) : new Map();
      return [...table.tBodies[0].rows].map((row) => [old.get(key(row)), row]);
    });
    shown.replaceChildren(...part.childNodes);
    const moves = d3 && !still.matches;
    if (moves) for (const [old, row] of rows) go(old, row);
    clearTimeout(settled);
    settled = setTimeout(() => {
      status.textContent = (shown.querySelector("[data-summary]") ?? shown).textContent;
    }, moves ? pace + 300 : 300);
  };

  const ask = async () => {
    const mine = ++asked;
    const query = new URLSearchParams(new FormData(form));
    shown.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.dataset.preview + "?" + query);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      // A later question has been asked meanwhile: its answer is to stay.
      if (mine !== asked) return;
      // The session is over: the page as a whole leads to where one signs in.
      if (answer.redirected) return location.reload();
      if (answer.ok) return show(page.body);
      const fault = document.createElement("p");
      fault.className = "error";
      fault.textContent = page.querySelector("main p")?.textContent ?? "There is no preview at the moment.";
      page.body.replaceChildren(fault);
      show(page.body);
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
