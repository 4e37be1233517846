import { circlesOf } from '../core/circles.ts';
import { appendPointer, parsePointer } from '../core/json/pointer.ts';
import { isJsonObject, type JsonValue } from '../core/json/value.ts';
import type { SchemaUse } from './model.ts';
import { FILES, pointerOf, referencesIn, type Resolver } from './references.ts';
import { useOfSchema } from './schema-use.ts';

/** A schema that stands for itself: of a message, or one that references lead to. */
export interface Unit extends SchemaUse {
  /** The pointers of the units that it refers to, each once. */
  readonly needs: readonly string[];
}

/** Where a reference of a schema leads. */
export interface UnitTarget {
  /** The pointer of the unit. */
  readonly unit: string;
  /** From there on. */
  readonly rest: string;
}

export interface Units {
  readonly get: (pointer: string) => Unit | undefined;
  /** Where a reference leads; undefined for an anchor, or a pointer to nothing. */
  readonly target: (reference: string) => UnitTarget | undefined;
  /** The units that refer to each other in a circle with this one, itself included. */
  readonly circleOf: (pointer: string) => readonly string[];
}

/**
 * Cut the schemas of a document into units along its references, from those of the messages on. A unit is a schema of
 * `components.schemas`, a schema of a file's `definitions`, a message's schema, or whatever else a reference leads to; a reference that
 * leads deeper into one of them leads into that unit. So a schema that several messages use is one unit.
 */
export function cutUnits(resolver: Resolver, roots: readonly SchemaUse[]): Units {
  const units = new Map<string, Unit>();
  const rootPointers = new Set(roots.map(({ pointer }) => pointer));
  const targets = new Map<string, UnitTarget | undefined>();

  function target(reference: string): UnitTarget | undefined {
    if (!targets.has(reference)) targets.set(reference, find(reference));
    return targets.get(reference);
  }

  function find(reference: string): UnitTarget | undefined {
    const written = pointerOf(reference);
    const found = written === undefined ? undefined : resolver.at(written);
    if (found === undefined) return undefined;
    const steps = parsePointer(found.pointer) ?? [];
    const named = nameOfPlace(resolver, steps);
    const inRoot = [...prefixesOf(steps)].find((prefix) => rootPointers.has(prefix));
    const start = named ?? inRoot ?? found.pointer;
    const use = useOf(start);
    // The reference leads into the wrapper, or into what the wrapper holds.
    if (!isBelow(found.pointer, use.pointer)) return { unit: add(use), rest: '' };
    return { unit: add(use), rest: found.pointer.slice(use.pointer.length) };
  }

  function useOf(pointer: string): SchemaUse {
    const known = units.get(pointer) ?? roots.find((root) => root.pointer === pointer);
    if (known !== undefined) return known;
    const placed = resolver.at(pointer) ?? { value: true, pointer };
    return useOfSchema(resolver, placed, undefined);
  }

  function add(use: SchemaUse): string {
    if (units.has(use.pointer)) return use.pointer;
    const unit = { ...use, needs: [] as readonly string[] };
    units.set(use.pointer, unit);
    if (use.kind !== 'unsupported') units.set(use.pointer, { ...use, needs: needsOf(use.schema) });
    return use.pointer;
  }

  function needsOf(schema: JsonValue): readonly string[] {
    const found = [...referencesIn(schema)].flatMap(({ reference }) => target(reference)?.unit ?? []);
    return [...new Set(found)];
  }

  for (const root of roots) add(root);
  const circles = circlesOf(new Map([...units].map(([pointer, { needs }]) => [pointer, needs])));
  return { get: (pointer) => units.get(pointer), target, circleOf: (pointer) => circles.get(pointer) ?? [pointer] };
}

/** A schema that has a name, by the place where names are given; of a file that is a schema, the file. */
function nameOfPlace(resolver: Resolver, steps: readonly string[]): string | undefined {
  const isFile = steps[0] === FILES;
  const offset = isFile ? 2 : 0;
  const [first, second] = steps.slice(offset);
  const isDefinition = first === 'definitions' || first === '$defs';
  const file = steps.slice(0, offset).reduce<string>(appendPointer, '');
  if (isFile && isSchema(resolver.at(file)?.value)) return file;
  const length = first === 'components' && second === 'schemas' ? 3 : isFile && isDefinition ? 2 : 0;
  if (length === 0 || steps.length < offset + length) return undefined;
  return steps.slice(offset, offset + length).reduce<string>(appendPointer, file);
}

/** A file may hold schemas and be none, as one of definitions only. */
function isSchema(value: JsonValue | undefined): boolean {
  return isJsonObject(value) && KEYWORDS.some((name) => Object.hasOwn(value, name));
}

const KEYWORDS = ['type', 'properties', 'items', 'allOf', 'anyOf', 'oneOf', 'not', 'enum', 'const', '$ref', 'required', 'patternProperties'];

function* prefixesOf(steps: readonly string[]): Generator<string> {
  let pointer = '';
  for (const step of steps) {
    pointer = appendPointer(pointer, step);
    yield pointer;
  }
}

function isBelow(pointer: string, parent: string): boolean {
  return pointer === parent || pointer.startsWith(`${parent}/`);
}
