import { createSocket } from 'node:dgram';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, now } from '../client.js';

let intake: Intake;
beforeEach(async () => {
  intake = await createIntake({ port: 0, clock, dogstatsd: { udp: { port: 0 } } });
});
afterEach(() => intake.close());

/** The time stands still, so all without a time of its own falls into one bucket. */
const bucket = Math.floor(now / 10) * 10;

async function receive(lines: readonly string[]): Promise<void> {
  const { dogstatsd } = intake;
  const socket = createSocket('udp4');
  await new Promise((sent) => {
    socket.send(lines.join('\n'), dogstatsd?.udp?.port, '127.0.0.1', sent);
  });
  socket.close();
  await expect.poll(() => dogstatsd?.stats().messages, { interval: 2 }).toBe(lines.length);
  dogstatsd?.flush();
}

test('protocol 1.0 to 1.6 in one datagram', async () => {
  await receive([
    'c:3|c|@0.1|#v:1.0',
    'h:1:2:3|h|@0.5|#v:1.1',
    'g:4|g|#v:1.2|c:ci-83c0a99c',
    `c:7|c|#v:1.3|T${now - 100}`,
    `g:8|g|#v:1.3|T${now - 100}`,
    'g:5|g|#v:1.4|e:it-false,cn-web',
    'g:6|g|#v:1.5|c:in-4026|e:pu-1|card:low',
    'g:7|g|#v:1.6|card:high|later:field',
  ]);

  const held = intake.series().map(({ metric, type, tags, points: [point] }) => {
    return [tags.join(), metric, type, point?.value, (point?.timestamp ?? 0) - bucket];
  });
  expect(held.sort()).toEqual(
    [
      ['v:1.0', 'c', 'rate', 3, 0],
      ['v:1.1', 'h.avg', 'gauge', 2, 0],
      ['v:1.1', 'h.count', 'rate', 0.6, 0],
      ['v:1.1', 'h.max', 'gauge', 3, 0],
      ['v:1.1', 'h.median', 'gauge', 2, 0],
      ['v:1.1', 'h.95percentile', 'gauge', 3, 0],
      ['v:1.2', 'g', 'gauge', 4, 0],
      ['v:1.3', 'c', 'rate', 0.7, now - 100 - bucket],
      ['v:1.3', 'g', 'gauge', 8, now - 100 - bucket],
      ['v:1.4', 'g', 'gauge', 5, 0],
      ['v:1.5', 'g', 'gauge', 6, 0],
      ['v:1.6', 'g', 'gauge', 7, 0],
    ].sort(),
  );
  expect(intake.drops()).toEqual([]);
});
