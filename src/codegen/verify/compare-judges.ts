import { buildSchemaGraph, compileSchema, type SchemaGraph } from '../../containment/index.ts';
import type { FormatMode } from '../../core/compatibility.ts';
import type { JsonValue } from '../../core/json/value.ts';
import type { SchemaDocument } from '../../core/schema-document.ts';
import { deviationsOf } from '../../formats/json-schema/ajv-deviations.ts';
import { ajvJudge } from '../../formats/json-schema/ajv-judge.ts';
import { contains } from '../../formats/json-schema/containment.ts';
import { InstanceSource } from './draw-instance.ts';
import { createRandom } from '../../core/seeded-random.ts';
import { collectSamples } from './samples.ts';

export interface CompareOptions {
  /** Default annotate. */
  readonly formats?: FormatMode;
  /** Instances to judge. */
  readonly runs: number;
  /** The same seed gives the same instances. */
  readonly seed: number;
}

/** What the judges of a schema said of random instances. */
export interface Comparison {
  /** Instances judged; up to the first on which they differ. */
  readonly runs: number;
  /** Of those, as the evaluator says. */
  readonly valid: number;
  readonly invalid: number;
  /** So many were judged by ajv too; on others it is known to be wrong, or cannot compile the schema. */
  readonly judgedByAjv: number;
  /** Why it was not asked about all: what it is known to read otherwise. Empty where it was, or where it cannot compile the schema. */
  readonly ajvReadsOtherwise: readonly ReadOtherwise[];
  readonly difference?: Difference;
}

/** A construct that ajv is known to read otherwise, where it first stands. */
export interface ReadOtherwise {
  readonly construct: string;
  readonly at: string;
  /** About some instances only. */
  readonly isOfSome: boolean;
}

/** An instance on which they do not agree, as small as dropping parts of it makes it. */
export interface Difference {
  readonly instance: JsonValue;
  readonly generated: boolean;
  readonly evaluator: boolean;
  readonly ajv: boolean | null;
}

/**
 * Ask a generated validator, our evaluator and ajv about random instances of a schema. Stops at the first difference. Throws
 * what a schema that cannot be compiled throws.
 */
export function compareJudges(document: SchemaDocument, generated: (instance: JsonValue) => boolean, options: CompareOptions): Comparison {
  const { formats = 'annotate', runs, seed } = options;
  const graph = buildSchemaGraph(document);
  const evaluator = compileSchema(document, { formats });
  const ajv = ajvJudge(document, { formats, graph });
  const judge = (instance: JsonValue): Difference => ({
    instance,
    generated: generated(instance),
    evaluator: evaluator.evaluate(instance, { maxFindings: 0 }).valid,
    ajv: ajv?.(instance) ?? null,
  });
  const source = new InstanceSource(graph, collectSamples(graph), createRandom(seed));
  // What the engine finds for the reader that accepts nothing is valid, and random draws may never meet it.
  const verdict = contains(document.schema, false, { formats, dialect: document.dialect, documents: schemasOf(document) });
  if (verdict.kind === 'not_contained') source.keep(verdict.witness);
  const counts = { runs: 0, valid: 0, invalid: 0, judgedByAjv: 0, ajvReadsOtherwise: readOtherwise(graph) };
  while (counts.runs < runs) {
    const judged = judge(source.draw());
    counts.runs += 1;
    counts[judged.evaluator ? 'valid' : 'invalid'] += 1;
    if (judged.ajv !== null) counts.judgedByAjv += 1;
    if (judged.evaluator) source.keep(judged.instance);
    if (differs(judged)) return { ...counts, difference: shrink(judged, judge) };
  }
  return counts;
}

function readOtherwise(graph: SchemaGraph): readonly ReadOtherwise[] {
  const uses = deviationsOf(graph);
  const firsts = uses.filter(({ deviation }, index) => uses.findIndex((other) => other.deviation === deviation) === index);
  return firsts.map(({ deviation: { construct, instances }, location }) => ({ construct, at: location, isOfSome: instances !== undefined }));
}

function schemasOf({ documents = {} }: SchemaDocument): Record<string, JsonValue> {
  return Object.fromEntries(Object.entries(documents).map(([uri, { schema }]) => [uri, schema]));
}

function differs({ generated, evaluator, ajv }: Difference): boolean {
  return generated !== evaluator || (ajv !== null && ajv !== evaluator);
}

function shrink(found: Difference, judge: (instance: JsonValue) => Difference): Difference {
  let smallest = found;
  for (let next: Difference | undefined = found; next !== undefined;) {
    smallest = next;
    next = smallerThan(smallest.instance).map(judge).find(differs);
  }
  return smallest;
}

/** The value with one part of it left out, at any depth. */
function smallerThan(value: JsonValue): JsonValue[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) {
    const items = value as readonly JsonValue[];
    return items.flatMap((item, index) => [items.toSpliced(index, 1), ...smallerThan(item).map((smaller) => items.with(index, smaller))]);
  }
  const entries = Object.entries(value as Readonly<Record<string, JsonValue>>);
  return entries.flatMap(([name, member], index) => [
    Object.fromEntries(entries.toSpliced(index, 1)),
    ...smallerThan(member).map((smaller) => Object.fromEntries(entries.with(index, [name, smaller]))),
  ]);
}
