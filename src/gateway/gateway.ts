import type { GatewayConfig, RouteConfig } from './config/config.ts';
import type { Counters } from './counters.ts';
import type { Dispatch } from './dispatch.ts';
import type { Court } from './judge-request.ts';
import type { Log } from '../http/kit/log.ts';
import type { Timing } from './timing.ts';

/** What every request at the gate works with. */
export interface Gateway {
  readonly config: GatewayConfig;
  /** By path. */
  readonly routes: ReadonlyMap<string, RouteConfig>;
  readonly court: Court;
  readonly dispatch: Dispatch;
  readonly counters: Counters;
  readonly log: Log;
  readonly timing: Timing;
}
