import { boardCases } from './boards.js';
import type { Case } from './case.js';
import { downtimeCases } from './downtimes.js';
import { eventCases } from './events.js';
import { infrastructureCases } from './infrastructure.js';
import { monitorCases } from './monitors.js';

/** A case for each method that asks Datadog. */
export const cases: readonly Case[] = [
  ...infrastructureCases,
  ...eventCases,
  ...monitorCases,
  ...downtimeCases,
  ...boardCases,
];
