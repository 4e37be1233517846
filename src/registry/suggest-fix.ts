import type { Compatibility } from '../core/compatibility.ts';
import type { FixResource } from '../core/resources.ts';
import type { PlacedChange } from '../core/schema-change.ts';
import type { FormatDocument } from '../core/schema-document.ts';
import type { Finding, Verdict } from '../core/verdict.ts';
import type { Format } from '../formats/format.ts';
import type { Context } from './context.ts';
import type { UndoneChanges } from './schema-tools.ts';

/** A longer one says no more than: do it all again. */
const MAX_STEPS = 8;

/** The engine may need seconds for a hard pair, and somebody waits for the answer. */
const MAX_ASKED = 24;
const MAX_MS = 10_000;

export interface FixInput {
  /** `backward`: the older document writes; `forward`: the newer one does. */
  readonly direction: 'backward' | 'forward';
  readonly format: Format;
  readonly compatibility: Pick<Compatibility, 'profile' | 'formats'>;
  readonly from: FormatDocument;
  readonly to: FormatDocument;
  /** From the older document to the newer one. */
  readonly changes: readonly PlacedChange[];
  /** Why the direction does not hold. */
  readonly findings: readonly Finding[];
}

/**
 * Which changes to take back in the newer document so that a direction holds that does not: those that the findings lead to, one
 * after the other, else as few of all as can be found. What is given as verified was proved with the very document that it leads to. Undefined where
 * nothing of at most 8 steps was found. Asks the engine 24 times at most, and begins no question after 10 s.
 */
export async function suggestFix(context: Context, input: FixInput): Promise<FixResource | undefined> {
  const trial = new Trial(context, input);
  const followed = await followFindings(trial, input);
  if (followed?.kind === 'contained') return trial.fix(await shrink(trial, followed.chosen), true);
  const all = asserting(input.changes);
  const whole = all.length === 0 ? undefined : await trial.ask(all);
  if (whole?.kind === 'contained') {
    const chosen = await shrink(trial, all);
    if (chosen.length <= MAX_STEPS) return trial.fix(chosen, true);
  }
  return followed?.kind === 'undecided' ? trial.fix(followed.chosen, false) : undefined;
}

interface Followed {
  readonly kind: 'contained' | 'undecided';
  readonly chosen: readonly number[];
}

async function followFindings(trial: Trial, { findings: first, changes, direction }: FixInput): Promise<Followed | undefined> {
  let findings = first;
  let chosen: readonly number[] = [];
  while (chosen.length < MAX_STEPS) {
    const next = mostRelated(findings, { changes, direction, chosen });
    if (next === undefined) return undefined;
    chosen = inOrder([...chosen, next]);
    const verdict = await trial.ask(chosen);
    if (verdict === undefined) return undefined;
    if (verdict.kind !== 'not_contained') return { kind: verdict.kind, chosen };
    findings = verdict.findings;
  }
  return undefined;
}

/** Leave out what is not needed: halves first, then smaller parts. What is left at the end of the budget is proved as well. */
async function shrink(trial: Trial, proved: readonly number[]): Promise<readonly number[]> {
  let chosen = proved;
  for (let size = Math.ceil(chosen.length / 2); size >= 1 && chosen.length > 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < chosen.length && chosen.length > 1;) {
      const fewer = chosen.toSpliced(at, size);
      const verdict = fewer.length === 0 ? undefined : await trial.ask(fewer);
      if (trial.isOver) return chosen;
      if (verdict?.kind === 'contained') chosen = fewer;
      else at += size;
    }
  }
  return chosen;
}

/** Asks what would be if some changes were taken back, each set of them once. */
class Trial {
  readonly #context: Context;
  readonly #input: FixInput;
  readonly #until: number;
  readonly #undone = new Map<string, UndoneChanges>();
  #left = MAX_ASKED;

  constructor(context: Context, input: FixInput) {
    this.#context = context;
    this.#input = input;
    this.#until = context.now() + MAX_MS;
  }

  get isOver(): boolean {
    return this.#left <= 0 || this.#context.now() > this.#until;
  }

  /** Undefined where there is no time left for it. */
  async ask(chosen: readonly number[]): Promise<Verdict | undefined> {
    if (this.isOver) return undefined;
    this.#left -= 1;
    const { format, compatibility, direction, from, to } = this.#input;
    const mended = { ...to, schema: (await this.#undo(chosen)).schema };
    const { profile, formats } = compatibility;
    const [writer, reader] = direction === 'backward' ? [from, mended] : [mended, from];
    return format.compare(writer, reader, { profile, formats });
  }

  async fix(chosen: readonly number[], verified: boolean): Promise<FixResource> {
    const { steps, patch } = await this.#undo(chosen);
    return { verified, steps, changes: chosen, patch };
  }

  async #undo(chosen: readonly number[]): Promise<UndoneChanges> {
    const name = chosen.join(' ');
    const known = this.#undone.get(name);
    if (known !== undefined) return known;
    const { format, to, changes } = this.#input;
    const picked = chosen.flatMap((index) => changes[index] ?? []);
    const undone = await this.#context.tools().undo({ format: format.name, to: to.schema, changes: picked });
    this.#undone.set(name, undone);
    return undone;
  }
}

/** Those that may mean something for events, and stand in the document itself. */
function asserting(changes: readonly PlacedChange[]): readonly number[] {
  return changes.flatMap((change, index) => (isAsserting(change) ? [index] : []));
}

function isAsserting({ thing, places }: PlacedChange): boolean {
  return thing !== 'annotation' && thing !== 'identity' && isOwn(places.after);
}

function isOwn(place: string): boolean {
  return place === '' || place.startsWith('/');
}

function inOrder(chosen: readonly number[]): readonly number[] {
  return chosen.toSorted((a, b) => a - b);
}

interface Choice {
  readonly changes: readonly PlacedChange[];
  readonly direction: FixInput['direction'];
  readonly chosen: readonly number[];
}

/** The change that stands nearest to where a finding says that it fails, on either side; undefined where none is near. */
function mostRelated(findings: readonly Finding[], { changes, direction, chosen }: Choice): number | undefined {
  let best: { readonly index: number; readonly score: number } | undefined;
  for (const [index, change] of changes.entries()) {
    if (!isAsserting(change) || chosen.includes(index)) continue;
    const score = Math.max(0, ...findings.map((finding) => nearness(finding, change, direction)));
    if (score > (best?.score ?? 0)) best = { index, score };
  }
  return best?.index;
}

function nearness(
  { readerLocation, writerLocation, change: said = '' }: Finding,
  { places, name }: PlacedChange,
  direction: FixInput['direction'],
): number {
  const [ofReader, ofWriter] = direction === 'backward' ? [places.after, places.before] : [places.before, places.after];
  const near = Math.max(overlap(readerLocation, ofReader), writerLocation === undefined ? 0 : overlap(writerLocation, ofWriter));
  // Of several at one keyword the one that the finding names.
  return near === 0 ? 0 : near + (name !== '' && said.endsWith(`: ${name}`) ? 1_000 : 0);
}

/** How many steps two places have in common, plus one; 0 unless one is within the other. */
function overlap(a: string, b: string): number {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return long === short || long.startsWith(`${short}/`) ? short.split('/').length : 0;
}
