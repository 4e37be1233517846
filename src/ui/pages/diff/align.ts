import { canonicalJson } from '../../../core/json/canonical.ts';
import { isJsonObject, type JsonValue } from '../../../core/json/value.ts';
import { closeLine, linesOf, openLine, partsOf, wholeDocument, type JsonLine, type JsonPlace } from '../../kit/json-lines.ts';
import { matchItems } from './match-items.ts';

/** A line of each document beside the other; `changed` has both, and a value that differs. */
export type Row =
  | { readonly kind: 'same' | 'changed'; readonly before: JsonLine; readonly after: JsonLine }
  | { readonly kind: 'removed'; readonly before: JsonLine; readonly after?: undefined }
  | { readonly kind: 'added'; readonly before?: undefined; readonly after: JsonLine };

/** One difference, as large as it is: a member that came or went is one, with all that it holds. */
export interface Difference {
  readonly kind: 'changed' | 'removed' | 'added';
  /** In the newer document; of what was removed, in the older. */
  readonly pointer: string;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

export interface Alignment {
  readonly rows: readonly Row[];
  readonly differences: readonly Difference[];
}

/**
 * Lay two documents beside each other by their structure: members by name, in the order of `after` with those that are only in `before` where
 * they stood; items by what they are. The order of members is no difference. Linear, but for arrays, see `matchItems`.
 */
export function align(before: JsonValue, after: JsonValue): Alignment {
  const rows: Row[] = [];
  const differences: Difference[] = [];
  pair(wholeDocument(before), wholeDocument(after), { rows, differences });
  return { rows, differences };
}

interface Sink {
  readonly rows: Row[];
  readonly differences: Difference[];
}

function pair(before: JsonPlace, after: JsonPlace, sink: Sink): void {
  if (isJsonObject(before.value) && isJsonObject(after.value)) enclose(before, after, members(before, after), sink);
  else if (Array.isArray(before.value) && Array.isArray(after.value)) enclose(before, after, matchItems(partsOf(before), partsOf(after)), sink);
  else pairScalars(before, after, sink);
}

/** A place in one document, the other, or both. */
export interface Couple {
  readonly before?: JsonPlace;
  readonly after?: JsonPlace;
}

function enclose(before: JsonPlace, after: JsonPlace, couples: readonly Couple[], sink: Sink): void {
  sink.rows.push({ kind: 'same', before: openLine(before), after: openLine(after) });
  const last = { before: couples.findLastIndex((couple) => couple.before), after: couples.findLastIndex((couple) => couple.after) };
  for (const [at, couple] of couples.entries()) {
    const left = couple.before && { ...couple.before, comma: at < last.before };
    const right = couple.after && { ...couple.after, comma: at < last.after };
    if (left && right) pair(left, right, sink);
    else if (left) remove(left, sink);
    else if (right) add(right, sink);
  }
  sink.rows.push({ kind: 'same', before: closeLine(before), after: closeLine(after) });
}

function members(before: JsonPlace, after: JsonPlace): Couple[] {
  const [older, newer] = [partsOf(before), partsOf(after)];
  const olderByName = new Map(older.map((member) => [member.name, member]));
  const newerNames = new Set(newer.map(({ name }) => name));
  const couples: Couple[] = [];
  const gone = goneAfter(older, newerNames);
  couples.push(...(gone.get(undefined) ?? []));
  for (const member of newer) {
    const partner = olderByName.get(member.name);
    couples.push({ after: member, ...(partner && { before: partner }) }, ...(gone.get(member.name) ?? []));
  }
  return couples;
}

/** The members that only the older has, by the kept member that they followed. */
function goneAfter(older: readonly JsonPlace[], kept: ReadonlySet<string | undefined>): Map<string | undefined, Couple[]> {
  const gone = new Map<string | undefined, Couple[]>();
  let anchor: string | undefined;
  for (const member of older) {
    if (kept.has(member.name)) anchor = member.name;
    else gone.set(anchor, [...(gone.get(anchor) ?? []), { before: member }]);
  }
  return gone;
}

function pairScalars(before: JsonPlace, after: JsonPlace, sink: Sink): void {
  if (canonicalJson(before.value) === canonicalJson(after.value)) {
    const [left, right] = [linesOf(before), linesOf(after)];
    for (const [at, line] of left.entries()) sink.rows.push({ kind: 'same', before: line, after: right[at] ?? line });
    return;
  }
  sink.differences.push({ kind: 'changed', pointer: after.pointer, before: before.value, after: after.value });
  const [left, right] = [linesOf(before), linesOf(after)];
  const [only, other] = [left[0], right[0]];
  if (left.length === 1 && right.length === 1 && only && other) sink.rows.push({ kind: 'changed', before: only, after: other });
  else sink.rows.push(...left.map(removedRow), ...right.map(addedRow));
}

function remove(place: JsonPlace, { rows, differences }: Sink): void {
  differences.push({ kind: 'removed', pointer: place.pointer, before: place.value });
  rows.push(...linesOf(place).map(removedRow));
}

function add(place: JsonPlace, { rows, differences }: Sink): void {
  differences.push({ kind: 'added', pointer: place.pointer, after: place.value });
  rows.push(...linesOf(place).map(addedRow));
}

function removedRow(line: JsonLine): Row {
  return { kind: 'removed', before: line };
}

function addedRow(line: JsonLine): Row {
  return { kind: 'added', after: line };
}
