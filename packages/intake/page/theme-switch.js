import { readAgain } from './palette.js';

const next = { auto: 'dark', dark: 'light', light: 'auto' };
const signs = { auto: '◐', dark: '☾', light: '☀' };

/** The button for dark, light, or what the system has. The choice is kept in this browser. */
export class ThemeSwitch {
  #button = document.getElementById('theme');
  #root = document.documentElement;

  constructor() {
    this.#button.addEventListener('click', () => this.turn());
    this.#write();
  }

  turn() {
    const theme = next[this.#theme];
    if (theme === 'auto') delete this.#root.dataset.theme;
    else this.#root.dataset.theme = theme;
    keep(theme);
    this.#write();
    readAgain();
  }

  get #theme() {
    return this.#root.dataset.theme ?? 'auto';
  }

  #write() {
    this.#button.textContent = signs[this.#theme];
    this.#button.setAttribute('aria-label', `Theme: ${this.#theme}`);
    this.#button.title = `Theme: ${this.#theme} (t)`;
  }
}

function keep(theme) {
  try {
    localStorage.setItem('theme', theme);
  } catch {
    // Then it holds until the page is loaded again.
  }
}
