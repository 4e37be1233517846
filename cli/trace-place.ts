import { locateAllInJson, locateInJson, type Place } from '../src/core/json/parse.ts';
import { formatPointer, parsePointer } from '../src/core/json/pointer.ts';
import { isJsonObject, type JsonValue } from '../src/core/json/value.ts';
import type { SourceFile } from './io.ts';

/** Something in a file that somebody wrote. */
export interface Traced {
  readonly file: SourceFile;
  readonly pointer: string;
  /** For a `$ref`: what is meant stands in the document that it leads to, at this location. */
  readonly leadsTo?: string;
}

/** The place of a value in a file; undefined if the file has none there. Reads the text again. */
export function locateInFile(file: SourceFile, pointer: string): Place | undefined {
  return file.locate === undefined ? locateInJson(file.text, pointer) : file.locate(pointer);
}

/** The same file for many places that are known beforehand: its text is read once for all of them. */
export function knowingPlaces(file: SourceFile, pointers: readonly string[]): SourceFile {
  if (file.locate !== undefined) return file;
  // What embeds another file is asked for as well.
  const around = pointers.map((pointer) => pointer.split('/').slice(0, 3).join('/'));
  const asked = new Set([...pointers, ...around, '/allOf/0']);
  const places = locateAllInJson(file.text, [...asked]);
  return { ...file, locate: (pointer) => (asked.has(pointer) ? places.get(pointer) : locateInJson(file.text, pointer)) };
}

/**
 * What a location of the engine means: a JSON Pointer into the file, which may lead into a file that was embedded in it, or
 * `uri#pointer`. What stands in no file beside it is where a `$ref` leads there; undefined if none does.
 */
export function traceLocation(file: SourceFile, location: string): Traced | undefined {
  const hash = location === '' || location.startsWith('/') ? -1 : location.indexOf('#');
  if (hash === -1) return traceEmbedded(file, location);
  const [uri, pointer] = [location.slice(0, hash), location.slice(hash + 1)];
  const neighbour = Object.entries(file.beside ?? {}).find(([name, other]) => isCalled(uri, { name, from: idOf(file), own: idOf(other) }));
  if (neighbour !== undefined) return { file: neighbour[1], pointer };
  const [reference] = [file, ...Object.values(file.beside ?? {})].flatMap((each) => referencesTo(each, uri));
  return reference && { ...reference, leadsTo: location };
}

/** A document that a registry was sent holds the files beside it among its definitions, and up to draft-07 some things in an `allOf`. */
function traceEmbedded(file: SourceFile, pointer: string): Traced {
  const steps = withoutWrapper(file, parsePointer(pointer) ?? []);
  const [container, name = '', ...rest] = steps;
  const isDefinition = container === '$defs' || container === 'definitions';
  const neighbour = isDefinition && locateInFile(file, formatPointer(steps.slice(0, 2))) === undefined ? embeddedAs(file, name) : undefined;
  return neighbour === undefined
    ? { file, pointer: formatPointer(steps) }
    : { file: neighbour, pointer: formatPointer(withoutWrapper(neighbour, rest)) };
}

// A name that was taken has got underscores.
function embeddedAs({ beside = {} }: SourceFile, name: string): SourceFile | undefined {
  if (Object.hasOwn(beside, name)) return beside[name];
  return name.endsWith('_') ? embeddedAs({ label: '', text: '', beside }, name.slice(0, -1)) : undefined;
}

function withoutWrapper(file: SourceFile, steps: readonly string[]): readonly string[] {
  const isWrapped = steps[0] === 'allOf' && steps[1] === '0' && locateInFile(file, '/allOf/0') === undefined;
  return isWrapped ? steps.slice(2) : steps;
}

function isCalled(uri: string, { name, from, own }: { readonly name: string; readonly from: string; readonly own: string }): boolean {
  return name === uri || resolve(from, name) === resolve('', uri) || (own !== '' && resolve(resolve(from, name), own) === resolve('', uri));
}

function idOf(file: SourceFile): string {
  const schema = jsonOf(file);
  return isJsonObject(schema) && typeof schema['$id'] === 'string' ? schema['$id'] : '';
}

// It passed the exact parser before anything was said of it.
function jsonOf({ text }: SourceFile): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** The `$ref`s of a file that lead to a document, wherever within it. */
function referencesTo(file: SourceFile, uri: string): readonly Traced[] {
  const found: Traced[] = [];
  const walk = (value: JsonValue | undefined, steps: readonly string[], base: string): void => {
    if (typeof value !== 'object' || value === null) return;
    const own = isJsonObject(value) && typeof value['$id'] === 'string' ? resolve(base, value['$id']) : base;
    for (const [name, member] of Object.entries<JsonValue>(value)) {
      const path = [...steps, name];
      if (name === '$ref' && typeof member === 'string' && isReferenceTo(member, uri, own)) found.push({ file, pointer: formatPointer(path) });
      walk(member, path, own);
    }
  };
  walk(jsonOf(file), [], '');
  return found;
}

function isReferenceTo(reference: string, uri: string, base: string): boolean {
  const written = reference.replace(/#.*$/s, '');
  return written !== '' && (written === uri || resolve(base, written) === resolve('', uri));
}

// A document without `$id` has no base: RFC 2606 keeps this one free, and nothing is ever fetched.
const NOWHERE = 'https://nowhere.invalid/';

function resolve(base: string, reference: string): string {
  const start = URL.canParse(base, NOWHERE) ? new URL(base, NOWHERE).href : NOWHERE;
  return URL.canParse(reference, start) ? new URL(reference, start).href : reference;
}
