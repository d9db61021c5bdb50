const budgetMs = 6;

const waiting = new Map();
let frame = 0;
/** The last frame was for the layout only. */
let laidOut = false;

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
  const isLate = () => performance.now() - started > budgetMs;
  frame = 0;
  // The layout of many new cards is as much as a frame can take: then they are drawn in the next one.
  document.body.getBoundingClientRect();
  laidOut = !laidOut && isLate();
  if (!laidOut) {
    for (const [owner, draw] of waiting) {
      waiting.delete(owner);
      draw();
      if (isLate()) break;
    }
  }
  if (waiting.size > 0) frame = requestAnimationFrame(run);
}
