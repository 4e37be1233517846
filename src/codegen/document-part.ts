import type { JsonValue } from '../core/json/value.ts';
import { readDocument } from '../formats/json-schema/parse-schema.ts';

/** A schema that stands in a document and knows no more of it than the names of its definitions. */
export interface DocumentPart {
  readonly text: string;
  readonly value: JsonValue;
  /** At least as many as it has subschemas. */
  readonly nodes: number;
  /** The definitions that it may lead to, by keyword and name. */
  readonly references: readonly string[];
}

// Deeper ones are read alone, as are those whose meaning depends on where they stand. A `$schema` means nothing without `$id`.
const MAX_DEPTH = 100;
const PLACED = new Set(['$id', 'id', '$anchor', '$dynamicAnchor', '$dynamicRef', '$recursiveAnchor', '$recursiveRef']);

// No escapes: names with such are rare.
const REFERENCE = /^#\/((?:definitions|\$defs)\/[^/%~]+)$/;

/** The part that says this, the same one for equal texts; undefined for what must be read within its document, or is faulty. */
export function partOf(written: JsonValue, parts: Map<string, DocumentPart>): DocumentPart | undefined {
  try {
    const text = JSON.stringify(written);
    const known = parts.get(text);
    if (known !== undefined) return known;
    const value = readDocument(text);
    const scan = { nodes: 0, references: new Set<string>() };
    if (!isMovable(value, scan, 0)) return undefined;
    const part = { text, value, nodes: scan.nodes, references: [...scan.references] };
    parts.set(text, part);
    return part;
  } catch {
    // Whoever reads the document alone says what is wrong.
    return undefined;
  }
}

interface Scan {
  nodes: number;
  readonly references: Set<string>;
}

function isMovable(value: JsonValue, scan: Scan, depth: number): boolean {
  if (typeof value === 'boolean') scan.nodes += 1;
  if (typeof value !== 'object' || value === null) return true;
  if (depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).every((item) => isMovable(item, scan, depth + 1));
  scan.nodes += 1;
  return Object.entries(value).every(([keyword, member]) => {
    // As the name of a member it has a schema, not a text.
    if (typeof member !== 'object' && PLACED.has(keyword)) return false;
    if (keyword !== '$ref' || typeof member !== 'string') return isMovable(member, scan, depth + 1);
    const [, name] = REFERENCE.exec(member) ?? [];
    if (name !== undefined) scan.references.add(name);
    return name !== undefined;
  });
}
