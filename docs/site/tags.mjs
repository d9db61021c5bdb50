/**
 * Lets the few tags that the texts use through markdown without HTML: `<details>` and `<summary>` on lines
 * of their own, `<b>` in a line, and the empty `<a id="…">` of the API pages. All else stays text.
 */
export function tags(markdown) {
  const ends = { alt: ['paragraph', 'reference', 'blockquote', 'list'] };
  markdown.block.ruler.before('paragraph', 'details', details, ends);
  markdown.block.ruler.before('paragraph', 'summary', summary, ends);
  markdown.inline.ruler.before('html_inline', 'tags', inline);
}

function details(state, line, _end, silent) {
  const [, slash] = /^<(\/?)details>$/.exec(lineOf(state, line)) ?? [];
  if (slash === undefined) return false;
  if (silent) return true;
  const token =
    slash === ''
      ? state.push('details_open', 'details', 1)
      : state.push('details_close', 'details', -1);
  token.block = true;
  state.line = line + 1;
  return true;
}

function summary(state, line, _end, silent) {
  const [, text] = /^<summary>(.*)<\/summary>$/.exec(lineOf(state, line)) ?? [];
  if (text === undefined) return false;
  if (silent) return true;
  state.push('summary_open', 'summary', 1).block = true;
  const content = state.push('inline', '', 0);
  Object.assign(content, { content: text, map: [line, line + 1], children: [] });
  state.push('summary_close', 'summary', -1).block = true;
  state.line = line + 1;
  return true;
}

/** Whole pairs only: a tag that nothing closes would break the page around it. */
function inline(state, silent) {
  const rest = state.src.slice(state.pos, state.posMax);
  const [match, anchor, bold] = /^(?:(<a id="[\w-]+"><\/a>)|<b>(.*?)<\/b>)/s.exec(rest) ?? [];
  if (match === undefined) return false;
  if (!silent) {
    if (anchor !== undefined) state.push('html_inline', '', 0).content = anchor;
    else pushBold(state, bold.length);
  }
  state.pos += match.length;
  return true;
}

function pushBold(state, length) {
  const { pos, posMax } = state;
  state.push('b_open', 'b', 1);
  state.pos = pos + '<b>'.length;
  state.posMax = state.pos + length;
  state.md.inline.tokenize(state);
  Object.assign(state, { pos, posMax });
  state.push('b_close', 'b', -1);
}

function lineOf(state, line) {
  return state.src.slice(state.bMarks[line] + state.tShift[line], state.eMarks[line]).trimEnd();
}
