import type { GatewayEventChoice, GatewayLine } from '../../../../core/gateway-resources.ts';
import type { JsonValue } from '../../../../core/json/value.ts';
import { registry } from '../../../app/session.ts';

/** What a person does with events that are kept. */
export type Deed =
  | { readonly kind: 'rejudge'; readonly bench: Bench }
  | { readonly kind: 'replay'; readonly force: boolean }
  | { readonly kind: 'discard'; readonly reason: string };

/** By what events are judged again. */
export type Bench =
  | { readonly kind: 'live' }
  | { readonly kind: 'version'; readonly version: number }
  | { readonly kind: 'schema'; readonly schema: JsonValue };

/** Lines as they come; to abort ends it, and what is done stays done. */
export function doDeed(gateway: string, choice: GatewayEventChoice, deed: Deed, signal: AbortSignal): AsyncIterable<GatewayLine> {
  switch (deed.kind) {
    case 'rejudge':
      return registry().rejudgeGatewayEvents(gateway, { ...choice, ...benchMembers(deed.bench) }, { signal });
    case 'replay':
      return registry().replayGatewayEvents(gateway, { ...choice, force: deed.force, limit: MOST }, { signal });
    case 'discard':
      return registry().discardGatewayEvents(gateway, { ...choice, reason: deed.reason, limit: MOST }, { signal });
  }
}

/** Of one request; the summary says when something was left out. */
const MOST = 100_000;

function benchMembers(bench: Bench): { readonly version?: number; readonly schema?: JsonValue } {
  if (bench.kind === 'version') return { version: bench.version };
  return bench.kind === 'schema' ? { schema: bench.schema } : {};
}
