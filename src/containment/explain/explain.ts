import { parsePointer, valueAtPointer } from '../../core/json/pointer.ts';
import type { JsonValue } from '../../core/json/value.ts';
import type { EventFinding, Finding } from '../../core/verdict.ts';
import type { SchemaGraph } from '../resolve/graph.ts';
import type { SchemaNode } from '../resolve/node.ts';
import { describeBreak } from './change.ts';
import { governingNodes, keywordsOf } from './governing.ts';

export interface ExplainContext {
  readonly writer: SchemaGraph;
  readonly reader: SchemaGraph;
  readonly matches: (pattern: string, name: string) => boolean;
}

/** Say what in the reader refuses the witness, and what the writer says at the same place. */
export function explainFinding(finding: EventFinding, witness: JsonValue, context: ExplainContext): Finding {
  const { keyword, instancePointer, keywordLocation } = finding;
  const place = placeOf(finding);
  const nodes = governingNodes(context.writer, place.pointer, context.matches);
  const written = keywordsOf(nodes, keyword === 'const' || keyword === 'enum' ? 'enum' : keyword);
  const constants = keyword === 'const' || keyword === 'enum' ? keywordsOf(nodes, 'const') : [];
  const said = [...written, ...constants];
  const wording = describeBreak({
    keyword,
    name: place.name,
    writer: said.map(({ value }) => value),
    reader: finding.expected,
    found: valueAtPointer(witness, instancePointer),
    isDeclared: place.name !== undefined && declares(nodes, place.name),
  });
  const writerLocation = said[0]?.location ?? mostSpecific(nodes)?.location;
  return {
    code: finding.code,
    message: `the reader ${wording.message}`,
    instancePointer,
    keyword,
    ...(writerLocation === undefined ? {} : { writerLocation }),
    readerLocation: keywordLocation,
    change: wording.change,
    remedy: wording.remedy,
  };
}

/** The findings that say most: a union that failed is left out where one of its branches says why. */
export function tellingFindings(findings: readonly EventFinding[]): readonly EventFinding[] {
  const telling = findings.filter(({ code, keywordLocation }) => {
    const isUnion = code === 'any_of_unmatched' || code === 'one_of_unmatched';
    return !isUnion || !findings.some((other) => other.keywordLocation !== keywordLocation && other !== undefined && isMoreTelling(other));
  });
  return telling.length === 0 ? findings : telling;
}

function isMoreTelling({ code }: EventFinding): boolean {
  return code !== 'any_of_unmatched' && code !== 'one_of_unmatched';
}

const ABOUT_MEMBER: ReadonlySet<string> = new Set(['additionalProperties', 'unevaluatedProperties', 'propertyNames', 'undeclared']);

/** The object that a finding about one of its members is about, and that member's name. */
function placeOf({ keyword, instancePointer, expected }: EventFinding): { readonly pointer: string; readonly name: string | undefined } {
  if (ABOUT_MEMBER.has(keyword)) {
    const at = instancePointer.lastIndexOf('/');
    return { pointer: instancePointer.slice(0, Math.max(0, at)), name: parsePointer(instancePointer)?.at(-1) };
  }
  return { pointer: instancePointer, name: typeof expected === 'string' ? expected : undefined };
}

function declares(nodes: readonly SchemaNode[], name: string): boolean {
  return nodes.some(({ children }) => {
    const properties = children.get('properties');
    return properties?.kind === 'map' && properties.nodes.has(name);
  });
}

/** The subschema that says the most about a value. */
function mostSpecific(nodes: readonly SchemaNode[]): SchemaNode | undefined {
  return nodes.toSorted((a, b) => size(b) - size(a))[0];
}

function size({ schema }: SchemaNode): number {
  return typeof schema === 'object' ? Object.keys(schema).length : 0;
}
