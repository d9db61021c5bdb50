import type { Check } from '../checks/check.js';
import { checkStatuses } from '../checks/check.js';
import type { DecodedSeries, SeriesType } from '../decode/decoded-series.js';
import { decodeSeriesV2 } from '../decode/series-v2.js';
import { Refusal } from '../http/refusal.js';
import type { PrometheusSeries } from '../prometheus/series.js';
import { type Labelled, prometheusSeries } from '../prometheus/translate.js';
import { readChecks } from './check-fragments.js';
import { type Fragment, readFragments } from './fragments.js';

/** What a document carries: as Prometheus has it, and as the intake keeps it. */
export interface OpstracePayload {
  readonly prometheus: readonly PrometheusSeries[];
  /** For each entry of `prometheus` one, unless it is a check. */
  readonly series: readonly DecodedSeries[];
  readonly checks: readonly Check[];
  /** Points that could not be taken. */
  readonly bad: number;
}

export interface OpstraceRoute {
  /** What a path has to begin with. */
  readonly path: string;
  /** What it is called in the metrics about requests. */
  readonly label: string;
  readonly accepted: string;
  /** @throws {Refusal} */
  readonly read: (document: unknown, strict: boolean) => OpstracePayload;
}

const ok = '{"status": "ok"}';

export const opstraceRoutes: readonly OpstraceRoute[] = [
  {
    path: '/api/v1/series',
    label: 'api_v1_series',
    accepted: ok,
    read: (document, strict) => payloadOf(readFragments(document, strict)),
  },
  { path: '/api/v1/check_run', label: 'api_v1_check_run', accepted: ok, read: readCheckRun },
];

/** Which the original has not. */
export const v2Route: OpstraceRoute = {
  path: '/api/v2/series',
  label: 'api_v2_series',
  accepted: '{"errors":[]}',
  read: (document) => payloadOf(decodeSeriesV2(document).map(fragmentOf)),
};

const types: ReadonlySet<string> = new Set<SeriesType>(['count', 'rate', 'gauge']);

/** @throws {Refusal} when there are points and none can be taken, or a series has no name */
function payloadOf(fragments: readonly Fragment[]): OpstracePayload {
  const prometheus: PrometheusSeries[] = [];
  const series: DecodedSeries[] = [];
  let bad = 0;
  for (const [index, fragment] of fragments.entries()) {
    bad += fragment.bad;
    if (fragment.timestamps.length === 0) continue;
    prometheus.push(translated(fragment, `series[${index}].metric`));
    series.push(asSeries(fragment));
  }
  if (bad > 0 && series.length === 0) throw new Refusal(400, 'no point has a time and a value');
  return { prometheus, series, checks: [], bad };
}

function readCheckRun(document: unknown): OpstracePayload {
  const checks = readChecks(document);
  const prometheus = checks.map(({ check, host, tags, timestamp, status }, index) =>
    translated(
      {
        metric: check,
        host,
        tags,
        timestamps: [timestamp],
        values: [checkStatuses.indexOf(status)],
      },
      `[${index}].check`,
    ),
  );
  return { prometheus, series: [], checks, bad: 0 };
}

function translated(
  series: Labelled & Pick<Fragment, 'timestamps' | 'values'>,
  where: string,
): PrometheusSeries {
  const found = prometheusSeries(series);
  if (found === undefined) throw new Refusal(400, `${where} must not be empty`);
  return found;
}

function asSeries(fragment: Fragment): DecodedSeries {
  const { metric, type, host, device, tags, interval, timestamps, values } = fragment;
  return {
    metric,
    type: types.has(type) ? (type as SeriesType) : 'unspecified',
    host,
    tags: device === '' ? tags : [...tags, `device:${device}`],
    interval,
    resources: 0,
    timestamps,
    values,
  };
}

/** Points of null are bad ones; a series without a type has no label for it. */
function fragmentOf(series: DecodedSeries): Fragment {
  const { metric, type, host, tags, interval } = series;
  const good = series.values.map((value) => Number.isFinite(value));
  const timestamps = series.timestamps.filter((_, index) => good[index]);
  const values = series.values.filter((_, index) => good[index]);
  const bad = series.values.length - values.length;
  const sent = type === 'unspecified' ? '' : type;
  return {
    metric,
    host,
    device: '',
    type: sent,
    sourceTypeName: '',
    interval,
    tags,
    timestamps,
    values,
    bad,
  };
}
