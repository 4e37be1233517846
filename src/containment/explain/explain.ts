import { parsePointer, valueAtPointer } from '../../core/json/pointer.ts';
import { isJsonObject, type JsonValue } from '../../core/json/value.ts';
import type { EventFinding, Finding } from '../../core/verdict.ts';
import type { Outlines, Values } from '../evaluate/outline.ts';
import type { SchemaGraph } from '../resolve/graph.ts';
import { childList, childMap, type SchemaNode } from '../resolve/node.ts';
import { describeBreak } from './change.ts';
import type { Said } from './contrast.ts';
import { GovernedInstance, keywordsOf, patternsAt, type GovernedBy, type Keyword } from './governing.ts';

export interface ExplainContext {
  readonly writer: GovernedBy;
  readonly reader: SchemaGraph;
  /** Of both, kept for further witnesses. */
  readonly outlines: Outlines;
}

/**
 * Say what in the reader refuses the witness, and what the writer says at the same place. A union that failed is left out
 * where a finding at or below its place says why.
 */
export function explainWitness(findings: readonly EventFinding[], witness: JsonValue, context: ExplainContext): Finding[] {
  const explainer = new Explainer(witness, context);
  return findings.filter((finding, index) => !isRepeated(finding, findings.slice(index + 1))).map((finding) => explainer.explain(finding));
}

// The findings of a branch come right after those of its union.
function isRepeated({ code, instancePointer }: EventFinding, later: readonly EventFinding[]): boolean {
  if (code !== 'any_of_unmatched' && code !== 'one_of_unmatched') return false;
  return later.some((other) => other.instancePointer === instancePointer || other.instancePointer.startsWith(`${instancePointer}/`));
}

class Explainer {
  readonly #witness: JsonValue;
  readonly #reader: SchemaGraph;
  readonly #writer: GovernedInstance;
  readonly #matches: GovernedBy['matches'];
  readonly #outlines: Outlines;

  constructor(witness: JsonValue, { writer, reader, outlines }: ExplainContext) {
    this.#witness = witness;
    this.#outlines = outlines;
    this.#reader = reader;
    this.#writer = new GovernedInstance(writer, witness);
    this.#matches = writer.matches;
  }

  explain(finding: EventFinding): Finding {
    const { code, keyword, instancePointer, keywordLocation } = finding;
    const place = placeOf(finding);
    const { nodes } = this.#writer.at(place.pointer);
    const declared = place.name === undefined ? undefined : declarationOf(nodes, place.name);
    const patterns = place.name === undefined || !isAboutMember(finding) ? NO_PATTERNS : this.#patternsOf(nodes, place.name);
    const said = this.#saidBy(finding, nodes);
    const { message, change, remedy } = describeBreak({
      code,
      keyword,
      name: place.name,
      writer: this.#writerSaid(finding, said),
      reader: this.#readerSaid(finding),
      found: valueAtPointer(this.#witness, instancePointer),
      beside: finding.code === 'dependent_required_missing' ? this.#beside(finding) : [],
      branches: finding.found.branches ?? [],
      isDeclared: declared !== undefined,
      patterns: { writer: [...patterns.keys()], reader: this.#readerPatterns(finding, nodes) },
      isFree: keywordsOf(nodes, NARROWING).length === 0,
    });
    const allowing = isAboutMember(finding) ? (declared ?? [...patterns.values()][0]) : undefined;
    const writerLocation = allowing?.location ?? likest(this.#open(finding, said, nodes), keywordLocation) ?? mostSpecific(nodes)?.location;
    return {
      code,
      message: `the reader ${message}`,
      instancePointer,
      keyword,
      ...(writerLocation === undefined ? {} : { writerLocation }),
      readerLocation: keywordLocation,
      change,
      remedy,
    };
  }

  /** The patterns of the writer that take the name of a member. */
  #patternsOf(nodes: readonly SchemaNode[], name: string): ReadonlyMap<string, SchemaNode> {
    return new Map(nodes.flatMap((node) => [...patternsAt(node, name, this.#matches)]));
  }

  /** The patterns beside the keyword that the writer does not have. */
  #readerPatterns({ keyword, keywordLocation }: EventFinding, writer: readonly SchemaNode[]): string[] {
    const node = CLOSING.includes(keyword) ? this.#readerNode(keywordLocation, keyword) : undefined;
    const own = node === undefined ? [] : [...childMap(node, 'patternProperties').keys()];
    return own.filter((pattern) => !writer.some((one) => childMap(one, 'patternProperties').has(pattern)));
  }

  /** Of keywords that are about members of other names, those that take any: what is closed on both sides is not where the writer allows it. */
  #open({ keyword }: EventFinding, said: readonly Keyword[], nodes: readonly SchemaNode[]): readonly Keyword[] {
    if (!CLOSING.includes(keyword)) return said;
    const own = said.filter(({ value }) => value !== false);
    return own.length > 0 ? own : keywordsOf(nodes, CLOSING).filter(({ value }) => value !== false);
  }

  /** What the writer says with the keyword of a finding, or one that means the same. */
  #saidBy({ code, keyword, instancePointer }: EventFinding, nodes: readonly SchemaNode[]): Keyword[] {
    if (code === 'discriminator_unmatched') return keywordsOf(this.#writer.at(instancePointer).nodes, ['enum', 'const']);
    return keywordsOf(nodes, keyword === 'const' || keyword === 'enum' ? ['enum', 'const'] : [keyword]);
  }

  #writerSaid(finding: EventFinding, said: readonly Keyword[]): Said {
    const { entries, nodes } = this.#writer.at(placeOf(finding).pointer);
    const all = entries.map((node) => this.#outlines.values(node)).filter((values) => values !== undefined);
    const values = finding.code === 'discriminator_unmatched' ? this.#valuesOf(nodes, lastStep(finding.instancePointer)) : fewest(all);
    const types = entries.flatMap((node) => this.#outlines.types(node) ?? []);
    return { own: said.map(({ value }) => value), types: fewest(types), values: values && [...values.values()] };
  }

  /** What is listed for a member, over all branches of the outermost subschema that lists anything. */
  #valuesOf(nodes: readonly SchemaNode[], name: string): Values | undefined {
    for (const node of nodes) {
      const values = this.#outlines.members(node).get(name);
      if (values !== undefined) return values;
    }
    return undefined;
  }

  #readerSaid({ code, keyword, keywordLocation, expected }: EventFinding): Said {
    const own = [expected];
    const many: readonly JsonValue[] = Array.isArray(expected) ? expected : own;
    if (keyword === 'type') return { own, types: withIntegers(many.map(String)), values: undefined };
    if (keyword === 'enum' || code === 'discriminator_unmatched') return { own, types: undefined, values: many };
    if (keyword === 'const') return { own, types: undefined, values: own };
    const node = code === 'any_of_unmatched' || code === 'one_of_unmatched' ? this.#readerNode(keywordLocation, keyword) : undefined;
    const branches = node === undefined ? [] : childList(node, keyword);
    const types = branches.map((branch) => this.#outlines.types(branch));
    const values = node && this.#outlines.branchValues(node, keyword === 'anyOf' ? keyword : 'oneOf');
    return {
      own,
      types: types.length === 0 || types.includes(undefined) ? undefined : new Set(types.flatMap((of) => [...(of ?? [])])),
      values: values && [...values.values()],
    };
  }

  /** The members whose presence asks for the one that is missing. */
  #beside({ keyword, keywordLocation, expected }: EventFinding): string[] {
    const schema = this.#readerNode(keywordLocation, keyword)?.schema;
    const rules = typeof schema === 'object' ? schema[keyword] : undefined;
    const asksFor = (needed: JsonValue): boolean => Array.isArray(needed) && needed.includes(expected);
    return isJsonObject(rules) ? Object.keys(rules).filter((name) => asksFor(rules[name] ?? null)) : [];
  }

  #readerNode(keywordLocation: string, keyword: string): SchemaNode | undefined {
    const location = keywordLocation.slice(0, keywordLocation.length - keyword.length - 1);
    return this.#reader.nodes.find((node) => node.location === location);
  }
}

/** Keywords that take away from the strings or numbers of a type. */
const NARROWING = [
  'pattern',
  'format',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'not',
  'enum',
  'const',
];

/** Keywords that are about the members which no other keyword names. */
const CLOSING: readonly string[] = ['additionalProperties', 'unevaluatedProperties'];

const NO_PATTERNS: ReadonlyMap<string, SchemaNode> = new Map();

/** Findings that stand at a member or an item, and are about the object or the array. */
const ABOUT_MEMBER: ReadonlySet<string> = new Set(['additionalProperties', 'unevaluatedProperties', 'propertyNames', 'undeclared']);
const ABOUT_MEMBER_CODES: ReadonlySet<string> = new Set(['property_forbidden', 'additional_item', 'unevaluated_item', 'discriminator_unmatched']);

function isAboutMember({ keyword, code }: EventFinding): boolean {
  return (ABOUT_MEMBER.has(keyword) || ABOUT_MEMBER_CODES.has(code)) && code !== 'discriminator_unmatched';
}

/** The object that a finding about one of its members is about, and that member's name. */
function placeOf({ code, keyword, instancePointer, expected }: EventFinding): { readonly pointer: string; readonly name: string | undefined } {
  if (ABOUT_MEMBER.has(keyword) || ABOUT_MEMBER_CODES.has(code)) {
    const at = instancePointer.lastIndexOf('/');
    return { pointer: instancePointer.slice(0, Math.max(0, at)), name: lastStep(instancePointer) };
  }
  return { pointer: instancePointer, name: typeof expected === 'string' ? expected : undefined };
}

function lastStep(pointer: string): string {
  return parsePointer(pointer)?.at(-1) ?? '';
}

function declarationOf(nodes: readonly SchemaNode[], name: string): SchemaNode | undefined {
  return nodes.flatMap((node) => childMap(node, 'properties').get(name) ?? [])[0];
}

function withIntegers(types: readonly string[]): ReadonlySet<string> {
  return new Set(types.includes('number') ? [...types, 'integer'] : types);
}

/** Where one side says it at the same place as the other, else the first place. */
function likest(said: readonly Keyword[], location: string): string | undefined {
  return (said.find((keyword) => keyword.location === location) ?? said[0])?.location;
}

/** The smallest of several sets that all hold the value. */
function fewest<T extends { readonly size: number }>(sets: readonly T[]): T | undefined {
  return sets.toSorted((a, b) => a.size - b.size)[0];
}

/** The subschema that says the most about a value. */
function mostSpecific(nodes: readonly SchemaNode[]): SchemaNode | undefined {
  return nodes.toSorted((a, b) => size(b) - size(a))[0];
}

function size({ schema }: SchemaNode): number {
  return typeof schema === 'object' ? Object.keys(schema).length : 0;
}
