import type { ChangeKind, Profile } from '../../src/core/compatibility.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { SchemaChange } from '../../src/core/schema-change.ts';
import type { SourceFile } from '../io.ts';
import { filesWithLines, placeIn, type OutlineSide } from './outline-checks.ts';
import type { Outline, OutlineFinding } from './outline.ts';
import { createPaint, type Paint } from './paint.ts';
import { placeInFile } from './places.ts';
import { printable } from './printable.ts';

/** Two documents and what differs. */
export interface Diff {
  readonly before: OutlineSide;
  readonly after: OutlineSide;
  readonly profile: Profile;
  readonly changeKind: ChangeKind;
  readonly changes: readonly SchemaChange[];
  /** Those that the change kind says nothing of, since formats are annotations. */
  readonly notJudged: readonly SchemaChange[];
}

const MEANINGS: Readonly<Record<ChangeKind, string>> = {
  equal: 'both take the same events',
  full: 'each reads what the other writes',
  backward: 'the newer reads what the older writes',
  forward: 'the older reads what the newer writes',
  breaking: 'neither reads all that the other writes',
  undecided: 'a direction is not decided; sluice compat says why',
};

/** A difference for a person: what it means, then every change with its place. */
export function diffText(diff: Diff, style: { readonly color: boolean }): string {
  const paint = createPaint(style);
  const { before, after, changes } = diff;
  const head = `${paint.strong(printable(before.file.label))} → ${paint.strong(printable(after.file.label))}: ${summaryOf(diff)}`;
  const note = unjudgedText(diff);
  const notes = note === undefined ? [] : [`${paint.unsure('note')}  ${note}`];
  return [head, ...changes.flatMap((change) => changeLines(change, diff, paint)), ...notes].join('\n');
}

function summaryOf({ changes, changeKind, profile }: Diff): string {
  if (changes.length === 0) return 'no difference';
  return `${changes.length} ${changes.length === 1 ? 'difference' : 'differences'}, ${changeKind} (${MEANINGS[changeKind]}; ${profile})`;
}

function unjudgedText({ notJudged }: Diff): string | undefined {
  if (notJudged.length === 0) return undefined;
  const what = notJudged.length === 1 ? 'the change of format was' : `the ${notJudged.length} changes of format were`;
  return `${what} not judged, since formats are annotations: --formats assert judges ${notJudged.length === 1 ? 'it' : 'them'}`;
}

function changeLines(change: SchemaChange, { before, after }: Diff, paint: Paint): string[] {
  const word = { added: paint.good('added  '), removed: paint.bad('removed'), changed: paint.unsure('changed') }[change.kind];
  return [
    `  ${word}  ${printable(changeSentence(change))}`,
    `    ${paint.faint(printable(placeOf(change, change.kind === 'removed' ? before : after)))}`,
  ];
}

function placeOf({ pointer }: SchemaChange, side: OutlineSide): string {
  const [file]: readonly SourceFile[] = filesWithLines([side]);
  return file === undefined ? `${side.file.label}#${pointer}` : placeInFile(file, pointer);
}

/** `property currency: {"type":"string"}`, `constraint minimum: 0 → 1`. */
export function changeSentence({ thing, name, before, after }: SchemaChange): string {
  const values = [before, after].flatMap((value) => (value === undefined ? [] : [shown(value)]));
  const what = name === '' || name === thing ? thing : `${thing} ${name}`;
  return thing === 'required' || (thing === 'value' && values.length === 1) ? what : `${what}: ${values.join(' → ')}`;
}

const MAX_VALUE = 120;

function shown(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}

/** The same for the formats of CI systems: a note for each change, an error where differing is one. */
export function diffOutline(diff: Diff, { passed }: { readonly passed: boolean }): Outline {
  const { before, after, changes } = diff;
  const findings = changes.map((change): OutlineFinding => {
    // What was removed is missing in what held it.
    const place = change.kind === 'removed' ? change.pointer.replace(/\/[^/]*$/, '') : change.pointer;
    return {
      rule: `${change.thing}_${change.kind}`,
      severity: passed ? 'note' : 'error',
      message: `${change.kind}: ${changeSentence(change)}`,
      ...placeIn(after, place),
      facts: [['at', placeOf(change, change.kind === 'removed' ? before : after)]],
    };
  });
  const name = `${before.file.label} → ${after.file.label}`;
  const [unjudged, note] = [diff.notJudged[0], unjudgedText(diff)];
  if (unjudged !== undefined && note !== undefined) {
    findings.push({ rule: 'format_not_judged', severity: 'note', message: note, ...placeIn(after, unjudged.pointer), facts: [] });
  }
  const breaks = diff.changeKind === 'breaking' ? { breaks: true as const } : {};
  return { command: 'diff', passed, ...breaks, summary: `${name}: ${summaryOf(diff)}`, cases: [{ name, findings }] };
}
