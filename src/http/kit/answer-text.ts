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

/** Write a value as JSON. Of a frozen one, which is given out again and again, the text is kept; `epoch` is then always the same. */
export function answerText(value: object, epoch?: number): AnswerText {
  const known = KEPT.get(value);
  if (known !== undefined) return known;
  const text = JSON.stringify(value);
  const written = { text, tag: formatEntityTag(text, epoch), length: Buffer.byteLength(text) };
  if (Object.isFrozen(value)) KEPT.set(value, written);
  return written;
}
