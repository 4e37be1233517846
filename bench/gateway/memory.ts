import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Ajv } from 'ajv';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { closureOf, definitionName } from '../octokit-definitions.ts';
import { percentile, type Cell, type Report } from '../report.ts';

/** So often is each schema asked, about one of GitHub's examples; a judge is made quick after some. */
const EVENTS = 50;

interface Contract {
  readonly schema: JsonObject;
  readonly events: readonly JsonValue[];
}

type Make = (schema: JsonObject) => (event: JsonValue) => boolean;

/** What a schema costs that is kept ready: the heap, the time to make its validator, and the longest first event. */
export async function measureMemory(): Promise<Report> {
  const contracts = readContracts();
  const gate: Make = (schema) => {
    const validator = jsonSchemaFormat.compile({ schema, dialect: 'draft-07' }, { formats: 'annotate', undeclared: 'allow' });
    return (event) => validator.validate(event, { maxFindings: 0 }).valid;
  };
  const ajv =
    (options: object): Make =>
    (schema) =>
      new Ajv({ strict: false, validateFormats: false, ...options }).compile(schema);
  const kinds: readonly (readonly [string, Make])[] = [
    ['the schema, as parsed', () => () => true],
    ['the gate', gate],
    ['ajv, one for each schema', ajv({})],
    ['ajv, one for each schema, inlineRefs: false', ajv({ inlineRefs: false })],
  ];
  return {
    tables: [
      {
        title: 'what a schema costs',
        note: `${contracts.length} events of GitHub's webhooks, each a schema of its own of ${Math.round(JSON.stringify(contracts).length / contracts.length / 1_000)} kB with its examples; each judges ${EVENTS} events`,
        columns: ['what', 'heap kB', 'make ms', 'make ms, max', 'first event ms, max'],
        rows: kinds.map(([what, make]) => [what, ...costOf(contracts, make)]),
      },
    ],
  };
}

function costOf(contracts: readonly Contract[], make: Make): readonly Cell[] {
  const copies = contracts.map(({ schema }) => JSON.stringify(schema));
  const before = heapBytes();
  const times: number[] = [];
  const first: number[] = [];
  const kept = copies.map((text, index) => {
    const schema = JSON.parse(text) as JsonObject;
    const { events } = contracts[index] as Contract;
    const start = performance.now();
    const judge = make(schema);
    times.push(performance.now() - start);
    for (let round = 0; round < EVENTS; round += 1) {
      const begun = performance.now();
      if (!judge(events[round % events.length] as JsonValue)) throw new Error('an example of GitHub is refused');
      if (round === 0) first.push(performance.now() - begun);
    }
    return { schema, judge };
  });
  const bytes = heapBytes() - before;
  return [bytes / kept.length / 1_000, percentile(times, 0.5), Math.max(...times), Math.max(...first)];
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

function readContracts(): Contract[] {
  const load = createRequire(import.meta.url);
  const { $schema, definitions } = load('@octokit/webhooks-schemas-7/schema.json') as {
    $schema: string;
    definitions: Readonly<Record<string, JsonValue>>;
  };
  const published = load('@octokit/webhooks-examples/api.github.com/index.json') as readonly {
    readonly name: string;
    readonly examples: readonly JsonObject[];
  }[];
  return published.flatMap(({ name, examples }) => {
    const root = `${name}_event`;
    if (definitions[root] === undefined || examples.length === 0) return [];
    const $ref = `#/definitions/${root}`;
    const schema = { $schema, $ref, definitions: closureOf(definitions, definitionName($ref)) };
    const judge = jsonSchemaFormat.compile({ schema, dialect: 'draft-07' }, { formats: 'annotate', undeclared: 'allow' });
    const events = examples.filter((example) => judge.validate(example, { maxFindings: 0 }).valid);
    return events.length === 0 ? [] : [{ schema, events }];
  });
}
