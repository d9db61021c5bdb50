import { dogStats } from 'dogstats';

const streaming = Symbol.for('aws.lambda.runtime.handler.streaming');

dogStats.start();

const record = (event) => {
  dogStats.increment('ric.calls', event.n ?? 1, { handler: event.handler });
  dogStats.histogram('ric.value', event.n ?? 1);
};

export const asynchronous = dogStats.wrapHandler(async (event) => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  record(event);
  if (event.fail) throw new RangeError('no such order');
  return { answered: event.n };
});

export const synchronous = dogStats.wrapHandler((event) => {
  record(event);
  return { answered: event.n };
});

export const callback = dogStats.wrapHandler((event, _context, done) => {
  setTimeout(() => {
    record(event);
    if (event.fail) done(new RangeError('no such order'));
    else done(null, { answered: event.n });
  }, 5);
});

/** Answers by the context, as the first handlers did; without that, nothing. */
export const legacy = dogStats.wrapHandler((event, context) => {
  setTimeout(() => {
    record(event);
    context.succeed?.({ answered: event.n });
  }, 5);
});

export const silent = dogStats.wrapHandler((event) => {
  record(event);
});

export const streamed = dogStats.wrapHandler(
  Object.assign(
    async (event, responseStream) => {
      responseStream.write('hello ');
      await new Promise((resolve) => setTimeout(resolve, 5));
      record(event);
      if (event.fail) throw new RangeError('no such order');
      responseStream.write('world');
      responseStream.end();
    },
    { [streaming]: 'response' },
  ),
);
