const width = 30;

/** A bar for a terminal, drawn anew in its place; nothing where the output is no terminal. */
export class ProgressBar {
  readonly #terminal: { readonly isTTY?: boolean; write(text: string): unknown };

  constructor(terminal: { readonly isTTY?: boolean; write(text: string): unknown }) {
    this.#terminal = terminal;
  }

  /** @param share from 0 to 1 */
  show(share: number, label: string): void {
    if (this.#terminal.isTTY !== true) return;
    const full = Math.round(Math.min(Math.max(share, 0), 1) * width);
    const bar = '█'.repeat(full) + '░'.repeat(width - full);
    this.#terminal.write(`\r  ${bar} ${Math.floor(share * 100)} %  ${label}\u001b[K`);
  }

  clear(): void {
    if (this.#terminal.isTTY === true) this.#terminal.write('\r\u001b[K');
  }
}
