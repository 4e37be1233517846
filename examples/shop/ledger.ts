import type { FunctionName } from './routes.ts';
import { TARGETS } from './routes.ts';
import type { Functions } from './functions.ts';

/** An event that was answered with 202. */
export interface Receipt {
  readonly id: string;
  readonly type: string;
}

/** Who answers for what: every event that was accepted, against what the functions wrote down. */
export class Ledger {
  readonly #accepted = new Map<string, Receipt>();
  readonly #held = new Map<string, Receipt>();
  readonly #discarded = new Set<string>();
  readonly #functions: Functions;

  constructor(functions: Functions) {
    this.#functions = functions;
  }

  accept(receipt: Receipt): void {
    this.#accepted.set(receipt.id, receipt);
  }

  hold(receipt: Receipt): void {
    this.#held.set(receipt.id, receipt);
  }

  /** What was held is let in: functions owe it from now on. */
  admitHeld(): number {
    const admitted = this.#held.size;
    for (const receipt of this.#held.values()) this.accept(receipt);
    this.#held.clear();
    return admitted;
  }

  /** Somebody decided that nobody is to have these. */
  discard(ids: Iterable<string>): void {
    for (const id of ids) this.#discarded.add(id);
  }

  /** What is held is discarded as well. */
  dropHeld(): void {
    this.discard(this.#held.keys());
    this.#held.clear();
  }

  get discarded(): number {
    return this.#discarded.size;
  }

  get held(): number {
    return this.#held.size;
  }

  /** How many events were accepted, those that functions sent to each other included. */
  get accepted(): number {
    return this.#all().length;
  }

  /** Targets that owe an event: `TARGET ID`. Targets that are named are left out. */
  owed(without: readonly string[] = []): readonly string[] {
    const handled = new Map<FunctionName, ReadonlySet<string>>();
    for (const { at } of TARGETS) handled.set(at, this.handledBy(at));
    const all = this.#all();
    return TARGETS.filter(({ name }) => !without.includes(name)).flatMap(({ name, type, at }) =>
      all.filter((receipt) => receipt.type === type && handled.get(at)?.has(receipt.id) !== true).map(({ id }) => `${name} ${id}`),
    );
  }

  /** The ids that a function has handled. */
  handledBy(name: FunctionName): ReadonlySet<string> {
    return new Set(this.#functions.journal(name).flatMap(({ id, failed }) => (id === undefined || failed === true ? [] : [id])));
  }

  #all(): readonly Receipt[] {
    const sent = (['payments', 'warehouse'] as const).flatMap((name) => this.#functions.journal(name));
    const byFunctions = sent.flatMap(({ sent: id, type }) => (id === undefined ? [] : [[id, { id, type }] as const]));
    return [...new Map([...this.#accepted, ...byFunctions]).values()].filter(({ id }) => !this.#discarded.has(id));
  }
}
