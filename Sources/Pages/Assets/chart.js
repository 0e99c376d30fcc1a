// Says what was on a day of a chart over time, wherever one points, taps or goes by the arrow keys. The figures are those
// of the table below the chart; without this, or without D3, they are read there.
(() => {
  "use strict";
  const { d3 } = window;
  if (!d3) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const line = 16, edge = 8;

  const move = (figure) => {
    const plot = figure.querySelector("svg.plot");
    const heads = [...figure.querySelectorAll("table.data thead th")].slice(1);
    const days = [...figure.querySelectorAll("table.data tbody tr")].map((row) => {
      const [name, ...figures] = [...row.cells].map((cell) => cell.textContent);
      return { name, figures };
    });
    if (!plot || !days.length) return;
    const bands = [...plot.querySelectorAll(".hover rect")];
    // What is told here is not told by the browser's own tooltip too.
    for (const band of bands) band.querySelector("title")?.remove();

    const tip = d3.select(plot).append("g").attr({ class: "tip", "aria-hidden": "true", display: "none" });
    const box = tip.append("rect").attr("rx", 6);
    const day = tip.append("text").attr({ class: "day", x: edge, y: line });
    const rows = tip.selectAll("g").data(heads).enter().append("g")
      .attr("transform", (_, place) => `translate(0,${line * (place + 2)})`);
    rows.append("rect").attr({ x: edge, y: -9, width: 10, height: 10, rx: 2 })
      .attr("class", (head) => `series-${head.dataset.tone}`);
    rows.append("text").attr("x", edge + 16).text((head) => head.textContent);
    const figures = rows.append("text").attr("class", "figure-at");

    // How far the days reach follows the window.
    const across = d3.scale.linear().domain([0, days.length]);
    const width = () => plot.getBoundingClientRect().width;
    const words = (place) => `${days[place].name}: `
      + heads.map((head, at) => `${head.textContent} ${days[place].figures[at]}`).join(", ");
    let shown;
    const leave = () => {
      tip.attr("display", "none");
      bands.forEach((band) => band.classList.remove("at"));
      shown = undefined;
    };
    const show = (place) => {
      place = Math.max(0, Math.min(days.length - 1, place));
      if (place === shown) return;
      const wasShown = shown !== undefined;
      shown = place;
      bands.forEach((band, at) => band.classList.toggle("at", at === place));
      const { name, figures: texts } = days[place];
      day.text(name);
      figures.text((_, at) => texts[at]);
      tip.attr("display", null);
      // As wide as its longest line, its figures flush right, on the side of the day where there is room.
      const lengths = rows[0].map((row) => d3.sum([...row.querySelectorAll("text")], (text) => text.getComputedTextLength()));
      const wide = Math.max(d3.max(lengths) + 16 + 2 * edge + 12, day.node().getComputedTextLength() + 2 * edge);
      box.attr({ width: wide, height: line * (heads.length + 1) + edge });
      figures.attr({ x: wide - edge, "text-anchor": "end" });
      across.range([0, width()]);
      const right = across(place + 1) + edge, left = across(place) - edge - wide;
      const x = right + wide <= width() || left < 0 ? Math.min(right, Math.max(0, width() - wide)) : left;
      const moved = wasShown && !still.matches ? tip.transition().duration(120) : tip;
      moved.attr("transform", `translate(${x},${edge})`);
      plot.setAttribute("aria-valuenow", place + 1);
      plot.setAttribute("aria-valuetext", words(place));
    };
    const at = (point) => {
      across.range([0, width()]);
      show(Math.floor(across.invert(point[0])));
    };

    // To screen readers it is a slider from day to day, whose value is what happened on it.
    d3.select(plot).attr({
      tabindex: 0, role: "slider", "aria-valuemin": 1, "aria-valuemax": days.length, "aria-valuenow": days.length,
      "aria-valuetext": words(days.length - 1),
    }).classed("moves", true)
      .on("mousemove", () => at(d3.mouse(plot)))
      .on("mouseleave", leave)
      .on("touchstart", () => at(d3.touches(plot)[0]))
      .on("touchmove", () => at(d3.touches(plot)[0]))
      .on("focus", () => { if (plot.matches(":focus-visible")) show(shown ?? days.length - 1); })
      .on("blur", leave)
      .on("keydown", () => {
        const { event } = d3;
        const now = shown ?? days.length - 1;
        const to = {
          ArrowLeft: now - 1, ArrowDown: now - 1, ArrowRight: now + 1, ArrowUp: now + 1, PageUp: now + 7,
          PageDown: now - 7, Home: 0, End: days.length - 1,
        }[event.key];
        if (event.key === "Escape") return leave();
        if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
        event.preventDefault();
        show(to);
      });
  };

  for (const figure of document.querySelectorAll("figure.chart")) move(figure);
})();
