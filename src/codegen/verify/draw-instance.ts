import { childList, childMap, childSchema, type SchemaGraph, type SchemaNode } from '../../containment/index.ts';
import { isJsonObject, type JsonValue } from '../../core/json/value.ts';
import { referencedBy } from '../model/references.ts';
import type { Random } from '../../core/seeded-random.ts';
import { formatEdges, formatText } from '../../formats/json-schema/format-texts.ts';
import type { Samples } from './samples.ts';

const MAX_DEPTH = 8;
const MAX_ITEMS = 6;

const MAX_KEPT = 50;

/** Draws instances for a schema: about half of them are meant to be valid, the others to miss by little. */
export class InstanceSource {
  readonly #graph: SchemaGraph;
  readonly #samples: Samples;
  readonly #random: Random;
  readonly #kept: JsonValue[] = [];
  /** Whether the instance that is being drawn is meant to be valid. */
  #isClean = true;

  constructor(graph: SchemaGraph, samples: Samples, random: Random) {
    this.#graph = graph;
    this.#samples = samples;
    this.#random = random;
  }

  draw(): JsonValue {
    const { chance, pick } = this.#random;
    const known = chance(0.5) ? pick(this.#kept) : undefined;
    this.#isClean = chance(0.6);
    if (known === undefined) return this.#draw(this.#graph.root, 0);
    let instance = this.#change(known);
    while (chance(0.3)) instance = this.#change(instance);
    return instance;
  }

  /** Remember a valid instance, from which others are made that differ by little. */
  keep(valid: JsonValue): void {
    if (this.#kept.length < MAX_KEPT) this.#kept.push(valid);
    else this.#kept[this.#random.whole(0, MAX_KEPT - 1)] = valid;
  }

  /** Chance of a slip. */
  #slips(probability: number): boolean {
    return !this.#isClean && this.#random.chance(probability);
  }

  #draw(node: SchemaNode, depth: number): JsonValue {
    const { schema } = node;
    const { pick } = this.#random;
    if (typeof schema === 'boolean' || depth > MAX_DEPTH || this.#slips(0.02)) return this.#anything();
    if (schema['const'] !== undefined) return schema['const'];
    if (Array.isArray(schema['enum'])) return pick(schema['enum'] as readonly JsonValue[]) ?? null;
    const drawn = this.#inPlace(node).map((part) => this.#draw(part, depth + 1));
    const own = this.#ofType(node, pick(typesOf(node)), depth);
    return own === undefined && drawn.length > 0 ? merge(drawn) : merge([...drawn, own ?? this.#anything()]);
  }

  /** The subschemas that speak of the same value, of a union one. */
  #inPlace(node: SchemaNode): SchemaNode[] {
    const { pick, chance } = this.#random;
    const targets = node.references.map((reference) => referencedBy(reference, this.#graph));
    const branches = [pick(childList(node, 'anyOf')), pick(childList(node, 'oneOf')), childSchema(node, chance(0.5) ? 'then' : 'else')];
    return [...targets, ...childList(node, 'allOf'), ...branches].filter((part) => part !== undefined);
  }

  #ofType(node: SchemaNode, type: string | undefined, depth: number): JsonValue | undefined {
    const schema = isJsonObject(node.schema) ? node.schema : {};
    const { chance, whole } = this.#random;
    switch (type) {
      case 'object':
        return this.#object(node, depth);
      case 'array':
        return this.#array(node, depth);
      case 'string':
        return this.#string(schema);
      case 'integer':
        return this.#number(schema, 1);
      case 'number':
        return this.#number(schema, chance(0.5) ? 1 : 10 ** whole(1, 4));
      case 'boolean':
        return chance(0.5);
      case 'null':
        return null;
      default:
        return undefined;
    }
  }

  #object(node: SchemaNode, depth: number): JsonValue {
    const { chance, pick } = this.#random;
    const schema = isJsonObject(node.schema) ? node.schema : {};
    const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
    const properties = childMap(node, 'properties');
    const names = new Set([...properties.keys(), ...[...required].filter((name) => typeof name === 'string')]);
    const members: [string, JsonValue][] = [];
    for (const name of names) {
      const child = properties.get(name);
      if (required.has(name) ? !this.#slips(0.03) : chance(depth > 4 ? 0.1 : 0.5))
        members.push([name, child === undefined ? this.#anything() : this.#draw(child, depth + 1)]);
    }
    for (const [pattern, child] of childMap(node, 'patternProperties')) {
      const name = this.#samples.matches.get(pattern);
      if (name !== undefined && chance(0.4)) members.push([name, this.#draw(child, depth + 1)]);
    }
    const rest = childSchema(node, 'additionalProperties');
    const isOpen = rest?.schema !== false;
    while (chance(isOpen ? 0.25 : 0.03))
      members.push([pick(this.#samples.names) ?? '', rest === undefined ? this.#anything() : this.#draw(rest, depth + 1)]);
    return Object.fromEntries(members);
  }

  #array(node: SchemaNode, depth: number): JsonValue {
    const { whole } = this.#random;
    const schema = isJsonObject(node.schema) ? node.schema : {};
    const prefix = [...childList(node, 'prefixItems'), ...childList(node, 'items')];
    const rest = childSchema(node, 'items') ?? childSchema(node, 'additionalItems') ?? childSchema(node, 'contains');
    const min = Math.min(MAX_ITEMS, numberIn(schema['minItems']) ?? 0);
    const max = Math.min(MAX_ITEMS, numberIn(schema['maxItems']) ?? Math.max(min, prefix.length) + 2);
    const length = this.#slips(0.1) ? whole(0, MAX_ITEMS) : whole(min, Math.max(min, depth > 4 ? min : max));
    return Array.from({ length }, (_, index) => {
      const child = prefix[index] ?? rest;
      return child === undefined ? this.#anything() : this.#draw(child, depth + 1);
    });
  }

  #string(schema: Readonly<Record<string, JsonValue | undefined>>): string {
    const { whole, pick } = this.#random;
    const match = typeof schema['pattern'] === 'string' ? this.#samples.matches.get(schema['pattern']) : undefined;
    if (match !== undefined && !this.#slips(0.15)) return match;
    const formatted = typeof schema['format'] === 'string' ? this.#formatted(schema['format']) : undefined;
    if (formatted !== undefined && !this.#slips(0.15)) return formatted;
    const min = numberIn(schema['minLength']) ?? 0;
    const max = numberIn(schema['maxLength']) ?? min + 5;
    const length = Math.min(1_000, Math.max(0, this.#slips(0.2) ? (pick([min - 1, max + 1]) ?? 0) : whole(min, Math.max(min, max))));
    return Array.from({ length }, () => pick(['a', 'B', '7', ' ', 'é', '😀'])).join('');
  }

  #formatted(format: string): string | undefined {
    const made = formatText(format, this.#random);
    return made === undefined ? undefined : this.#random.pick([...formatEdges(format), made]);
  }

  #number(schema: Readonly<Record<string, JsonValue | undefined>>, divisor: number): number {
    const { whole } = this.#random;
    const min = numberIn(schema['minimum']) ?? numberIn(schema['exclusiveMinimum']) ?? -10;
    const max = numberIn(schema['maximum']) ?? numberIn(schema['exclusiveMaximum']) ?? min + 100;
    const step = numberIn(schema['multipleOf']);
    if (step !== undefined && step > 0 && !this.#slips(0.15))
      return Number((whole(Math.ceil(min / step), Math.max(Math.ceil(min / step), Math.floor(max / step))) * step).toPrecision(12));
    const margin = this.#isClean ? 0 : 1;
    return whole(Math.ceil(min * divisor) - margin, Math.floor(max * divisor) + margin) / divisor;
  }

  #anything(): JsonValue {
    return this.#random.pick(this.#samples.values) ?? null;
  }

  /** The same with one place changed: another value, a member or item more, or one less. */
  #change(value: JsonValue): JsonValue {
    const { chance, whole, pick } = this.#random;
    if (typeof value !== 'object' || value === null || chance(0.1)) return this.#anything();
    if (Array.isArray(value)) return this.#changeItem(value as readonly JsonValue[], whole(0, Math.max(0, value.length - 1)));
    const entries = Object.entries(value as Readonly<Record<string, JsonValue>>);
    const chosen = whole(0, Math.max(0, entries.length - 1));
    if (entries.length === 0 || chance(0.2)) return Object.fromEntries([...entries, [pick(this.#samples.names) ?? '', this.#anything()]]);
    if (chance(0.25)) return Object.fromEntries(entries.filter((_, index) => index !== chosen));
    return Object.fromEntries(entries.map(([name, member], index) => [name, index === chosen ? this.#change(member) : member]));
  }

  #changeItem(items: readonly JsonValue[], chosen: number): JsonValue {
    const { chance } = this.#random;
    const item = items[chosen];
    if (item === undefined || chance(0.3)) return [...items, item === undefined || chance(0.5) ? this.#anything() : item];
    return chance(0.3) ? items.toSpliced(chosen, 1) : items.with(chosen, this.#change(item));
  }
}

/** By `type`, else by the keywords that there are. */
function typesOf(node: SchemaNode): readonly string[] {
  const schema = isJsonObject(node.schema) ? node.schema : {};
  const { type } = schema;
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return type.filter((name) => typeof name === 'string');
  const has = (...keywords: readonly string[]): boolean => keywords.some((keyword) => schema[keyword] !== undefined);
  const inferred = [
    has('properties', 'required', 'patternProperties', 'additionalProperties', 'unevaluatedProperties', 'propertyNames', 'minProperties') && 'object',
    has('items', 'prefixItems', 'minItems', 'maxItems', 'contains', 'uniqueItems', 'unevaluatedItems') && 'array',
    has('pattern', 'minLength', 'maxLength', 'format') && 'string',
    has('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf') && 'number',
  ];
  return inferred.filter((name) => name !== false);
}

function numberIn(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** Objects together, at every depth; else the last value. */
function merge(values: readonly JsonValue[]): JsonValue {
  return values.reduce((before, value) => {
    if (!isJsonObject(before) || !isJsonObject(value)) return value;
    const both = Object.entries(value).map(
      ([name, member]) => [name, Object.hasOwn(before, name) ? merge([before[name] ?? null, member]) : member] as const,
    );
    return { ...before, ...Object.fromEntries(both) };
  });
}
