const views = ['metrics', 'metric', 'overview', 'payloads', 'cardinality', 'notices'];
const windows = { '1m': 60, '5m': 300, '1h': 3_600 };
const aggregates = ['auto', 'sum', 'mean', 'min', 'max'];

const defaults = {
  view: 'metrics',
  metric: '',
  filter: '',
  windowSeconds: 300,
  by: '',
  aggregate: 'auto',
  sort: 'newest',
};

/**
 * What is looked at, as the part of the address behind "#" says it:
 * `#/metrics?filter=cart&window=1h&by=route&aggregate=max&sort=name`, `#/metric/d/http.time`. What
 * does not begin with "/" is the text of the filter.
 */
export function readAddress(hash = location.hash) {
  const text = hash.slice(1);
  if (!text.startsWith('/')) return { ...defaults, filter: decoded(text).slice(0, 1_000) };
  const [path, query = ''] = text.slice(1).split('?', 2);
  const [view, kind, ...name] = path.split('/');
  const given = new URLSearchParams(query);
  const by = given.get('by') ?? '';
  const aggregate = given.get('aggregate');
  return {
    view: views.includes(view) ? view : 'metrics',
    metric: view === 'metric' ? `${kind} ${decoded(name.join('/'))}` : '',
    filter: (given.get('filter') ?? '').slice(0, 1_000),
    windowSeconds: windows[given.get('window')] ?? defaults.windowSeconds,
    by: by.slice(0, 200),
    aggregate: aggregates.includes(aggregate) ? aggregate : 'auto',
    sort: given.get('sort') === 'name' ? 'name' : 'newest',
  };
}

/** The same the other way round. What is as usual is left out. */
export function writeAddress(state) {
  const query = new URLSearchParams();
  for (const name of ['filter', 'by', 'aggregate', 'sort']) {
    if (state[name] !== defaults[name]) query.set(name, state[name]);
  }
  const window = Object.keys(windows).find((name) => windows[name] === state.windowSeconds);
  if (state.windowSeconds !== defaults.windowSeconds) query.set('window', window);
  const path = state.view === 'metric' ? metricPath(state.metric) : `/${state.view}`;
  return `#${path}${query.size > 0 ? `?${query}` : ''}`;
}

/** @param {string} key of the chart, see the feed */
function metricPath(key) {
  return `/metric/${key[0]}/${encodeURIComponent(key.slice(2))}`;
}

/** As it was written, where it is no encoding: somebody may have typed it into the address. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
