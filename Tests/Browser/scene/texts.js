// Every piece of text that can be seen: what it says, its colours as computed, and where its lines are on the page.
() => {
  const seen = [];
  const add = (element, text, rects, color, style) => {
    rects = [...rects].filter((r) => r.width > 1 && r.height > 1 && r.bottom + scrollY > 0 && r.right + scrollX > 0);
    if (!rects.length) return;
    let opacity = 1;
    for (let at = element; at; at = at.parentElement) opacity *= +getComputedStyle(at).opacity;
    const size = parseFloat(style.fontSize), weight = +style.fontWeight;
    seen.push({
      text: text.trim().slice(0, 60), tag: element.tagName.toLowerCase(), color, opacity,
      isLarge: size >= 24 || (size >= 18.66 && weight >= 700),
      rects: rects.slice(0, 4).map((r) => [r.left + scrollX, r.top + scrollY, r.width, r.height]),
    });
  };
  const isShown = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }) &&
    !element.closest("[aria-disabled=true], :disabled, option");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("script, style, noscript, title, desc, textarea") || !isShown(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const style = getComputedStyle(element);
    // What only screen readers are told is clipped to a pixel.
    if (element.closest(".visually-hidden, .sr-only") || style.clipPath === "inset(50%)") continue;
    add(element, node.data, range.getClientRects(), element instanceof SVGElement ? style.fill : style.color, style);
  }
  for (const field of document.querySelectorAll("input, textarea, select")) {
    if (!isShown(field) || ["checkbox", "radio", "range", "color", "hidden", "image"].includes(field.type)) continue;
    const isHint = !field.value && field.placeholder;
    const style = getComputedStyle(field, isHint ? "::placeholder" : null);
    const text = field.value || field.placeholder;
    if (text) add(field, text, [field.getBoundingClientRect()], style.color, style);
  }
  return seen;
}
