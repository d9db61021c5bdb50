/** So long at a time: between two frames there is room for it, and for what the browser has to do. */
const budgetMs = 6;

const waiting = new Map();
const turn = new MessageChannel();
let due = false;
/** The last turn was for the layout only. */
let laidOut = false;

turn.port1.onmessage = run;

/**
 * Has `draw` called soon: at once as many as make no frame late, then the next ones. Of several for the
 * same `owner` the last one counts. A page that nobody sees draws when it is seen again.
 */
export function enqueue(owner, draw) {
  waiting.set(owner, draw);
  schedule();
}

/** What was asked for `owner` is not needed any more. */
export function dequeue(owner) {
  waiting.delete(owner);
}

function schedule() {
  if (due || waiting.size === 0) return;
  due = true;
  if (document.hidden) requestAnimationFrame(run);
  else turn.port2.postMessage('');
}

function run() {
  const started = performance.now();
  const isLate = () => performance.now() - started > budgetMs;
  due = false;
  // The layout of many new cards is a turn's work by itself: then they are drawn in the next one.
  document.body.getBoundingClientRect();
  laidOut = !laidOut && isLate();
  if (!laidOut) {
    for (const [owner, draw] of waiting) {
      waiting.delete(owner);
      draw();
      if (isLate()) break;
    }
  }
  schedule();
}
