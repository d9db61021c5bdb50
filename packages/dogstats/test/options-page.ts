import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { environmentOptions } from '../src/environment-options.js';
import { optionSchemas } from '../src/options-schema.js';

/** `docs/configuration.md`: values from the zod schema, meanings and defaults from doc comments. */
export function optionsPage(): string {
  const comments = docComments();
  const rows = Object.entries(optionSchemas).map(([name, schema]) => {
    const { meaning, byDefault } = comments.get(name) ?? { meaning: '', byDefault: '' };
    return `| \`${name}\` | ${meaning} | ${valuesOf(schema)} | ${byDefault} | ${variablesOf(name)} |`;
  });
  return `${intro}${rows.join('\n')}\n\n${ending}`;
}

const intro = `<!-- Written by \`npm run docs\` from packages/dogstats/src/options.ts and options-schema.ts. -->
# Configuration

Everything that \`start()\` takes. A value in code wins over a variable, and a variable over the
default; an option with fields is resolved field by field. A blank variable counts as unset. When options
or variables can't be used, \`start()\` throws, with all problems in one message.

| Option | Meaning | Values | Default | Variable |
|---|---|---|---|---|
`;

const ending = `Switches are \`1\`, \`true\`, \`yes\`, \`on\` or \`0\`, \`false\`, \`no\`, \`off\`; lists are separated by commas:
\`DOGSTATS_HISTOGRAM_PERCENTILES=0.5,0.99\`. Other variables: \`DOGSTATS_LOG_LEVEL\` is the lowest
level of messages that go to stderr (\`debug\`, \`info\`, \`warn\`, \`error\`, \`silent\`; default \`warn\`), and
\`HTTPS_PROXY\`, \`NO_PROXY\`, \`DD_PROXY_HTTPS\`, \`DD_PROXY_NO_PROXY\` name a proxy and what to reach without
it.

## Options from a file

\`dogstats/schema\` has the same options as a zod schema:

\`\`\`ts
import { optionsSchema } from 'dogstats/schema';

dogStats.start(optionsSchema.parse(JSON.parse(text)));
\`\`\`

\`start()\` checks them anyway, with the same outcome, and without loading zod.

## A second start()

With equal options it does nothing. With other options it throws, and says which ones differ and where the
first \`start()\` was: two parts of a program that want different things are a mistake, which would otherwise
show up as missing data. The same line of code may start again, as it does when a development server reloads
a module. Functions and objects such as a logger, which are new each time, then count as the same; plain
values have to be equal.

There is one \`dogStats\` in a process, even when the package is installed twice or loaded by both
\`import\` and \`require()\`. An instance of your own, \`new DogStats()\`, is independent of it.
`;

interface DocComment {
  readonly meaning: string;
  readonly byDefault: string;
}

/** Option → what its doc comment says. */
function docComments(): Map<string, DocComment> {
  const source = readFileSync(new URL('../src/options.ts', import.meta.url), 'utf8');
  const fields = source.matchAll(/^ {2}\/\*\*(.*?)\*\/\n {2}readonly (\w+)\?/gms);
  return new Map(
    [...fields].map(([, comment = '', name = '']) => {
      const text = comment.replace(/\s*\n\s*\* ?/g, ' ').trim();
      const [meaning = '', byDefault = ''] = text.split('@default').map((part) => part.trim());
      return [name, { meaning: cell(meaning), byDefault: cell(code(byDefault)) }];
    }),
  );
}

/** A default that is a literal, marked as such. */
function code(text: string): string {
  return /^(?:'[^']*'|true|false|\d+)$/.test(text) ? `\`${text}\`` : text;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function variablesOf(option: string): string {
  const own = environmentOptions.filter(({ path }) => path[0] === option);
  return own.map(({ variable }) => `\`${variable}\``).join(', ');
}

interface JsonSchema {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

/** What an option may be, in a few words. */
function valuesOf(schema: z.ZodType): string {
  return cell(
    describe(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as JsonSchema),
  );
}

function describe(schema: JsonSchema): string {
  if (schema.description !== undefined) return schema.description;
  if (schema.const !== undefined) return `\`'${schema.const}'\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`'${value}'\``).join(', ');
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(describe))].join(' or ');
  if (schema.properties !== undefined) return fieldsOf(schema.properties);
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  switch (schema.type) {
    case 'boolean':
      return '`true`, `false`';
    case 'integer':
      return `whole, ${figure(minimum)} to ${figure(maximum)}`;
    case 'number':
      return exclusiveMinimum === undefined
        ? `${figure(minimum)} to ${figure(maximum)}`
        : `numbers between ${exclusiveMinimum} and ${exclusiveMaximum}`;
    case 'array':
      return `list of ${describe(schema.items ?? {})}`;
    case 'string':
      return 'text';
    default:
      throw new Error('a schema without a description');
  }
}

function figure(value: number | undefined): string {
  return value?.toLocaleString('en') ?? 'any';
}

function fieldsOf(properties: Readonly<Record<string, JsonSchema>>): string {
  const fields = Object.entries(properties).map(
    ([name, field]) => `\`${name}\`${field.type === 'object' ? '' : `: ${describe(field)}`}`,
  );
  return fields.join('; ');
}
