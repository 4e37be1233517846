import type { EventFinding } from '../core/verdict.ts';

/**
 * Where a gateway keeps what it has accepted until it is delivered. A driver promises: what `accept` and `settle` have answered is on
 * disk, also after a power cut; a write is whole or absent; nothing is forgotten but by `settle`, `discard`, `erase` and `expire`.
 * Several gateways may share a queue where the driver says so. Times are milliseconds since 1970, given by the caller: no driver has
 * a clock. Drivers translate what their client throws into `queue_unavailable`, or `queue_damaged`.
 */
export interface Queue {
  /**
   * Keep an event with its deliveries, or hold it. Calls of one turn of the event loop become one commit. `full` where one of the
   * limits would be passed, and nothing is kept then; never evicts.
   */
  accept(acceptance: Acceptance): Promise<Accepted>;
  /**
   * Take deliveries that are due, oldest first within a target, at most `room` for each; each is taken by nobody else until
   * `leaseUntil`. Of the deliveries of a target with the same order key only the first may be taken, and while it is taken, waits for
   * its next attempt or blocks its key, none of the others.
   */
  take(query: TakeQuery): Promise<readonly Taken[]>;
  /**
   * What came of deliveries that `owner` has taken; calls of one turn become one commit. One that it has not taken any more, since
   * its lease ended and somebody else took it, is left as it is: gives the ids of those.
   */
  settle(owner: string, outcomes: readonly Settlement[]): Promise<readonly DeliveryId[]>;
  /** Make leases of `owner` end later; one that somebody is about to settle, or has taken meanwhile, is left as it is. */
  extend(owner: string, deliveries: readonly DeliveryId[], leaseUntil: number): Promise<void>;
  /** Give back what `owner` has taken, its attempts uncounted: at the end of a drain. */
  release(owner: string): Promise<void>;
  /** When the next delivery to one of `targets` is due or a lease ends; undefined if nothing waits. May be in the past. */
  nextDue(targets: readonly TargetRef[]): Promise<number | undefined>;

  /** What waits for a person, or in general: a page of kept deliveries, oldest first, without the bytes of the events. */
  list(query: EntryQuery): Promise<readonly Entry[]>;
  /** One event with all its deliveries, whole. */
  read(id: EventId): Promise<StoredEvent | undefined>;
  /** How many there are by state, route, target and type; for metrics and `events list`. Linear in the kinds, not in the events. */
  count(): Promise<readonly EntryCount[]>;
  /**
   * Let deliveries that are held, parked or dead wait again, or an event that is held get the deliveries that it is due. Keeps the
   * place of an event in its order key where nothing later of the key was delivered since (`moved_on` otherwise, unless `force`). What is
   * asked for while others are under way comes after them, so those of a key may be asked for at once, in their order;
   * where they fail since the queue does not answer, it fails with them.
   */
  readmit(readmission: Readmission): Promise<Readmitted>;
  /**
   * Take deliveries away for good that are held, parked or dead, and with `alsoWaiting` those that wait and nobody has taken; an event
   * goes with its last one. Gives how many there were.
   */
  discard(ids: readonly DeliveryId[], options?: { readonly alsoWaiting?: boolean }): Promise<number>;
  /** Take away for good every event that matches, whatever its state: what a person asks to be forgotten. Deliveries that are under way end as lost. Gives how many. */
  erase(query: EraseQuery): Promise<number>;
  /** Take away what is held, parked or dead for longer than its subject is to be kept, and idempotency keys whose window is over; at most `limit` rows. Gives how many. What a gateway had taken that is gone waits again, and what waits since a time that is yet to come, because the clock was set back, is due. */
  expire(query: ExpireQuery): Promise<number>;

  /** Say, as long as this gateway runs, to which targets it delivers. At the latest when somebody has subscribed, others are told. */
  attend(targets: readonly TargetRef[]): void;
  /** To which targets gateways that share the queue deliver now; this one may be among them. */
  attended(): Promise<readonly TargetRef[]>;
  /** Call `wake` when there may be something new to take; it may come late or for nothing. Gives the way to stop. */
  subscribe(wake: () => void): () => void;
  /** Throws `queue_unavailable` where nothing can be written. */
  ping(): Promise<void>;
  /** After the last `settle`. */
  close(): Promise<void>;
}

/** Given by the queue, in the order of acceptance. */
export type EventId = number;
export type DeliveryId = number;

export interface TargetRef {
  /** The path of its route. */
  readonly route: string;
  /** Unique within the route. */
  readonly target: string;
}

/** A request as it came: what is judged again and what is delivered are the same bytes. */
export interface QueuedRequest {
  readonly method: string;
  /** With its question mark; empty without. */
  readonly query: string;
  /** Names and values in turn, as they came, signatures included. */
  readonly headers: readonly string[];
  readonly bytes: Uint8Array;
  readonly requestId: string;
}

export interface QueuedEvent {
  readonly route: string;
  /** The subject. */
  readonly type: string;
  /** The version under which it was accepted; absent where it was held, or went on unjudged. */
  readonly version?: number;
  /** Of a CloudEvent, or what stands for them. */
  readonly source?: string;
  readonly eventId?: string;
  /** What is delivered in order. */
  readonly orderKey?: string;
  readonly receivedAt: number;
  readonly request: QueuedRequest;
}

export interface Acceptance {
  readonly event: QueuedEvent;
  readonly fate: Fate;
  /** Accept events of the same key once until `until`; `digest` tells the same bytes from others. */
  readonly idempotency?: { readonly key: string; readonly digest: string; readonly until: number };
}

/** `held` keeps the event until somebody judges it anew; nothing is delivered of it. */
export type Fate = { readonly kind: 'deliver'; readonly deliveries: readonly DeliveryDraft[] } | { readonly kind: 'hold'; readonly reason: Reason };

/** What a target gets: `parked` where it would not read the event. */
export interface DeliveryDraft {
  readonly target: string;
  readonly afterDead: AfterDead;
  readonly parked?: Reason;
}

/** What becomes of the later events of an order key once one is dead: they wait for a person to decide on it, go on, or are parked. */
export type AfterDead = 'block' | 'skip' | 'park';

/** Why something waits for a person: a code of the error catalogue, in words, with findings where there are some (values masked). */
export interface Reason {
  readonly code: string;
  readonly message: string;
  readonly findings?: readonly EventFinding[];
}

export type Accepted =
  | { readonly kind: 'stored'; readonly id: EventId }
  /** The same bytes came before, within the window. */
  | { readonly kind: 'duplicate'; readonly id: EventId }
  /** The key came before, with other bytes. */
  | { readonly kind: 'other_bytes'; readonly id: EventId }
  /** `limit` names the one that would be passed. */
  | { readonly kind: 'full'; readonly limit: 'waiting' | 'held' };

export interface TakeQuery {
  readonly owner: string;
  readonly now: number;
  readonly leaseUntil: number;
  readonly targets: readonly (TargetRef & { readonly room: number })[];
  /** What `owner` still works at: it is not given to it once more, though its lease has ended. Default: nothing. */
  readonly underWay?: readonly DeliveryId[];
}

export interface Taken {
  readonly id: DeliveryId;
  readonly target: string;
  /** Attempts that failed so far. */
  readonly attempts: number;
  /** When the first attempt was, for the cap on time; undefined before it. */
  readonly firstAttemptAt?: number;
  readonly eventId: EventId;
  readonly event: QueuedEvent;
}

export type Settlement =
  | { readonly kind: 'delivered'; readonly id: DeliveryId; readonly at: number }
  /** Counts an attempt, unless `uncounted`: the circuit of the target is open, or the gateway stops. */
  | { readonly kind: 'retry'; readonly id: DeliveryId; readonly at: number; readonly due: number; readonly reason: Reason; readonly uncounted?: true }
  /** `dead` counts an attempt. */
  | { readonly kind: 'dead' | 'parked'; readonly id: DeliveryId; readonly at: number; readonly reason: Reason };

export type EntryState = 'waiting' | 'taken' | 'held' | 'parked' | 'dead';

/** A delivery; of a held event its only entry, with the target "". */
export interface Entry extends TargetRef {
  readonly id: DeliveryId;
  readonly state: EntryState;
  readonly eventId: EventId;
  readonly type: string;
  readonly version?: number;
  readonly source?: string;
  /** Of the event itself: `id` of a CloudEvent. */
  readonly cloudEventId?: string;
  readonly orderKey?: string;
  readonly receivedAt: number;
  /** Since when it is in this state. */
  readonly since: number;
  readonly attempts: number;
  /** Of what waits: when it is tried next. */
  readonly due?: number;
  /** Of the last attempt, or why it waits for a person. */
  readonly reason?: Reason;
  /** Of the event. */
  readonly bytes: number;
}

export interface EntryQuery {
  readonly states: readonly EntryState[];
  readonly route?: string;
  readonly target?: string;
  readonly type?: string;
  readonly orderKey?: string;
  /** Of the reason. */
  readonly code?: string;
  /** Of what waits only the deliveries to these. Default: all of them. */
  readonly waitingFor?: readonly TargetRef[];
  /** Exclusive: the last id of the page before. */
  readonly after?: DeliveryId;
  readonly limit: number;
}

export interface StoredEvent {
  readonly id: EventId;
  readonly event: QueuedEvent;
  readonly entries: readonly Entry[];
}

export interface EntryCount extends TargetRef {
  readonly state: EntryState;
  readonly type: string;
  readonly count: number;
  readonly bytes: number;
  /** When the oldest was received. */
  readonly oldest: number;
}

export type Readmission =
  /**
   * A parked or dead delivery waits again, with its attempts from the start. With `target` it goes to that one of its route instead, also
   * where it waits and nobody has taken it: what its order key did there nobody knows, so one that has a key takes `force`.
   */
  | { readonly kind: 'delivery'; readonly id: DeliveryId; readonly now: number; readonly target?: string; readonly force?: true }
  /** A held event gets what it would have got at its acceptance, under `version`; it goes through no idempotency window again, which it is in already. */
  | {
      readonly kind: 'event';
      readonly id: EventId;
      readonly version: number;
      readonly deliveries: readonly DeliveryDraft[];
      readonly now: number;
      readonly force?: true;
    };

/** `gone`: delivered, discarded or taken by somebody else meanwhile. `moved_on`: a later one of the key was delivered, or is under way. */
export type Readmitted = 'readmitted' | 'gone' | 'moved_on';

export type EraseQuery =
  | { readonly kind: 'type'; readonly type: string }
  | { readonly kind: 'order_key'; readonly type?: string; readonly orderKey: string }
  | { readonly kind: 'cloud_event'; readonly source?: string; readonly id: string }
  | { readonly kind: 'event'; readonly id: EventId };

export interface ExpireQuery {
  readonly now: number;
  /** By subject, or prefix ending in `*`, longest first: what came before is too old. */
  readonly keep: readonly { readonly type: string; readonly receivedBefore: number }[];
  /** For how long a delivery is taken at most, unless it is extended. Default: any time. */
  readonly leaseMs?: number;
  readonly limit: number;
}

/** Each absent: no limit. */
export interface QueueLimits {
  /** Deliveries that wait or are taken. Default 10,000,000. */
  readonly maxWaiting?: number;
  /** What is held, parked or dead. Bounds what is accepted only: what becomes so later is kept in any case. Default 100,000. */
  readonly maxHeld?: number;
}
