// Makes the picture of somebody's ripple move: it grows, folds, is zoomed, and shows how each came. All that is in it was
// drawn by the server, which says the same in words; without this, or without D3, it stands still.
(() => {
  "use strict";
  const { d3 } = window;
  if (!d3) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const reach = 180, nearby = 14, most = 8;
  const people = (count) => (count === 1 ? "1 person" : `${count.toLocaleString()} people`);
  const made = (tag, words, className) => {
    const element = document.createElement(tag);
    element.textContent = words;
    element.className = className;
    return element;
  };

  // Everybody in the picture, the one in the middle first, then ring by ring: the marks stand in that order, and the
  // picture has how many each of them brought in.
  const read = (svg) => {
    const marks = [...svg.querySelectorAll(".people > *")];
    const counts = (svg.dataset.children || "").split(" ").map(Number);
    const nodes = [{ name: svg.dataset.center, x: 0, y: 0, depth: 0, children: [], behind: 0 }];
    for (let place = 0; place < nodes.length && nodes.length <= marks.length; place++) {
      const parent = nodes[place];
      for (let count = counts[place] || 0; count > 0 && nodes.length <= marks.length; count--) {
        const mark = marks[nodes.length - 1];
        const dot = mark.querySelector("circle") || mark;
        const node = {
          mark, parent, depth: parent.depth + 1, children: [], behind: 0, isFolded: false,
          name: mark.querySelector("title")?.textContent, did: dot.classList.contains("sharer") ? "shares too" : "bought",
          x: +dot.getAttribute("cx"), y: +dot.getAttribute("cy"), r: +dot.getAttribute("r"),
        };
        parent.children.push(node);
        nodes.push(node);
      }
    }
    for (const node of nodes.slice(1).reverse()) node.parent.behind += node.behind + 1;
    return nodes;
  };

  const move = (svg) => {
    const [middle, ...nodes] = read(svg);
    if (!nodes.length) return;
    const picture = d3.select(svg);
    const view = picture.append("g").attr("class", "view").attr("role", "none");
    for (const child of [...svg.childNodes]) if (child !== view.node()) view.node().append(child);
    const rings = view.selectAll(".ring");

    // A branch for each, where the server has drawn all in one stroke.
    const drawn = view.select(".branch");
    drawn.attr("d").split(/(?=M)/).forEach((line, place) => {
      const branch = drawn.node().cloneNode();
      branch.setAttribute("d", line);
      drawn.node().before(branch);
      if (nodes[place]) nodes[place].branch = branch;
    });
    drawn.remove();

    const says = made("p", "Point at somebody to see how they came; a tap or Enter folds those behind them. Arrow keys go "
      + "round, outwards and back.", "says muted");
    says.id = `says-${Math.random().toString(36).slice(2)}`;
    const status = made("p", "", "hidden-text");
    status.setAttribute("role", "status");
    const tools = made("p", "", "buttons tools");
    svg.after(tools, says, status);

    // What somebody is called; nobody has a name here who has none in the picture.
    const called = (node) => node.name || (node.did === "bought" ? "Somebody who bought" : "Somebody who shares");
    const label = (node) => (node.name ? `${node.name}, ${node.did}` : called(node))
      + (node.behind ? `, ${people(node.behind)} behind` : "");
    const line = (node) => {
      const way = [];
      for (let at = node; at; at = at.parent) way.unshift(at.name || "somebody");
      return `${way.join(" → ")}, who ${node.did}.`
        + (node.behind ? ` ${people(node.behind)} behind them${node.isFolded ? ", folded" : ""}.` : "");
    };

    // Somebody is pointed at or has the focus: the way to the middle is shown.
    let chosen;
    const choose = (node) => {
      if (node === chosen) return;
      chosen = node;
      picture.classed("pointed", !!node).selectAll(".lit").classed("lit", false);
      if (!node) return;
      for (let at = node; at.parent; at = at.parent) d3.selectAll([at.mark, at.branch]).classed("lit", true);
      says.textContent = line(node);
    };

    // Folding.
    const isShown = (node) => !node.parent || (!node.parent.isFolded && isShown(node.parent));
    const from = (node) => {
      let place = node.parent;
      while (!isShown(place)) place = place.parent;
      return `translate(${place.x - node.x},${place.y - node.y})`;
    };
    const animated = (selection, duration = 400) => (still.matches ? selection : selection.transition().duration(duration));
    const settle = (node) => {
      const changed = nodes.filter((other) => isShown(other) === !!other.isHidden);
      for (const other of changed) {
        other.isHidden = !other.isHidden;
        if (!other.isHidden) d3.selectAll([other.mark, other.branch]).attr("display", null);
        // Opacity itself is the stylesheet's.
        animated(d3.select(other.mark)).attr("transform", other.isHidden ? from(other) : "translate(0,0)")
          .attr("fill-opacity", other.isHidden ? 0 : 1);
        animated(d3.select(other.branch)).attr("stroke-opacity", other.isHidden ? 0 : 1);
      }
      const leave = () => {
        for (const other of changed) if (other.isHidden) d3.selectAll([other.mark, other.branch]).attr("display", "none");
      };
      if (still.matches) leave();
      else setTimeout(leave, 420);
      const more = view.selectAll("text.behind").data(nodes.filter((n) => n.isFolded && isShown(n)), (n) => nodes.indexOf(n));
      more.enter().append("text").attr("class", "behind").attr("aria-hidden", "true")
        .attr("x", (n) => n.x).attr("y", (n) => n.y + n.r + 9).text((n) => `+${n.behind}`);
      more.exit().remove();
      node.mark.setAttribute("aria-expanded", !node.isFolded);
      says.textContent = line(node);
    };
    const fold = (node, isFolded = !node.isFolded) => {
      if (!node.behind || node.isFolded === isFolded) return;
      node.isFolded = isFolded;
      d3.select(node.mark).classed("folded", isFolded);
      settle(node);
      status.textContent = `${people(node.behind)} behind ${called(node)} ${isFolded ? "folded away" : "shown again"}.`;
    };

    // Zooming: by buttons, by pinching, by the wheel with Ctrl, or without once somebody in the picture has the focus, so
    // that whoever scrolls past it gets past it.
    const zoom = d3.behavior.zoom().scaleExtent([1, most]).size([2 * reach, 2 * reach]);
    zoom.on("zoom", () => {
      // Without what is left over from calculating.
      zoom.scale(Math.round(zoom.scale() * 1000) / 1000);
      const scale = zoom.scale(), room = reach * (scale - 1);
      zoom.translate(zoom.translate().map((at) => Math.max(-room, Math.min(room, at))));
      view.attr("transform", `translate(${zoom.translate()}) scale(${scale})`);
      picture.classed("closer", scale > 1);
    });
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey && !svg.contains(document.activeElement)) event.stopImmediatePropagation();
    }, true);
    picture.call(zoom).on("dblclick.zoom", null).on("touchstart.zoom", null);
    const look = (scale, at) => {
      const closer = Math.max(1, Math.min(most, scale));
      zoom.scale(closer).translate([-at.x * closer, -at.y * closer]);
      animated(picture, 250).call(zoom.event);
    };
    let hold;
    const touched = () => {
      const points = d3.touches(svg), scale = zoom.scale(), [x, y] = zoom.translate();
      // One finger scrolls the page, as long as all of the picture is there to be seen.
      hold = points.length === 2 || (points.length === 1 && scale > 1)
        ? { points, scale, places: points.map((point) => [(point[0] - x) / scale, (point[1] - y) / scale]) } : undefined;
    };
    const middleOf = (points) => [0, 1].map((axis) => d3.mean(points, (point) => point[axis]));
    const span = ([one, other]) => Math.hypot(one[0] - other[0], one[1] - other[1]) || 1;
    picture.on("touchstart", touched).on("touchend", touched).on("touchcancel", touched).on("touchmove", () => {
      if (!hold) return;
      const points = d3.touches(svg);
      if (points.length !== hold.points.length) return;
      d3.event.preventDefault();
      const scale = points.length === 2 ? hold.scale * span(points) / span(hold.points) : hold.scale;
      const closer = Math.max(1, Math.min(most, scale)), to = middleOf(points), place = middleOf(hold.places);
      zoom.scale(closer).translate([to[0] - place[0] * closer, to[1] - place[1] * closer]).event(picture);
    });
    const tool = (words, act) => {
      const button = made("button", words, "button small");
      button.type = "button";
      button.addEventListener("click", () => {
        act();
        status.textContent = zoom.scale() > 1 ? `${zoom.scale().toFixed(1)} times as large.` : "The whole ripple is shown.";
      });
      tools.append(button);
    };
    const centre = () => {
      const scale = zoom.scale(), [x, y] = zoom.translate();
      // Somebody who was gone to comes into the middle; later it is what is in the middle already.
      return scale === 1 && visited ? visited : { x: -x / scale, y: -y / scale };
    };
    tool("Closer", () => look(zoom.scale() * 1.6, centre()));
    tool("Further away", () => look(zoom.scale() / 1.6, centre()));
    tool("Whole ripple", () => look(1, middle));

    // Pointing: whoever is nearest, since most are small.
    const nearest = () => {
      const [x, y] = d3.mouse(view.node()), room = nearby / zoom.scale();
      let found, best = Infinity;
      for (const node of nodes) {
        const distance = Math.hypot(node.x - x, node.y - y) - node.r;
        if (distance < Math.min(best, room) && isShown(node)) [found, best] = [node, distance];
      }
      return found;
    };
    const focused = () => nodes.find((node) => node.mark === document.activeElement);
    picture.on("mousemove.point", () => choose(nearest() || focused()))
      .on("mouseleave.point", () => choose(focused()))
      .on("click.point", () => {
        const node = !d3.event.defaultPrevented && nearest();
        if (!node) return;
        go(node);
        fold(node);
      });

    // The keyboard: one of them is reached by Tab, and leads to the others.
    let stop = nodes[0], visited;
    const go = (node) => {
      if (!node?.mark) return;
      stop.mark.setAttribute("tabindex", -1);
      stop = node;
      node.mark.setAttribute("tabindex", 0);
      node.mark.focus({ preventScroll: true });
    };
    for (const node of nodes) {
      const { mark } = node, siblings = node.parent.children;
      const facts = {
        tabindex: node === stop ? 0 : -1, role: "treeitem", "aria-label": label(node), "aria-level": node.depth,
        "aria-setsize": siblings.length, "aria-posinset": siblings.indexOf(node) + 1,
      };
      if (node.behind) facts["aria-expanded"] = "true";
      d3.select(mark).attr(facts);
      mark.addEventListener("focus", () => {
        visited = node;
        choose(node);
        const scale = zoom.scale(), [x, y] = zoom.translate();
        const isInside = [node.x * scale + x, node.y * scale + y].every((at) => Math.abs(at) < reach - 8);
        if (!isInside) look(scale, node);
      });
      mark.addEventListener("blur", () => choose());
    }
    const beside = (node, step) => {
      const { children } = node.parent;
      return children[(children.indexOf(node) + step + children.length) % children.length];
    };
    const keys = {
      ArrowDown: (node) => go(beside(node, 1)),
      ArrowUp: (node) => go(beside(node, -1)),
      ArrowRight: (node) => (node.isFolded ? fold(node, false) : go(node.children[0])),
      ArrowLeft: (node) => go(node.parent),
      Home: () => go(nodes[0]),
      Enter: (node) => fold(node),
      " ": (node) => fold(node),
    };
    svg.addEventListener("keydown", (event) => {
      const node = focused();
      if (!node || !keys[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      keys[event.key](node);
    });
    svg.setAttribute("role", "tree");
    svg.setAttribute("aria-describedby", says.id);
    picture.classed("moves", true);

    // Once, ring by ring from the middle; not where it has long been seen standing.
    if (still.matches || performance.now() > 4000) return;
    const wait = (depth) => (depth - 1) * 300;
    rings.each(function (_, place) {
      const ring = d3.select(this), radius = ring.attr("r");
      ring.attr("r", 0).transition().delay(wait(place + 1)).duration(500).attr("r", radius);
    });
    for (const node of nodes) {
      const delay = wait(node.depth) + 100;
      d3.select(node.mark).attr("transform", from(node)).attr("fill-opacity", 0)
        .transition().delay(delay).duration(500).attr("transform", "translate(0,0)").attr("fill-opacity", 1);
      d3.select(node.branch).attr("stroke-opacity", 0)
        .transition().delay(delay + 150).duration(400).attr("stroke-opacity", 1);
    }
  };

  for (const svg of document.querySelectorAll("svg.ripple")) move(svg);
})();
