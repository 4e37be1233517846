import { formatEntityTag } from './entity-tag.ts';

/** A value as it goes over the wire, with its ETag. */
export interface AnswerText {
  /** Text and not bytes: Node writes it with the head in one piece. */
  readonly text: string;
  readonly tag: string;
  /** In bytes of UTF-8. */
  readonly length: number;
}

// With the value: those that are frozen are few and bounded where they are kept, and of a large one many may ask at once.
const KEPT = new WeakMap<object, AnswerText>();

// In characters: what is made of so many, and sent, takes a millisecond or more.
const LONG = 50_000;

/** Whether the text of a value is long, as far as that can be seen without writing it: nothing is looked at behind what makes it so. */
export function isLongAnswer(value: unknown): boolean {
  const known = typeof value === 'object' && value !== null ? KEPT.get(value) : undefined;
  return known === undefined ? charactersLeft(value, LONG) <= 0 : known.length >= LONG;
}

function charactersLeft(value: unknown, atMost: number): number {
  if (typeof value === 'string') return atMost - value.length - 2;
  if (typeof value !== 'object' || value === null) return atMost - 4;
  let left = atMost - 2;
  if (Array.isArray(value)) for (let at = 0; at < value.length && left > 0; at += 1) left = charactersLeft(value[at], left);
  else for (const name in value) if ((left = charactersLeft(value[name as keyof typeof value], left - name.length - 3)) <= 0) break;
  return left;
}

/** Write a value as JSON. Of a frozen one, which is given out again and again, the text is kept; `epoch` is then always the same. */
export function answerText(value: object, epoch?: number): AnswerText {
  const known = KEPT.get(value);
  if (known !== undefined) return known;
  const text = JSON.stringify(value);
  const written = { text, tag: formatEntityTag(text, epoch), length: Buffer.byteLength(text) };
  if (Object.isFrozen(value)) KEPT.set(value, written);
  return written;
}
