import { RegistryError } from '../../core/errors.ts';
import type { JsonValue } from '../../core/json/value.ts';
import type { EventFinding } from '../../core/verdict.ts';
import type { Judges, SideJudges } from './judges.ts';

export type Testimony = 'witness' | 'none' | 'disagreement';

/** Checks candidates on both sides. Judges are made when the first candidate comes. */
export class Verifier {
  spent = 0;
  readonly #makeJudges: () => Judges;
  readonly #maxBytes: number;
  #judges: Judges | undefined;

  constructor(makeJudges: () => Judges, maxBytes: number) {
    this.#makeJudges = makeJudges;
    this.#maxBytes = maxBytes;
  }

  /** By our evaluator alone: whether the writer accepts and the reader refuses. */
  isBreak(value: JsonValue): boolean {
    this.spent += 1;
    const { writer, reader } = this.#made();
    return unlessTooDeep(() => writer.accepts(value) && !reader.accepts(value)) ?? false;
  }

  /** By all judges. `text` is that of the value. */
  testify(value: JsonValue, text: string = JSON.stringify(value)): Testimony {
    if (text.length > this.#maxBytes || !this.isBreak(value)) return 'none';
    const { writer, reader } = this.#made();
    return agrees(writer, value, true) && agrees(reader, value, false) ? 'witness' : 'disagreement';
  }

  /** Why the reader refuses a value. */
  findings(value: JsonValue): readonly EventFinding[] {
    return this.#made().reader.findings(value);
  }

  /** Who vouches for a witness. */
  judges(witness: JsonValue): readonly string[] {
    const { writer, reader } = this.#made();
    const isJudged = ({ second }: SideJudges): boolean => second()?.(witness) !== undefined;
    const sides = [...(isJudged(writer) ? ['writer'] : []), ...(isJudged(reader) ? ['reader'] : [])];
    if (sides.length === 0) return ['evaluator'];
    return ['evaluator', sides.length === 2 ? 'ajv' : `ajv (${sides.join()} only)`];
  }

  #made(): Judges {
    this.#judges ??= this.#makeJudges();
    return this.#judges;
  }
}

/**
 * @internal What `judge` says; undefined where value and schema nest too deep to be judged. A subschema that is asked alone may
 * nest without an end where a dynamic reference leads back to it, which on the way in it would not.
 */
export function unlessTooDeep(judge: () => boolean): boolean | undefined {
  try {
    return judge();
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'too_deep') return undefined;
    throw error;
  }
}

function agrees({ acceptsPlain, second }: SideJudges, value: JsonValue, isAccepted: boolean): boolean {
  const answer = second()?.(value);
  return answer === undefined || answer === acceptsPlain(value, isAccepted);
}
