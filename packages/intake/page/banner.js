import { setText } from './element.js';
import { formatCount, formatSeconds } from './format.js';

const quietMs = 30_000;
const refusalMs = 20_000;
const evictionMs = 60_000;

/** Says what is wrong, the worst first, and lights the lamp beside the address. */
export class Banner {
  #banner = document.getElementById('banner');
  #light = document.getElementById('light');

  /**
   * @param {boolean} lost the connection to the intake is gone
   * @param {object | undefined} totals the last ones received
   * @param {number} now unix milliseconds on the intake's clock
   */
  update(lost, totals, now) {
    const [state, text] = this.#judge(lost, totals, now);
    this.#light.dataset.state = state;
    this.#banner.dataset.state = state;
    this.#banner.hidden = text === '';
    setText(this.#banner, text);
  }

  #judge(lost, totals, now) {
    if (lost) return ['lost', 'The connection to the intake is lost. Trying again …'];
    if (totals === undefined) return ['waiting', ''];
    const { refusal, evicted, lastPayloadAt, persist } = totals;
    if (persist?.state === 'stopped') {
      return ['lost', `Nothing is written to ${persist.file} any more: ${persist.problem}`];
    }
    if (refusal !== null && now - refusal.at < refusalMs) {
      const { status, path, reason } = refusal;
      return ['quiet', `A payload was refused: ${path} answered ${status || 'nothing'}, ${reason}`];
    }
    if (evicted.at !== null && now - evicted.at < evictionMs) {
      const gone = `${formatCount(evicted.series)} series and ${formatCount(evicted.points)} points`;
      return ['quiet', `The intake is full (maxSeries, maxPoints): ${gone} were forgotten so far.`];
    }
    if (lastPayloadAt === null) return ['waiting', ''];
    const silence = now - lastPayloadAt;
    if (silence < quietMs) return ['live', ''];
    return ['quiet', `Nothing has arrived for ${formatSeconds(silence / 1_000)}.`];
  }
}
