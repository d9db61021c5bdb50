const names = [
  ...['count', 'rate', 'gauge', 'histogram', 'distribution', 'unspecified'],
  ...['faint', 'grid', 'card'],
  ...Array.from({ length: 8 }, (_, index) => `line-${index + 1}`),
];

let colours = read();

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', readAgain);

/** The scheme changed: those who draw on a canvas hear `palette` on the window. */
export function readAgain() {
  colours = read();
  dispatchEvent(new Event('palette'));
}

/** A colour of the style sheet, for the canvas. It changes with the scheme: ask at each drawing. */
export function colour(name) {
  return colours[name] ?? colours.unspecified;
}

/** The same colour, see-through. @param {number} opacity 0–1 */
export function tint(name, opacity) {
  const percent = Math.round(opacity * 100);
  return `color-mix(in srgb, ${colour(name)} ${percent}%, transparent)`;
}

/** As colours that a canvas knows: of a variable the browser gives the text only. */
function read() {
  const probe = document.createElement('i');
  probe.hidden = true;
  document.body.append(probe);
  const found = names.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(found);
}
