import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { counts, makeDatagrams, tags } from './messages.mjs';

/** What is measured, by name; `open()` answers a function that does a thousand messages once. */
export const codecs = {
  'send-dogstats': { row: 'send', title: 'dogstats', open: openSink },
  'send-hot-shots': { row: 'send', title: 'hot-shots', open: openHotShots },
  'send-floor': { row: 'send', title: 'floor', open: openFloor },
  'parse-dogstats': { row: 'parse', title: 'dogstats', open: openParser },
  'parse-floor': { row: 'parse', title: 'floor', open: openNaiveParser },
};

/** Points, as they come from an aggregator, through our sink into the kernel. */
async function openSink(port) {
  const { DogStatsdSink } = await import('@dogstats/dogstatsd');
  const url = `udp://127.0.0.1:${port}`;
  const sink = new DogStatsdSink({ url, env: {}, originDetection: false, defaultHost: '' });
  const points = counts.map(({ name, value }) => ({
    type: 'count',
    context: { type: 'count', name, host: '', tags },
    bucketStart: 1_780_000_000,
    interval: 10,
    samples: 1,
    state: { sum: value },
  }));
  const options = { signal: new AbortController().signal, deadline: Number.POSITIVE_INFINITY };
  return async () => {
    const { accepted } = await sink.write({ points }, options);
    if (accepted !== 1000) throw new Error(`the kernel took ${accepted} of 1000`);
  };
}

/** Buffered up to the size of a packet, its fastest way. */
async function openHotShots(port) {
  const { StatsD } = await import('hot-shots');
  const client = new StatsD({
    host: '127.0.0.1',
    port,
    maxBufferSize: 1432,
    includeDatadogTelemetry: false,
    originDetection: false,
  });
  return () =>
    new Promise((resolve, reject) => {
      for (const { name, value } of counts) client.increment(name, value, 1, tags);
      client.flush((error) => (error ? reject(error) : resolve()));
    });
}

/** The least that could do: text by template, one connected socket, nothing checked. */
async function openFloor(port) {
  const socket = createSocket('udp4');
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const send = (text) =>
    new Promise((resolve, reject) => {
      socket.send(text, (error) => (error ? reject(error) : resolve()));
    });
  return async () => {
    let text = '';
    for (const { name, value } of counts) {
      const line = `${name}:${value}|c|#${tags.join(',')}`;
      if (text.length + line.length + 1 > 1432) {
        await send(text);
        text = '';
      }
      text += text === '' ? line : `\n${line}`;
    }
    await send(text);
  };
}

async function openParser() {
  const { parseDatagram } = await import('@dogstats/dogstatsd');
  const datagrams = makeDatagrams();
  let read = 0;
  const onMessage = () => {
    read++;
  };
  const onError = (error) => {
    throw error;
  };
  return () => {
    read = 0;
    for (const { bytes } of datagrams) parseDatagram(bytes, onMessage, onError);
    if (read !== 1000) throw new Error(`read ${read} of 1000`);
  };
}

/** The least that could do: split at each separator, nothing checked, UTF-8 taken for granted. */
async function openNaiveParser() {
  const datagrams = makeDatagrams();
  return () => {
    let read = 0;
    for (const { bytes } of datagrams) {
      for (const line of bytes.toString().split('\n')) {
        const [head, type, ...fields] = line.split('|');
        const [name, ...values] = head.split(':');
        const numbers = values.map(Number);
        const tagField = fields.find((field) => field.startsWith('#'));
        const message = { name, type, values: numbers, tags: tagField?.slice(1).split(',') };
        if (message.tags.length === 3) read++;
      }
    }
    if (read !== 1000) throw new Error(`read ${read} of 1000`);
  };
}
