import { RegistryError } from '../../core/errors.ts';
import type { ExactObject, ExactValue } from '../../core/json/value.ts';
import { parseTime } from '../../core/timestamp.ts';
import type { Entry, EntryState, EventId, TargetRef } from '../../queue/queue.ts';

const ENTRY_STATES: readonly EntryState[] = ['held', 'parked', 'dead', 'waiting', 'taken'];

/** Those that wait for a person. */
export const STUCK_STATES: readonly EntryState[] = ['held', 'parked', 'dead'];

/** Which of the kept events and deliveries are meant; what is absent does not matter. */
export interface EventFilter {
  readonly ids?: readonly EventId[];
  readonly states: readonly EntryState[];
  readonly route?: string;
  readonly target?: string;
  readonly type?: string;
  readonly key?: string;
  /** Of the reason. */
  readonly code?: string;
  /** When it was received, in milliseconds; `before` is exclusive. */
  readonly before?: number;
  readonly after?: number;
  /** Of what waits only the deliveries to these; the queue is asked for no others. Default: all of them. */
  readonly waitingFor?: readonly TargetRef[];
  /** Leaves out entries for which it gives false. Default: none. */
  readonly isMeant?: (entry: Pick<Entry, 'state' | 'route' | 'target'>) => boolean;
}

/** An entry, or what several that are counted together have in common. */
type Counted = Pick<Entry, 'state' | 'route' | 'target' | 'type' | 'orderKey' | 'reason'>;

/** Whether a filter means what is of this state, route, target, type, key and reason; times and numbers aside, and `isMeant`. */
export function matches({ states, route, target, type, key, code }: EventFilter, entry: Counted): boolean {
  const pairs = [[route, entry.route], [target, entry.target], [type, entry.type], [key, entry.orderKey], [code, entry.reason?.code]] as const; // prettier-ignore
  return states.includes(entry.state) && pairs.every(([wanted, found]) => wanted === undefined || wanted === found);
}

/** The members of a filter, as a query and a body have them. */
export const FILTER_MEMBERS: readonly string[] = ['ids', 'state', 'route', 'target', 'type', 'key', 'code', 'before', 'after'];

const MAX_IDS = 1_000;
const TEXTS = ['route', 'target', 'type', 'key', 'code'] as const;

/** Read a filter from a query or a body; `where` begins messages. `states` where none are given. Throws `request_invalid`. */
export function readFilter(raw: ExactObject, where: string, states: readonly EntryState[]): EventFilter {
  const fail = (member: string, expected: string): RegistryError =>
    new RegistryError('request_invalid', `${where} ${member}: expected ${expected}; found ${describe(raw[member])}`);
  const texts = TEXTS.filter((name) => raw[name] !== undefined).map((name) => {
    if (typeof raw[name] !== 'string') throw fail(name, 'a text');
    return [name, raw[name]];
  });
  const times = (['before', 'after'] as const)
    .filter((name) => raw[name] !== undefined)
    .map((name) => {
      const text = raw[name];
      const time = typeof text === 'string' ? parseTime(text) : undefined;
      if (time === undefined) throw fail(name, 'a time such as 2030-01-31T00:00:00Z');
      return [name, Date.parse(time)];
    });
  return { states: readStates(raw['state'], fail) ?? states, ...readIds(raw['ids'], fail), ...Object.fromEntries([...texts, ...times]) };
}

/** Whether a filter means anything less than everything. */
export function isNarrow({ ids, states: _states, ...rest }: EventFilter): boolean {
  return ids !== undefined || Object.keys(rest).length > 0;
}

type Fail = (member: string, expected: string) => RegistryError;

function readStates(raw: ExactValue | undefined, fail: Fail): readonly EntryState[] | undefined {
  if (raw === undefined) return undefined;
  const words = typeof raw === 'string' ? raw.split(',') : Array.isArray(raw) ? (raw as readonly ExactValue[]) : [];
  const known = ENTRY_STATES.filter((state) => words.includes(state));
  if (known.length > 0 && known.length === new Set(words).size) return known;
  throw fail('state', `some of ${ENTRY_STATES.join(', ')}`);
}

function readIds(raw: ExactValue | undefined, fail: Fail): { readonly ids?: readonly EventId[] } {
  if (raw === undefined) return {};
  const list = Array.isArray(raw) ? (raw as readonly ExactValue[]) : [];
  const ids = list.filter((id): id is number => typeof id === 'number' && Number.isSafeInteger(id) && id > 0);
  if (ids.length === 0 || ids.length < list.length || ids.length > MAX_IDS) throw fail('ids', `1 to ${MAX_IDS} numbers of events`);
  return { ids: [...new Set(ids)].toSorted((a, b) => a - b) };
}

function describe(value: ExactValue | undefined): string {
  return value === undefined ? 'none' : JSON.stringify(value).slice(0, 80);
}
