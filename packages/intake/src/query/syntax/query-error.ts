/** A query that can't be answered: what is wrong, and where. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  /** Of the character at fault, from 0. */
  readonly position: number;

  constructor(problem: string, position: number) {
    super(`${problem}, at position ${position}`);
    this.position = position;
  }
}
