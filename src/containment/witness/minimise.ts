import { isJsonObject, type JsonValue } from '../../core/json/value.ts';

type Path = readonly (string | number)[];

const MAX_CHECKS = 300;
const LONG_TEXT = 24;

export interface MinimiseOptions {
  readonly isBreak: (value: JsonValue) => boolean;
  /** Places that the writer plainly requires; spares the check of leaving them out. */
  readonly needs?: (path: Path) => boolean;
  /** Whether a part of a value may stand in the place of the whole, as in recursive schemas. */
  readonly hoists?: boolean;
}

/**
 * Make a witness smaller while `isBreak` holds: leave out members and items, largest parts first, shorten long texts.
 * Greedy, until nothing more can go; `isMinimal` is false if 300 checks were not enough to know.
 */
export function minimise(witness: JsonValue, options: MinimiseOptions): { readonly value: JsonValue; readonly isMinimal: boolean } {
  let value = witness;
  let checks = 0;
  /** The places at which the value in hand cannot become smaller. */
  const settled = new Set<string>();
  for (let hasShrunk = true; hasShrunk;) {
    hasShrunk = false;
    for (const path of [...(options.hoists === true ? [[]] : []), ...pathsOf(value)]) {
      const place = JSON.stringify(path);
      if (settled.has(place)) continue;
      settled.add(place);
      for (const smaller of shrink(value, path, options)) {
        if (checks >= MAX_CHECKS) return { value, isMinimal: false };
        checks += 1;
        if (!options.isBreak(smaller)) continue;
        value = smaller;
        hasShrunk = true;
        settled.clear();
        break;
      }
    }
  }
  return { value, isMinimal: true };
}

/** Outer places first; within an array from the end, so that indices stay valid when an item goes. */
function pathsOf(value: JsonValue, path: Path = []): Path[] {
  const below = childrenOf(value).toReversed();
  return [...(path.length === 0 ? [] : [path]), ...below.flatMap(([step, child]) => pathsOf(child, [...path, step]))];
}

function childrenOf(value: JsonValue): readonly (readonly [string | number, JsonValue])[] {
  if (Array.isArray(value)) return value.map((item, index) => [index, item] as const);
  return isJsonObject(value) ? Object.entries(value) : [];
}

function* shrink(value: JsonValue, path: Path, { needs, hoists = false }: MinimiseOptions): IterableIterator<JsonValue> {
  const at = valueAt(value, path);
  if (at === undefined) return;
  if (path.length > 0 && needs?.(path) !== true) yield without(value, path);
  for (const part of hoists ? partsLike(at) : []) yield replaced(value, path, part);
  if (typeof at === 'string' && at.length > LONG_TEXT) yield replaced(value, path, at.slice(0, Math.floor(at.length / 2)));
}

const MAX_PARTS = 8;

/** Values of the same type one or two levels down. */
function partsLike(value: JsonValue): readonly JsonValue[] {
  const children = childrenOf(value).map(([, child]) => child);
  const below = [...children, ...children.flatMap((child) => childrenOf(child).map(([, grandchild]) => grandchild))];
  const isLike = (part: JsonValue): boolean => typeof part === 'object' && part !== null && Array.isArray(part) === Array.isArray(value);
  return below.filter(isLike).slice(0, MAX_PARTS);
}

function valueAt(value: JsonValue, path: Path): JsonValue | undefined {
  let here: JsonValue | undefined = value;
  for (const step of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<string | number, JsonValue>)[step];
  }
  return here;
}

function without(value: JsonValue, [step, ...rest]: Path): JsonValue {
  if (rest.length > 0 && step !== undefined) return withChild(value, step, without(childOf(value, step), rest));
  if (Array.isArray(value)) return value.filter((_, index) => index !== step);
  const { [step as string]: _, ...others } = value as Record<string, JsonValue>;
  return others;
}

function replaced(value: JsonValue, [step, ...rest]: Path, by: JsonValue): JsonValue {
  return step === undefined ? by : withChild(value, step, replaced(childOf(value, step), rest, by));
}

function childOf(value: JsonValue, step: string | number): JsonValue {
  return (value as Record<string | number, JsonValue>)[step] as JsonValue;
}

function withChild(value: JsonValue, step: string | number, child: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.with(step as number, child) as JsonValue;
  return { ...(value as Record<string, JsonValue>), [step]: child };
}
