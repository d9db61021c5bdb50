import { answerScalar } from '../query/answer/scalar.js';
import { answerTimeseries } from '../query/answer/timeseries.js';
import { answerV1 } from '../query/answer/v1-query.js';
import { readV2Request } from '../query/answer/v2-request.js';
import { QueryError } from '../query/syntax/query-error.js';
import { jsonAnswer } from './answer.js';
import type { IntakeApp } from './app.js';
import { type IntakeContext, type Management, responseOf } from './management.js';
import { Refusal } from './refusal.js';

/** Metrics read back: `/api/v1/query`, `/api/v2/query/timeseries` and `/api/v2/query/scalar`. */
export function addQueryRoutes(app: IntakeApp, management: Management): void {
  app.get('/api/v1/query', (context) => {
    const tenant = management.tenant(context);
    const range = { from: secondsAt(context, 'from'), to: secondsAt(context, 'to') };
    if (range.from >= range.to) throw new Refusal(400, 'from must be before to');
    const text = context.req.query('query');
    if (text === undefined) throw new Refusal(400, 'query is missing');
    return answer(() => answerV1(tenant, text, range));
  });
  app.post('/api/v2/query/timeseries', async (context) => {
    const tenant = management.tenant(context);
    const body = await management.readJson(context);
    return answer(() => answerTimeseries(tenant, readV2Request(body, 'timeseries_request')));
  });
  app.post('/api/v2/query/scalar', async (context) => {
    const tenant = management.tenant(context);
    const body = await management.readJson(context);
    return answer(() => answerScalar(tenant, readV2Request(body, 'scalar_request')));
  });
}

/** What is wrong with a query is a 400 with its place. */
function answer(body: () => object): Response {
  try {
    return responseOf(jsonAnswer(200, body()));
  } catch (error) {
    if (error instanceof QueryError) throw new Refusal(400, `query: ${error.message}`);
    throw error;
  }
}

function secondsAt(context: IntakeContext, name: string): number {
  const text = context.req.query(name);
  const seconds = Number(text);
  if (text !== undefined && text !== '' && Number.isFinite(seconds)) return seconds;
  throw new Refusal(400, `${name} must be unix seconds`);
}
