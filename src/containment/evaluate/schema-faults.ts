import { appendPointer, valueAtPointer } from '../../core/json/pointer.ts';
import type { JsonValue } from '../../core/json/value.ts';
import type { EventFinding } from '../../core/verdict.ts';
import { METASCHEMA_URIS, type SupportedDialect } from '../dialect/dialects.ts';
import { METASCHEMAS } from '../dialect/metaschemas.generated.ts';
import { patternFault } from '../language/pattern.ts';
import { buildSchemaGraph, type SchemaGraph } from '../resolve/graph.ts';
import type { SchemaNode } from '../resolve/node.ts';
import { compileGraph, type CompiledGraph } from './compile-graph.ts';

/**
 * What makes the document no schema of its dialect; empty if it is one.
 *
 * Every resource is judged by the metaschema of its own dialect, places that only a `$ref` makes a schema included, and
 * every pattern in force must be an ECMA-262 regular expression under the flag `u`. `instancePointer` is the place in the
 * schema document. At most 100 findings.
 */
export function findSchemaFaults(graph: SchemaGraph): EventFinding[] {
  const roots = judgedRoots(graph);
  const faults = roots.flatMap((root) => metaschemaFaults(root, roots));
  return [...faults, ...graph.nodes.filter(hasPatterns).flatMap(patternFaults)].slice(0, 100);
}

/** Whether a schema of the dialect may have `value` at a keyword: whether the metaschema takes it there. Patterns are not read. */
export function isSchemaWith(keyword: string, value: JsonValue, dialect: SupportedDialect): boolean {
  return metaschemaOf(dialect).test({ [keyword]: value });
}

/** Subschemas that no other holds, and those that name their own dialect. */
function judgedRoots(graph: SchemaGraph): SchemaNode[] {
  const held = new Set<SchemaNode>();
  for (const { children } of graph.nodes) {
    for (const child of children.values()) {
      if (child.kind === 'schema') held.add(child.node);
      else for (const node of child.nodes.values()) held.add(node);
    }
  }
  return graph.nodes.filter((node) => !isStandard(node) && (!held.has(node) || namesDialect(node)));
}

function namesDialect({ schema, resource, id }: SchemaNode): boolean {
  return typeof schema === 'object' && resource.root.id === id && typeof schema['$schema'] === 'string';
}

function isStandard({ location }: SchemaNode): boolean {
  const at = location.indexOf('#');
  return at !== -1 && Object.hasOwn(METASCHEMAS, location.slice(0, at));
}

function metaschemaFaults(root: SchemaNode, roots: readonly SchemaNode[]): EventFinding[] {
  const others = roots.filter((other) => other !== root && other.location.startsWith(`${root.location}/`));
  const { findings } = metaschemaOf(root.resource.reading.dialect).evaluate(root.written);
  return findings
    .map((finding) => ({ ...finding, message: messageOf(finding, root), instancePointer: root.location + finding.instancePointer }))
    .filter(({ instancePointer }) => !others.some(({ location }) => isWithin(instancePointer, location)));
}

// The metaschema says it with an `anyOf` of two schemas, which helps nobody with a misspelt type.
function messageOf({ message, instancePointer, keyword }: EventFinding, root: SchemaNode): string {
  if (keyword !== 'anyOf' || !instancePointer.endsWith('/type')) return message;
  const found = JSON.stringify(valueAtPointer(root.written, instancePointer));
  return `${root.location}${instancePointer}: expected one of the types ${TYPE_NAMES.join(', ')}, or a list of them, found ${found}`;
}

const TYPE_NAMES = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

function isWithin(pointer: string, location: string): boolean {
  return pointer === location || pointer.startsWith(`${location}/`);
}

// Derived from constants only, so whoever asks first makes it for all.
const COMPILED = new Map<SupportedDialect, CompiledGraph>();

function metaschemaOf(dialect: SupportedDialect): CompiledGraph {
  const known = COMPILED.get(dialect);
  if (known !== undefined) return known;
  const compiled = compileGraph(buildSchemaGraph({ schema: { $ref: METASCHEMA_URIS[dialect] }, dialect }));
  COMPILED.set(dialect, compiled);
  return compiled;
}

function hasPatterns(node: SchemaNode): boolean {
  const { schema } = node;
  return typeof schema === 'object' && (schema['pattern'] ?? schema['patternProperties']) !== undefined && !isStandard(node);
}

function patternFaults(node: SchemaNode): EventFinding[] {
  const { schema, location } = node;
  if (typeof schema === 'boolean') return [];
  const properties = schema['patternProperties'];
  const patterns = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
  const { pattern } = schema;
  return [
    ...(typeof pattern === 'string' ? faultsOf(pattern, appendPointer(location, 'pattern')) : []),
    ...patterns.flatMap((source) => faultsOf(source, appendPointer(appendPointer(location, 'patternProperties'), source))),
  ];
}

function faultsOf(source: string, instancePointer: string): EventFinding[] {
  const fault = patternFault(source);
  if (fault === undefined) return [];
  const message = `${instancePointer}: expected an ECMA-262 regular expression (flag u), found ${JSON.stringify(source)}: ${fault}`;
  const found = { type: 'string', length: source.length };
  return [{ code: 'pattern_invalid', message, instancePointer, keyword: 'format', keywordLocation: '', expected: 'regex', found }];
}
