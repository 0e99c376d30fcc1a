// What has the focus: its mark, and whether one can see that it has.
() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const ring = (style) =>
    style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 && !/^rgba\(.*, 0\)$/.test(style.outlineColor);
  const look = [style.boxShadow, style.borderColor, style.backgroundColor, style.color, style.textDecorationLine].join();
  const parent = element.parentElement;
  const isVisible =
    ring(style) || (element.rsnLook !== undefined && look !== element.rsnLook) || (parent && ring(getComputedStyle(parent)));
  const mark = element.type === "radio" ? `radio ${element.name}` : element.rsnStop;
  return { mark: mark ?? null, isVisible, tag: element.tagName.toLowerCase() };
}
