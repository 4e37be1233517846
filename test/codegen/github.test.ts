import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generate, type GeneratedFile, type SchemaInput } from '../../src/codegen/index.ts';
import { subjectName } from '../../src/codegen/naming.ts';
import { compileSchema } from '../../src/containment/index.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import { load, temporaryFolder, writeAll, type GeneratedModule } from './folder.ts';
import { typeCheck } from './type-check.ts';

const require = createRequire(import.meta.url);

interface Definition extends JsonObject {
  readonly $ref: string;
}

const { definitions, oneOf } = require('@octokit/webhooks-schemas-7/schema.json') as {
  readonly definitions: Readonly<Record<string, JsonObject>>;
  readonly oneOf: readonly Definition[];
};

const examples = require('@octokit/webhooks-examples') as readonly { readonly name: string; readonly examples: readonly JsonObject[] }[];

/** A schema for each event and action, as a registry would hold it. */
const schemas: readonly SchemaInput[] = oneOf.flatMap((event) => {
  const name = nameIn(event);
  const actions = definitions[name]?.['oneOf'] as readonly Definition[] | undefined;
  return (actions ?? [event]).map((action) => inputFor(nameIn(action)));
});

const evaluators = new Map<JsonValue, ReturnType<typeof compileSchema>>();

/** What the evaluator says of a payload; a schema is compiled once. */
function isValid(schema: JsonValue, payload: JsonObject): boolean {
  const evaluator = evaluators.get(schema) ?? compileSchema({ schema, dialect: 'draft-07' });
  evaluators.set(schema, evaluator);
  return evaluator.evaluate(payload, { maxFindings: 0 }).valid;
}

let written: Promise<readonly GeneratedFile[]> | undefined;

/** The TypeScript of all of them, made once. */
function typescript(): Promise<readonly GeneratedFile[]> {
  written ??= generate({ schemas });
  return written;
}

test('GitHub: every example is judged as the evaluator judges it', async () => {
  const folder = await temporaryFolder();
  await writeAll(folder, await generate({ schemas, options: { language: 'js' } }));
  const generated = (await import(/* @vite-ignore */ pathToFileURL(join(folder, 'index.js')).href)) as GeneratedModule;
  const byValidator = new Map(schemas.map((input) => [`validate${subjectName(input.subject ?? '')}`, input.schema]));
  const judged = examples.flatMap(({ name, examples: payloads }) => payloads.map((payload) => judge(generated, byValidator, name, payload)));
  expect(judged.filter(({ generated: one, evaluator }) => one !== evaluator)).toEqual([]);
  expect(judged.filter(({ generated: one }) => one === 'valid').length).toBeGreaterThan(200);
  expect(judged.filter(({ generated: one }) => one === 'invalid').length).toBeGreaterThan(20);
});

test('GitHub: every event compiles under strict flags, and every valid example is of the type of its event', async () => {
  const folder = await temporaryFolder();
  await writeAll(folder, await typescript());
  const byName = new Map(schemas.map((input) => [subjectName(input.subject ?? '') ?? '', input.schema]));
  const valid = examples.flatMap(({ name, examples: payloads }) =>
    payloads.flatMap((payload) => {
      const type = subjectName(eventOf(name, payload)) ?? '';
      const schema = byName.get(type);
      return schema !== undefined && isValid(schema, payload) ? [{ type, payload }] : [];
    }),
  );
  const types = [...new Set(valid.map(({ type }) => type))];
  const lines = valid.map(({ type, payload }) => `((event: ${type}) => event)(${JSON.stringify(payload)});`);
  await writeFile(join(folder, 'examples.ts'), `import type { ${types.join(', ')} } from './index.js';\n${lines.join('\n')}\n`);
  expect(schemas.length).toBeGreaterThan(200);
  expect(valid.length).toBeGreaterThan(200);
  expect(await typeCheck(folder)).toBe('');
});

test('GitHub: what several events have is declared once', async () => {
  const files = await typescript();
  const declared = (pattern: RegExp): string[] => files.flatMap(({ text }) => [...text.matchAll(pattern)].map(([, name]) => name ?? ''));
  expect(declared(/^export (?:interface|type) (User) /gm)).toEqual(['User']);
  expect(declared(/^export (?:interface|type) (\w*\d)\b/gm)).toEqual([]);
});

// `npm run fuzz:codegen` has more of them.
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 1);

/** Events with many actions, as a contract that takes any of them would say. */
const UNITED = ['check_run', 'issues', 'issue_comment', 'pull_request', 'release', 'repository'];

test('GitHub: what is wrong with a broken example is told as the evaluator tells it', async () => {
  const names = UNITED.map((name) => `${name}_event`);
  const united: SchemaInput = {
    subject: 'com.github.any',
    schema: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      oneOf: names.map((name) => ({ $ref: `#/definitions/${name}` })),
      definitions: Object.assign({}, ...names.map(closureOf)) as JsonObject,
    },
  };
  const [validate] = Object.entries(await load([united])).flatMap(([name, one]) => (name.startsWith('validate') ? [one] : []));
  const evaluator = compileSchema({ schema: united.schema, dialect: 'draft-07' });
  const payloads = examples.filter(({ name }) => UNITED.includes(name)).flatMap(({ examples: all }) => all);
  const value = fc.constantFrom<JsonValue>(null, 1, 'x', [], {}, { id: 'x' }, 'opened', 'User');
  fc.assert(
    fc.property(
      fc.constantFrom(...payloads),
      fc.array(fc.tuple(fc.nat(), fc.option(value, { nil: undefined })), { minLength: 1, maxLength: 3 }),
      (payload, edits) => {
        const event = edits.reduce<JsonValue>((before, [where, instead]) => edited(before, where, instead), payload);
        const expected = evaluator.evaluate(event);
        // From so many on, a branch of a union is cut off, where the two have them in different orders.
        expect(validate?.(event).valid).toBe(expected.valid);
        if (expected.findings.length < 20) expect(toldOf(validate?.(event))).toEqual(toldOf(expected));
      },
    ),
    { numRuns: 60 * ROUNDS },
  );
});

function toldOf(answer: ReturnType<GeneratedModule[string]> | undefined): readonly string[] {
  return (answer?.findings ?? []).map((finding) => JSON.stringify(finding)).toSorted();
}

/** With another value, or none, in one of its places. */
function edited(event: JsonValue, where: number, instead: JsonValue | undefined): JsonValue {
  const copy = structuredClone(event);
  const holders: (readonly [object, string])[] = [];
  const collect = (value: JsonValue): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      holders.push([value, name]);
      collect(inner);
    }
  };
  collect(copy);
  const [holder, name] = holders[where % holders.length] ?? [];
  if (holder === undefined || name === undefined) return copy;
  if (instead === undefined && !Array.isArray(holder)) Reflect.deleteProperty(holder, name);
  else Reflect.set(holder, name, instead ?? null);
  return copy;
}

interface Judged {
  readonly event: string;
  readonly generated: string;
  readonly evaluator: string;
}

function judge(generated: GeneratedModule, byValidator: ReadonlyMap<string, JsonValue>, name: string, payload: JsonObject): Judged {
  const event = eventOf(name, payload);
  const validator = `validate${subjectName(event)}`;
  const schema = byValidator.get(validator);
  if (schema === undefined) return { event, generated: 'unknown', evaluator: 'unknown' };
  return { event, generated: verdict(generated[validator]?.(payload)), evaluator: verdict({ valid: isValid(schema, payload) }) };
}

function eventOf(name: string, payload: JsonObject): string {
  return ['com.github', name, payload['action']].filter((part) => typeof part === 'string').join('.');
}

function verdict(answer: { readonly valid: boolean } | undefined): string {
  return answer?.valid === true ? 'valid' : 'invalid';
}

function inputFor(name: string): SchemaInput {
  const subject = `com.github.${name.replace(/[_$]event$/, '').replace('$', '.')}`;
  return { subject, schema: { $schema: 'http://json-schema.org/draft-07/schema#', $ref: `#/definitions/${name}`, definitions: closureOf(name) } };
}

function closureOf(name: string): JsonObject {
  const reached = new Set([name]);
  for (const next of reached) {
    for (const [, target] of JSON.stringify(definitions[next]).matchAll(/"#\/definitions\/([^"]+)"/g)) reached.add(target ?? '');
  }
  return Object.fromEntries([...reached].map((reachedName) => [reachedName, definitions[reachedName] ?? {}]));
}

function nameIn({ $ref }: Definition): string {
  return $ref.replace('#/definitions/', '');
}
