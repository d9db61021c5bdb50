/** A request is not taken: thrown where the reason is found, answered in one place. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** HTTP status, 400–599. */
  readonly status: number;

  constructor(status: number, reason: string) {
    super(reason);
    this.status = status;
  }
}
