const settleMs = 80;

/** The filter box: "/" goes there, Escape clears it, and the address keeps it. */
export class FilterBox {
  #input = document.getElementById('filter');
  #timer;

  /** @param {(text: string) => void} onChange */
  constructor(onChange) {
    this.#input.value = decoded(location.hash.slice(1));
    this.#input.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        history.replaceState(null, '', `#${encodeURIComponent(this.text)}`);
        onChange(this.text);
      }, settleMs);
    });
    document.addEventListener('keydown', (event) => this.#key(event));
  }

  get text() {
    return this.#input.value.trim();
  }

  #key(event) {
    const inside = document.activeElement === this.#input;
    if (event.key === '/' && !inside && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      this.#input.focus();
      this.#input.select();
    } else if (event.key === 'Escape' && inside) {
      this.#input.value = '';
      this.#input.dispatchEvent(new Event('input'));
      this.#input.blur();
    }
  }
}

/** As it was written, where it is no encoding: somebody may have typed it into the address. */
function decoded(hash) {
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash;
  }
}
