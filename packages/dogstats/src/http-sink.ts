import { DogStatsError, type Sink } from '@dogstats/core';
import type { Delivery, DeliverySettings } from '@dogstats/transport/delivery';
import { LazySink } from './lazy-sink.js';

/** Delivery over HTTP. */
export function makeHttpSink(settings: DeliverySettings): Sink {
  const saves = settings.spool !== undefined;
  return new LazySink({ mode: 'replace', load: () => load(settings), saves });
}

async function load(settings: DeliverySettings): Promise<Delivery> {
  const { Delivery, completeDelivery } = await import('@dogstats/transport/delivery').catch(
    notLoaded,
  );
  return new Delivery(completeDelivery(settings));
}

/** Bundlers put code of CommonJS into ES modules, where it finds no `require`. */
function notLoaded(error: Error): never {
  const remedy = error.message.includes('require')
    ? ' in a bundle that is an ES module: give it a require by createRequire() (docs/serverless.md), or bundle as CommonJS'
    : '';
  const problem = `the HTTP client can't be loaded${remedy}: ${error.message}`;
  throw new DogStatsError('ERR_SINK', problem, { cause: error });
}
