import type { JsonValue } from '../../core/json/value.ts';

/** What judges one side: the evaluator, with and without the profile's narrowing, and the second judge if it could compile. */
export interface SideJudges {
  /** The side as the question means it. */
  readonly accepts: (instance: JsonValue) => boolean;
  /** The document alone, which is all that a second judge knows. */
  readonly acceptsPlain: (instance: JsonValue) => boolean;
  /** Compiled when it is first asked; it takes far longer than all the rest. */
  readonly second: () => ((instance: JsonValue) => boolean) | undefined;
}

export type Testimony = 'witness' | 'none' | 'disagreement';

/** Checks candidates on both sides. Judges are made when the first candidate comes. */
export class Verifier {
  spent = 0;
  readonly #makeJudges: () => { readonly writer: SideJudges; readonly reader: SideJudges };
  readonly #maxBytes: number;
  #judges: { readonly writer: SideJudges; readonly reader: SideJudges } | undefined;

  constructor(makeJudges: () => { readonly writer: SideJudges; readonly reader: SideJudges }, maxBytes: number) {
    this.#makeJudges = makeJudges;
    this.#maxBytes = maxBytes;
  }

  /** By our evaluator alone: whether the writer accepts and the reader refuses. */
  isBreak(value: JsonValue): boolean {
    this.spent += 1;
    const { writer, reader } = this.#made();
    return writer.accepts(value) && !reader.accepts(value);
  }

  /** By all judges. */
  testify(value: JsonValue): Testimony {
    if (JSON.stringify(value).length > this.#maxBytes || !this.isBreak(value)) return 'none';
    const { writer, reader } = this.#made();
    return agrees(writer, value) && agrees(reader, value) ? 'witness' : 'disagreement';
  }

  /** Who vouches for what was testified. */
  judges(): readonly string[] {
    const { writer, reader } = this.#made();
    const second = [...(writer.second() === undefined ? [] : ['writer']), ...(reader.second() === undefined ? [] : ['reader'])];
    if (second.length === 0) return ['evaluator'];
    return ['evaluator', second.length === 2 ? 'ajv' : `ajv (${second.join()} only)`];
  }

  #made(): { readonly writer: SideJudges; readonly reader: SideJudges } {
    this.#judges ??= this.#makeJudges();
    return this.#judges;
  }
}

function agrees({ acceptsPlain, second }: SideJudges, value: JsonValue): boolean {
  const judge = second();
  return judge === undefined || judge(value) === acceptsPlain(value);
}
