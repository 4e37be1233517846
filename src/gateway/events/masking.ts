import { setImmediate } from 'node:timers/promises';
import { parsePointer } from '../../core/json/pointer.ts';
import type { ExactValue } from '../../core/json/value.ts';
import type { SnapshotVersion } from '../../core/resources.ts';
import type { Sensitivity } from '../../formats/format.ts';
import type { IncomingEvent } from '../event.ts';
import type { Gateway } from '../gateway.ts';

/** What stands in place of what is not shown, as a format's mask writes it. */
export const HIDDEN = '(hidden)';

type Masking = Pick<Gateway, 'court' | 'format' | 'routes'>;

const KNOWN = new WeakMap<SnapshotVersion, Sensitivity>();

/** The data of an event for people: hidden is what any live version of its type hides, and everything where none is live. Undefined: it has none. */
export async function maskData(gateway: Masking, { type, data }: IncomingEvent): Promise<ExactValue | undefined> {
  if (data === undefined) return undefined;
  const all = await sensitivitiesOf(gateway, type);
  return all.length === 0 ? HIDDEN : all.reduce<ExactValue>((shown, { mask }) => mask(shown), data);
}

/** The key of an event's order for people: hidden where it is read from a place in the data that may not be shown. */
export async function maskKey(
  gateway: Masking,
  { route, type, orderKey }: { readonly route: string; readonly type: string; readonly orderKey?: string },
): Promise<string | undefined> {
  const place = gateway.routes.get(route)?.durable?.order?.place;
  if (orderKey === undefined || place?.kind === 'attribute') return orderKey;
  const steps = place === undefined ? undefined : parsePointer(place.pointer);
  const all = await sensitivitiesOf(gateway, type);
  return steps !== undefined && all.length > 0 && all.every(({ mayShow }) => mayShow(steps)) ? orderKey : HIDDEN;
}

const ALL_HIDDEN: Sensitivity = { mayShow: () => false, mask: () => HIDDEN };

async function sensitivitiesOf({ court, format }: Masking, type: string): Promise<readonly Sensitivity[]> {
  const found: Sensitivity[] = [];
  for (const version of court.supply.catalogue?.find(type)?.versions ?? []) {
    const known = KNOWN.get(version);
    // Some milliseconds for a large schema, and there may be a thousand of them.
    if (known === undefined) await setImmediate();
    const made = known ?? sensitivityOf(format, version);
    KNOWN.set(version, made);
    found.push(made);
  }
  return found;
}

function sensitivityOf(format: Gateway['format'], { format: own, schema, dialect, documents }: SnapshotVersion): Sensitivity {
  if (own !== format.name) return ALL_HIDDEN;
  return format.sensitivity({ schema, ...(dialect === undefined ? {} : { dialect }), ...(documents === undefined ? {} : { documents }) });
}
