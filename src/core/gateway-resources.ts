import type { JsonObject, JsonValue } from './json/value.ts';
import type { ProblemResource } from './resources.ts';

// What the native API hands through of the admin API of gateways; docs/gateway.md and docs/events.md say what it means.

/** A gateway that the registry knows. */
export type GatewayResource =
  | {
      readonly name: string;
      readonly reachable: true;
      /** Of the gateway; absent: one that is too old to say it. */
      readonly version?: string;
      /** Whether it has durable routes, and so events to show. */
      readonly storesEvents: boolean;
      /** Whether events can be seen and things be changed through here. */
      readonly mayDecide: boolean;
      /** Where senders reach it by the name of the registry: of the one in the same process only. */
      readonly beside?: { readonly scheme: 'http' | 'https'; readonly port: number };
    }
  | { readonly name: string; readonly reachable: false; readonly problem: Pick<ProblemResource, 'code' | 'detail'> };

export interface GatewayListResource {
  readonly items: readonly GatewayResource[];
}

/** Counts since the start of the gateway; each only grows while `run` stays the same. */
export interface GatewayRatesResource {
  /** Milliseconds of a clock that never goes back. */
  readonly at: number;
  /** Where it is another one than before, a difference means nothing. */
  readonly run: string;
  readonly since: string;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly observed: Readonly<Record<string, number>>;
  readonly subjects: readonly ({ readonly subject: string } & GatewayTally)[];
  /** Absent where one subject was asked for. */
  readonly other?: GatewayTally;
}

export interface GatewayTally {
  readonly accepted: number;
  readonly rejected: Readonly<Record<string, number>>;
  readonly observed: number;
  readonly held: number;
  readonly retried: number;
  readonly parked: number;
  readonly dead: number;
}

export interface GatewaySightingsResource {
  /** When the gateway began to count. */
  readonly since: string;
  readonly items: readonly GatewaySighting[];
}

/** What a gateway has seen of one version. */
export interface GatewaySighting {
  readonly subject: string;
  readonly version: number;
  readonly accepted: number;
  readonly invalid: number;
  readonly lastAccepted: string | null;
  /** Where one subject was asked for. */
  readonly producers?: readonly { readonly producer: string; readonly accepted: number; readonly lastAccepted: string }[];
}

export type GatewayMode = 'enforce' | 'observe';

export interface GatewayModeRequest {
  readonly mode: GatewayMode;
  /** An hour by default. */
  readonly forMs?: number;
}

export interface GatewayShadowRequest {
  readonly schema: JsonValue;
  readonly label?: string;
  readonly dialect?: string;
  readonly forMs?: number;
  readonly undeclared?: 'allow' | 'reject';
}

export const EVENT_STATES = ['held', 'parked', 'dead', 'waiting', 'taken'] as const;
export type GatewayEventState = (typeof EVENT_STATES)[number];

/** Which events; what is absent does not matter. Times are ISO 8601, `before` is exclusive. */
export interface GatewayEventFilter {
  readonly route?: string;
  readonly target?: string;
  readonly type?: string;
  readonly key?: string;
  /** Of the reason. */
  readonly code?: string;
  readonly before?: string;
  readonly after?: string;
}

export interface GatewayEventQuery extends GatewayEventFilter {
  /** With commas between several; held, parked and dead by default. */
  readonly state?: string;
  readonly cursor?: string;
  /** 1 to 200; 50 by default. */
  readonly limit?: number;
}

/** Which events something is done with; `all` where everything is meant. */
export interface GatewayEventChoice extends GatewayEventFilter {
  readonly ids?: readonly number[];
  readonly state?: readonly GatewayEventState[];
  readonly all?: boolean;
  readonly limit?: number;
}

export interface GatewayRejudgeRequest extends GatewayEventChoice {
  /** Against this version; the live ones by default. */
  readonly version?: number;
  /** Against this candidate. */
  readonly schema?: JsonValue;
  readonly dialect?: string;
}

export interface GatewayReplayRequest extends GatewayEventChoice {
  readonly cursor?: number;
  readonly version?: number;
  /** Also where the order key has moved on. */
  readonly force?: boolean;
  /** The target of their route that deliveries go to instead of their own; of what waits those whose own is not there any more. */
  readonly to?: string;
}

export interface GatewayDiscardRequest extends GatewayEventChoice {
  readonly cursor?: number;
  /** Written to the audit log and to the log of the gateway. */
  readonly reason: string;
}

/** A line of what goes on: progress or an item, at the end a summary. */
export interface GatewayLine {
  readonly kind: string;
  readonly [member: string]: JsonValue;
}

export interface GatewayItems {
  readonly items: readonly JsonObject[];
}

export interface GatewayEventPage extends GatewayItems {
  /** Where the next page begins. A page may be short, or empty, and have one. */
  readonly cursor?: string;
}
