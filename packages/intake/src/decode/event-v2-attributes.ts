import type { AlertType } from '../events/event.js';
import {
  arrayAt,
  isObject,
  type JsonObject,
  objectAt,
  oneOfAt,
  stringAt,
  wrong,
} from './fields.js';

const maxLinks = 20;
const maxImpacted = 100;
const maxCustom = 100;
const maxCustomDepth = 10;

interface AlertBody extends JsonObject {
  readonly status?: unknown;
  readonly priority?: unknown;
  readonly custom?: unknown;
  readonly links?: unknown;
}

interface ChangeBody extends JsonObject {
  readonly changed_resource?: unknown;
  readonly impacted_resources?: unknown;
}

/**
 * Checks the attributes of a v2 event, which differ by its category.
 *
 * @returns what kind of alert it is for v1
 * @throws {Refusal} 400
 */
export function alertTypeOf(
  category: 'alert' | 'change',
  attributes: JsonObject,
  at: string,
): AlertType {
  return category === 'change' ? checkChange(attributes, at) : checkAlert(attributes, at);
}

function checkAlert({ status, priority, custom, links }: AlertBody, at: string): AlertType {
  const known = oneOfAt(['ok', 'warn', 'error'], status, `${at}.status`);
  oneOfAt(['1', '2', '3', '4', '5'], priority, `${at}.priority`, '5');
  checkLength(links, maxLinks, `${at}.links`);
  if (custom !== undefined && custom !== null) checkCustom(custom, `${at}.custom`);
  if (known === 'error') return 'error';
  return known === 'warn' ? 'warning' : 'success';
}

function checkChange({ changed_resource, impacted_resources }: ChangeBody, at: string): AlertType {
  const where = `${at}.changed_resource`;
  const { name, type } = objectAt(changed_resource, where);
  stringAt(name, `${where}.name`);
  oneOfAt(['feature_flag', 'configuration'], type, `${where}.type`);
  checkLength(impacted_resources, maxImpacted, `${at}.impacted_resources`);
  return 'info';
}

function checkLength(list: unknown, most: number, where: string): void {
  if (list === undefined || list === null) return;
  if (arrayAt(list, where).length > most) throw wrong(where, `at most ${most} entries`, list);
}

function checkCustom(custom: unknown, where: string): void {
  const properties = Object.keys(objectAt(custom, where)).length;
  if (properties > maxCustom || isDeeper(custom, maxCustomDepth)) {
    const must = `at most ${maxCustom} properties, ${maxCustomDepth} deep`;
    throw wrong(where, must, custom);
  }
}

/** The JSON was read, so it is not too deep to be walked. */
function isDeeper(value: unknown, depth: number): boolean {
  if (!isObject(value) && !Array.isArray(value)) return false;
  return depth === 0 || Object.values(value).some((each) => isDeeper(each, depth - 1));
}
