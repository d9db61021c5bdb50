import type { MetricDefinition, MetricDefinitions, TagDefinitions } from './metric-definition.js';

/**
 * A catalogue as a table of Markdown, a row for each metric, by name.
 *
 * @param nameOf what is shown as its name; without it the one that it was defined by.
 */
export function toMarkdown(
  { definitions }: { readonly definitions: MetricDefinitions },
  nameOf: (name: string, definition: MetricDefinition) => string = (name) => name,
): string {
  const rows = Object.entries(definitions)
    .map(([name, definition]) => [nameOf(name, definition), definition] as const)
    .sort(([first], [second]) => (first < second ? -1 : 1))
    .map(([name, definition]) => [
      code(name),
      definition.type,
      unitOf(definition),
      tagsOf(definition.tags),
      definition.description ?? '',
    ]);
  const head = ['Metric', 'Type', 'Unit', 'Tags', 'Description'];
  return [head, head.map(() => '---'), ...rows].map(line).join('');
}

function line(cells: readonly string[]): string {
  const texts = cells.map((cell) => cell.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim());
  return `| ${texts.join(' | ')} |\n`;
}

function unitOf({ unit, perUnit }: MetricDefinition): string {
  if (unit === undefined) return '';
  return perUnit === undefined ? unit : `${unit} per ${perUnit}`;
}

function tagsOf(tags: TagDefinitions = []): string {
  if (Array.isArray(tags)) return tags.map(code).join(', ');
  return Object.entries(tags)
    .map(([key, rule]) => {
      const values = Array.isArray(rule)
        ? rule.map((value) => code(String(value))).join(' ')
        : rule;
      return `${code(key)}: ${values}`;
    })
    .join(', ');
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}
