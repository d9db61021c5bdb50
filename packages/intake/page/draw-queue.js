const budgetMs = 6;

const waiting = new Map();
let frame = 0;

/**
 * Has `draw` called in one of the next frames: as many as fit without making a frame late. Of several
 * for the same `owner` the last one counts.
 */
export function enqueue(owner, draw) {
  waiting.set(owner, draw);
  if (frame === 0) frame = requestAnimationFrame(run);
}

/** What was asked for `owner` is not needed any more. */
export function dequeue(owner) {
  waiting.delete(owner);
}

function run() {
  const started = performance.now();
  frame = 0;
  for (const [owner, draw] of waiting) {
    waiting.delete(owner);
    draw();
    if (performance.now() - started > budgetMs) break;
  }
  if (waiting.size > 0) frame = requestAnimationFrame(run);
}
