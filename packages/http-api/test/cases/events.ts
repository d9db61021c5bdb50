import { now } from '../rig.js';
import type { Case } from './case.js';

export const bigId = '5309722153764569092';
const event = {
  id_str: bigId,
  title: 'Deployed',
  text: '1.2.3',
  date_happened: now,
  tags: ['env:test'],
};
/** As Datadog writes it: an id that is a number of 64 bits. */
const eventText = `{"status":"ok","event":{"id":${bigId},${JSON.stringify(event).slice(1)}}`;
const eventRead = { ...event, id: bigId };

export const eventCases: readonly Case[] = [
  // Events and comments
  {
    method: 'event',
    given: [
      'Deployed',
      '1.2.3',
      {
        dateHappened: now,
        priority: 'low',
        relatedEventId: '77',
        tags: ['env:test'],
        host: 'web-1',
        deviceName: 'eth0',
        aggregationKey: 'k',
        sourceTypeName: 'ci',
        alertType: 'success',
      },
    ],
    exchanges: [
      {
        asks: 'POST /api/v1/events',
        body: {
          title: 'Deployed',
          text: '1.2.3',
          date_happened: now,
          priority: 'low',
          tags: ['env:test'],
          host: 'web-1',
          device_name: 'eth0',
          aggregation_key: 'k',
          source_type_name: 'ci',
          alert_type: 'success',
          related_event_id: 77,
        },
        answers: { status: 202, text: eventText },
      },
    ],
    value: bigId,
    whole: { status: 'ok', event: eventRead },
  },
  {
    method: 'eventWithResponse',
    given: ['Deployed', '1.2.3', { extra: { alert_type: 'info' } }],
    exchanges: [
      {
        asks: 'POST /api/v1/events',
        body: { title: 'Deployed', text: '1.2.3', alert_type: 'info' },
        answers: { status: 202, text: eventText },
      },
    ],
    value: bigId,
    whole: { status: 'ok', event: eventRead },
  },
  {
    method: 'getEvent',
    given: [bigId],
    exchanges: [
      {
        asks: `GET /api/v1/events/${bigId}`,
        answers: { text: eventText },
      },
    ],
    value: eventRead,
    whole: { status: 'ok', event: eventRead },
  },
  {
    method: 'stream',
    given: [
      new Date((now - 60) * 1_000),
      now,
      { priority: 'low', sources: ['ci', 'cron'], tags: 'env:test' },
    ],
    exchanges: [
      {
        asks: `GET /api/v1/events?start=${now - 60}&end=${now}&priority=low&sources=ci%2Ccron&tags=env%3Atest`,
        answers: { text: `{"events":[{"id":${bigId},"title":"Deployed"}]}` },
      },
    ],
    value: [{ id: bigId, title: 'Deployed' }],
    whole: { events: [{ id: bigId, title: 'Deployed' }] },
  },
  {
    method: 'comment',
    given: ['matt', 'Something strange is going on.', { relatedEventId: bigId }],
    exchanges: [
      {
        asks: 'POST /api/v1/events',
        body: {
          title: 'Comment by matt',
          text: 'Something strange is going on.',
          handle: 'matt',
          alert_type: 'user_update',
          // As JavaScript reads it; the digits are a case of their own.
          related_event_id: Number(bigId),
        },
        answers: { status: 202, text: eventText },
      },
    ],
    value: bigId,
    whole: { status: 'ok', event: eventRead },
  },
];
