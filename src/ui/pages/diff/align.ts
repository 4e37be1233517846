import { canonicalJson } from '../../../core/json/canonical.ts';
import { isJsonObject, type JsonValue } from '../../../core/json/value.ts';
import { closeLine, linesOf, openLine, partsOf, wholeDocument, type JsonLine, type JsonPlace } from '../../kit/json-lines.ts';
import { matchItems } from './match-items.ts';

/** A line of each document beside the other; `changed` has both, and a value that differs. */
export type Row =
  | { readonly kind: 'same' | 'changed'; readonly before: JsonLine; readonly after: JsonLine }
  | { readonly kind: 'removed'; readonly before: JsonLine; readonly after?: undefined }
  | { readonly kind: 'added'; readonly before?: undefined; readonly after: JsonLine };

/**
 * Lay two documents beside each other by their structure: members by name, in the order of `after` with those that are only in `before` where
 * they stood; items by what they are. The order of members is no difference. Linear, but for arrays, see `matchItems`.
 */
export function align(before: JsonValue, after: JsonValue): Row[] {
  const rows: Row[] = [];
  pair(wholeDocument(before), wholeDocument(after), rows);
  return rows;
}

function pair(before: JsonPlace, after: JsonPlace, rows: Row[]): void {
  if (isJsonObject(before.value) && isJsonObject(after.value)) enclose(before, after, members(before, after), rows);
  else if (Array.isArray(before.value) && Array.isArray(after.value)) enclose(before, after, matchItems(partsOf(before), partsOf(after)), rows);
  else pairScalars(before, after, rows);
}

/** A place in one document, the other, or both. */
export interface Couple {
  readonly before?: JsonPlace;
  readonly after?: JsonPlace;
}

function enclose(before: JsonPlace, after: JsonPlace, couples: readonly Couple[], rows: Row[]): void {
  rows.push({ kind: 'same', before: openLine(before), after: openLine(after) });
  const last = { before: couples.findLastIndex((couple) => couple.before), after: couples.findLastIndex((couple) => couple.after) };
  for (const [at, couple] of couples.entries()) {
    const left = couple.before && { ...couple.before, comma: at < last.before };
    const right = couple.after && { ...couple.after, comma: at < last.after };
    if (left && right) pair(left, right, rows);
    else if (left) rows.push(...linesOf(left).map(removedRow));
    else if (right) rows.push(...linesOf(right).map(addedRow));
  }
  rows.push({ kind: 'same', before: closeLine(before), after: closeLine(after) });
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

function pairScalars(before: JsonPlace, after: JsonPlace, rows: Row[]): void {
  if (canonicalJson(before.value) === canonicalJson(after.value)) {
    const [left, right] = [linesOf(before), linesOf(after)];
    for (const [at, line] of left.entries()) rows.push({ kind: 'same', before: line, after: right[at] ?? line });
    return;
  }
  const [left, right] = [linesOf(before), linesOf(after)];
  const [only, other] = [left[0], right[0]];
  if (left.length === 1 && right.length === 1 && only && other) rows.push({ kind: 'changed', before: only, after: other });
  else rows.push(...left.map(removedRow), ...right.map(addedRow));
}

function removedRow(line: JsonLine): Row {
  return { kind: 'removed', before: line };
}

function addedRow(line: JsonLine): Row {
  return { kind: 'added', after: line };
}
