import { formatEntityTag } from './entity-tag.ts';

/** A value as it goes over the wire, with its ETag. */
export interface AnswerText {
  /** Text and not bytes: Node writes it with the head in one piece. */
  readonly text: string;
  readonly tag: string;
  /** In bytes of UTF-8. */
  readonly length: number;
}

// What one value says is kept with it; more than that would be a second cache of documents.
const MAX_KEPT_CHARACTERS = 64 * 1024;

const KEPT = new WeakMap<object, AnswerText>();

/** Write a value as JSON. Of a frozen one, which is given out again and again, the text is kept; `epoch` is then always the same. */
export function answerText(value: object, epoch?: number): AnswerText {
  const known = KEPT.get(value);
  if (known !== undefined) return known;
  const text = JSON.stringify(value);
  const written = { text, tag: formatEntityTag(text, epoch), length: Buffer.byteLength(text) };
  if (Object.isFrozen(value) && text.length <= MAX_KEPT_CHARACTERS) KEPT.set(value, written);
  return written;
}
