import type { DiskRoom } from '../core/disk-room.ts';
import type { GatewayConfig, RouteConfig } from './config/config.ts';
import type { Counters } from './watch/counters.ts';
import type { Dispatch } from './dispatch/dispatch.ts';
import type { Doubts } from './doubts/doubts.ts';
import type { Format } from '../formats/format.ts';
import type { Court } from './judge/judge-request.ts';
import type { LoopLag } from './watch/loop-lag.ts';
import type { Modes } from './modes.ts';
import type { Shadows } from './watch/shadows.ts';
import type { RefusalLog } from './watch/refusal-log.ts';
import type { Sightings } from './watch/sightings.ts';
import type { Timing } from './timing.ts';
import type { Tracing } from './watch/tracing.ts';
import type { Log } from '../http/kit/log.ts';
import type { Queue } from '../queue/queue.ts';
import type { Supply } from './supply/supply.ts';
import type { Delivery } from './delivery/delivery.ts';

/** What every request at the gate works with. */
export interface Gateway {
  /** Of the program. */
  readonly version: string;
  readonly config: GatewayConfig;
  /** An admin token that only this process knows, beside that of the configuration. */
  readonly innerToken: string | undefined;
  /** By path. */
  readonly routes: ReadonlyMap<string, RouteConfig>;
  readonly court: Court & { readonly supply: Supply };
  readonly dispatch: Dispatch;
  /** Of durable routes; undefined where there are none. */
  readonly queue: Queue | undefined;
  /** The room on the disk of the queue; undefined where it is in no file, or the disk does not say. */
  readonly disk: () => Promise<DiskRoom | undefined>;
  /** What delivers what `queue` holds. */
  readonly delivery: Delivery | undefined;
  readonly counters: Counters;
  readonly lag: LoopLag;
  readonly modes: Modes;
  /** What of the configuration the live contracts do not bear out. */
  readonly doubts: Doubts;
  readonly sightings: Sightings;
  readonly shadows: Shadows;
  readonly timing: Timing;
  /** Undefined where nobody collects spans. */
  readonly tracing: Tracing | undefined;
  /** For candidates under trial. */
  readonly format: Format;
  /** Aborted when no new requests are wanted any more. */
  readonly leaving: AbortSignal;
  readonly log: Log;
  readonly refusals: RefusalLog;
}
