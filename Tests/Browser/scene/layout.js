// What sticks out of the window to the right, where the page as a whole would have to be scrolled sideways.
() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width && document.body.scrollWidth <= width) return [];
  const found = [`the page is ${document.documentElement.scrollWidth} wide in a window of ${width}`];
  for (const element of document.body.querySelectorAll("*")) {
    const right = element.getBoundingClientRect().right;
    if (right > width + 1) found.push(`${Math.round(right)} <${element.tagName.toLowerCase()} class="${element.className}">`);
  }
  return found.slice(0, 8);
}
