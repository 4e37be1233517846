import { Budget } from '../../src/containment/budget.ts';
import { Prover } from '../../src/containment/decide/prover.ts';
import { Terms } from '../../src/containment/form/terms.ts';
import {
  buildSchemaGraph,
  checkCertificate,
  decideContainment,
  DocumentCache,
  findSchemaFaults,
  type ContainmentOptions,
} from '../../src/containment/index.ts';
import { prepareQuestion } from '../../src/containment/question.ts';
import { createJudges, type Judges } from '../../src/containment/witness/judges.ts';
import { stringifyExact } from '../../src/core/json/stringify.ts';
import type { ExactValue, JsonValue } from '../../src/core/json/value.ts';
import type { SchemaDocument } from '../../src/core/schema-document.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import { ajvJudge } from '../../src/formats/json-schema/ajv-judge.ts';
import { hyperjump } from './second-validators.ts';
import type { Universe } from './universe.ts';

export interface Asked {
  readonly writer: SchemaDocument;
  readonly reader: SchemaDocument;
  readonly options: Pick<ContainmentOptions, 'profile' | 'formats' | 'readerAppliesDefaults'>;
  /** Known from how the pair was made. */
  readonly isContained?: boolean;
}

export interface Answered {
  readonly verdict: Verdict;
  readonly ms: number;
  readonly isCertified: boolean;
  /** How often a second validator had one. */
  readonly opinions: number;
  /** What is wrong with the verdict. */
  readonly faults: readonly string[];
}

/** Ask the engine, and hold what it says against others; undefined where a document is no schema. */
export async function ask({ writer, reader, options, isContained }: Asked, universe: Universe, isThorough = true): Promise<Answered | undefined> {
  if (!isSchema(writer) || !isSchema(reader)) return undefined;
  const start = performance.now();
  const verdict = decideContainment(writer, reader, { ...options, judge: isThorough ? ajvJudge : null });
  const ms = performance.now() - start;
  const faults: string[] = [];
  let isCertified = false;
  let opinions = 0;
  if (verdict.kind === 'contained') {
    const breaking = breakOf(writer, reader, options, universe);
    if (breaking !== undefined) faults.push(`contained, but ${stringifyExact(breaking)} breaks it`);
    const { certificate } = (isThorough ? decideContainment(writer, reader, { ...options, certificate: true }) : {}) as {
      readonly certificate?: JsonValue;
    };
    isCertified = certificate !== undefined;
    if (certificate !== undefined && !checkCertificate(writer, reader, certificate)) faults.push('a certificate that is none');
  }
  if (verdict.kind === 'not_contained') {
    universe.learn(verdict.witness);
    if (isContained === true) faults.push(`not contained, but it is: ${stringifyExact(verdict.witness)}`);
    if (isThorough) {
      const second = await secondOpinions({ writer, reader, options }, verdict.witness);
      opinions = second.opinions;
      faults.push(...second.doubts);
    }
  }
  faults.push(...contradictions({ writer, reader, options }, verdict));
  return { verdict, ms, isCertified, opinions, faults };
}

const NOTHING: JsonValue = { not: {} };

/** The same question in other words, which go other ways through the engine. `a` and `b` are of one dialect, without references. */
const WORDINGS: readonly ((a: JsonValue, b: JsonValue) => readonly [JsonValue, JsonValue])[] = [
  (a, b) => [{ allOf: [a, { not: b }] }, NOTHING],
  (a, b) => [{}, { anyOf: [{ not: a }, b] }],
  (a, b) => [{ not: b }, { not: a }],
  (a, b) => [a, { oneOf: [b, { allOf: [a, { not: b }, NOTHING] }] }],
  (a, b) => [{ type: 'object', required: ['x'], properties: { x: a } }, { properties: { x: b } }],
  (a, b) => [{ type: 'array', minItems: 2, items: a }, { items: b }],
  (a, b) => [{ properties: { x: { not: b } } }, { additionalProperties: {}, properties: { x: { not: a } } }],
  (a, b) => [{ type: 'object', minProperties: 1, additionalProperties: a }, { additionalProperties: b }],
  (a, b) => [{ anyOf: [a, NOTHING] }, { allOf: [b, {}] }],
  (a, b) => [{ not: { anyOf: [{ not: a }, { not: a }] } }, { not: { allOf: [{ not: b }] } }],
];

/** Of the two answers neither may be `contained` where the other has an event that breaks. */
function contradictions({ writer, reader, options }: Asked, { kind }: Verdict): string[] {
  const text = JSON.stringify([writer.schema, reader.schema]);
  if (kind === 'undecided' || writer.dialect !== reader.dialect || (options.profile ?? 'strict') !== 'strict' || text.includes('"$')) return [];
  const wording = WORDINGS[text.length % WORDINGS.length];
  if (wording === undefined) return [];
  const [a, b] = wording(writer.schema, reader.schema);
  const other = decideContainment({ ...writer, schema: a }, { ...reader, schema: b }, options);
  return other.kind === 'undecided' || other.kind === kind ? [] : [`${kind}, but ${other.kind} in other words: ${JSON.stringify([a, b])}`];
}

function isSchema(document: SchemaDocument): boolean {
  try {
    const graph = buildSchemaGraph(document);
    return findSchemaFaults(graph).length === 0 && graph.unresolved.length === 0;
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'schema_invalid') return false;
    throw error;
  }
}

/** The judges of both sides as the question means them: narrowed or loosened. */
function judgesOf(writer: SchemaDocument, reader: SchemaDocument, options: ContainmentOptions): Judges {
  const cache = new DocumentCache();
  const prover = new Prover(new Terms(), new Budget(1_000_000));
  return createJudges(prepareQuestion(cache.read(writer), cache.read(reader), { prover, options, cache }));
}

function breakOf(writer: SchemaDocument, reader: SchemaDocument, options: ContainmentOptions, universe: Universe): ExactValue | undefined {
  const judges = judgesOf(writer, reader, options);
  for (const value of universe.values()) {
    try {
      if (judges.writer.accepts(value as JsonValue) && !judges.reader.accepts(value as JsonValue)) return value;
    } catch (error) {
      if (!(error instanceof RegistryError && error.code === 'too_deep')) throw error;
    }
  }
  return undefined;
}

/** Under `strict` another validator has to agree about the witness; under the others about the writer. */
async function secondOpinions(
  { writer, reader, options: { profile, formats, readerAppliesDefaults } }: Asked,
  witness: JsonValue,
): Promise<{ readonly opinions: number; readonly doubts: readonly string[] }> {
  if (formats === 'assert') return { opinions: 0, doubts: [] };
  const isPlain = (profile ?? 'strict') !== 'tolerant' && readerAppliesDefaults !== true;
  const [ofWriter] = (await hyperjump(writer, [witness])) ?? [];
  const [ofReader] = (isPlain ? await hyperjump(reader, [witness]) : undefined) ?? [];
  const shown = stringifyExact(witness);
  return {
    opinions: [ofWriter, ofReader].filter((opinion) => opinion !== undefined).length,
    doubts: [
      ...(ofWriter === false ? [`the writer refuses the witness ${shown}, says another validator`] : []),
      ...(ofReader === true ? [`the reader accepts the witness ${shown}, says another validator`] : []),
    ],
  };
}
