// Lets a tree of who brought in whom be folded, and shows the way from its root to whoever is pointed at. All of it was
// drawn by the server; without this, or without D3, it stands still.
(() => {
  "use strict";
  const { d3 } = window;
  if (!d3) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const duration = 250;

  // The lines of a tree, each with those below it: how far a line is indented says whose it is.
  const read = (svg) => {
    const texts = [...svg.querySelectorAll("text")];
    const open = [];
    return [...svg.querySelectorAll("circle")].map((circle, place) => {
      const [x, y] = [+circle.getAttribute("cx"), +circle.getAttribute("cy")], text = texts[place];
      while (open.length && open.at(-1).x >= x) open.pop();
      const parent = open.at(-1);
      const name = (text.querySelector("a") ?? text.firstChild).textContent;
      const line = { circle, text, x, y, at: y, parent, name, children: [], isFolded: false };
      parent?.children.push(line);
      open.push(line);
      return line;
    });
  };

  const move = (svg) => {
    const lines = read(svg);
    if (lines.length < 2) return;
    const height = 2 * lines[0].y;
    const branchOf = (line) => `M${line.parent.x} ${line.parent.at + 6}V${line.at}H${line.x - 6}`;
    // A branch for each, where the server has drawn all in one stroke.
    const drawn = svg.querySelector(".branch");
    for (const line of lines.slice(1)) {
      line.branch = drawn.cloneNode();
      line.branch.setAttribute("d", branchOf(line));
      drawn.before(line.branch);
    }
    drawn.remove();
    const status = document.createElement("p");
    status.className = "hidden-text";
    status.setAttribute("role", "status");
    svg.after(status);

    const parts = (line) => [line.mark, line.text, line.branch].filter(Boolean);
    const isShown = (line) => !line.parent || (!line.parent.isFolded && isShown(line.parent));
    const behind = (line) => line.children.reduce((sum, child) => sum + 1 + behind(child), 0);
    const animated = (selection) => (still.matches ? selection : selection.transition().duration(duration));
    const settle = () => {
      let place = 0;
      for (const line of lines) {
        const shown = isShown(line);
        // Whoever is folded away goes to where the nearest one is who is shown.
        let above = line;
        while (!isShown(above)) above = above.parent;
        line.at = shown ? height * place++ + height / 2 : above.at;
        d3.selectAll(parts(line)).attr("display", shown ? null : "none");
        animated(d3.selectAll([line.mark, line.text])).attr("transform", `translate(0,${line.at - line.y})`);
        if (line.branch) animated(d3.select(line.branch)).attr("d", branchOf(line));
      }
      animated(d3.select(svg)).attr("height", height * place);
    };
    const fold = (line) => {
      line.isFolded = !line.isFolded;
      d3.select(line.circle).classed("folded", line.isFolded);
      line.mark.setAttribute("aria-expanded", !line.isFolded);
      settle();
      status.textContent = `${behind(line).toLocaleString()} below ${line.name} ${line.isFolded ? "folded away" : "shown again"}.`;
    };
    const light = (line) => {
      d3.select(svg).selectAll(".lit").classed("lit", false);
      for (let at = line; at; at = at.parent) d3.selectAll([at.text, at.branch].filter(Boolean)).classed("lit", true);
    };

    for (const line of lines) {
      line.mark = line.circle;
      if (line.children.length) {
        // The dot with some room around it, to be hit by a finger.
        const toggle = d3.select(svg).insert("g", () => line.circle).attr({
          class: "toggle", role: "button", tabindex: 0, "aria-expanded": "true",
          "aria-label": `Those whom ${line.name} brought in`,
        });
        toggle.append("circle").attr({ cx: line.x, cy: line.y, r: 12, fill: "transparent" });
        line.mark = toggle.node();
        line.mark.append(line.circle);
        toggle.on("click", () => fold(line)).on("keydown", () => {
          if (d3.event.key !== "Enter" && d3.event.key !== " ") return;
          d3.event.preventDefault();
          fold(line);
        });
      }
      for (const part of [line.mark, line.text]) {
        part.addEventListener("mouseenter", () => light(line));
        part.addEventListener("mouseleave", () => light());
        part.addEventListener("focusin", () => light(line));
        part.addEventListener("focusout", () => light());
      }
    }
  };

  for (const svg of document.querySelectorAll("svg.tree")) move(svg);
})();
