import { createPacer } from '../../core/pacing.ts';
import type { Format } from '../../formats/format.ts';
import type { RouteConfig } from '../config/config.ts';
import type { Catalogue, CatalogueSubject } from '../supply/catalogue.ts';
import { mayGet } from '../targets/may-get.ts';
import { unreadableSubjects } from '../targets/unreadable.ts';
import { someOf, type Doubt } from './doubt.ts';
import { attributeDoubt, filterDoubts } from './filter-doubts.ts';
import { pointerDoubt, type KnownPresences, type PointerUse } from './pointer-doubts.ts';

export interface FindDoubtsOptions {
  readonly format: Pick<Format, 'name' | 'presence' | 'fields'>;
  readonly known: KnownPresences;
  /** Whether there is no newer catalogue. */
  readonly isCurrent: () => boolean;
}

/**
 * What routes say that the contracts which are live do not bear out, in the order of the configuration. Others get their turn in
 * between. Undefined where there is a newer catalogue meanwhile.
 */
export async function findDoubts(
  routes: readonly RouteConfig[],
  { subjects }: Catalogue,
  { format, known, isCurrent }: FindDoubtsOptions,
): Promise<readonly Doubt[] | undefined> {
  const pacer = createPacer();
  const looking = { format, known, breathe: () => pacer.breathe() };
  const doubts: Doubt[] = [];
  const names = subjects.map(({ subject }) => subject.subject);
  for (const [index, route] of routes.entries()) {
    const at = `/routes/${index}`;
    const own = subjects.filter(({ subject }) => route.targets.some((target) => mayGet(route, target, subject.subject)));
    doubts.push(...attributeDoubts(route, at));
    for (const use of pointersOf(route, at)) {
      const doubt = await pointerDoubt(looking, route, use, own);
      if (!isCurrent()) return undefined;
      if (doubt !== undefined) doubts.push(doubt);
    }
    for (const [place, target] of route.targets.entries()) {
      doubts.push(...filterDoubts(route, target, `${at}/targets/${place}`, names));
      doubts.push(...readsDoubts(route, target, `${at}/targets/${place}`, subjects));
    }
    await pacer.breathe();
    if (!isCurrent()) return undefined;
  }
  return doubts;
}

const WITHOUT_ORDER = 'its events are delivered in no order';
const WITHOUT_KEY = 'an event that is sent again is kept and delivered again';

function pointersOf({ durable }: RouteConfig, at: string): PointerUse[] {
  const { order, idempotency } = durable ?? {};
  return [
    ...(order?.place.kind === 'pointer' ? [{ pointer: order.place.pointer, at: `${at}/order/pointer`, consequence: WITHOUT_ORDER }] : []),
    ...(idempotency?.key.kind === 'pointer' ? [{ pointer: idempotency.key.pointer, at: `${at}/idempotency/pointer`, consequence: WITHOUT_KEY }] : []),
  ];
}

function attributeDoubts(route: RouteConfig, at: string): Doubt[] {
  const place = route.durable?.order?.place;
  if (place?.kind !== 'attribute') return [];
  const doubt = attributeDoubt(route, place.name, `${WITHOUT_ORDER} where they have no attribute ${place.name}`);
  return doubt === undefined ? [] : [{ route: route.path, at: `${at}/order/attribute`, ...doubt }];
}

function readsDoubts(route: RouteConfig, target: RouteConfig['targets'][number], at: string, subjects: readonly CatalogueSubject[]): Doubt[] {
  const missing = unreadableSubjects(route, target, subjects);
  const [first] = missing;
  if (first === undefined || target.reads === undefined) return [];
  const live = first.versions.map(({ semver, version }) => `${semver} (@${version})`);
  const consequence = route.durable === undefined ? 'their events are answered with 503' : 'their events are parked for it';
  return [
    {
      route: route.path,
      at: `${at}/reads`,
      severity: 'warning',
      message: `target ${target.name} reads ${target.reads.text}, and no live version of ${someOf(missing.map(({ subject }) => subject.subject))} is in that; of ${first.subject.subject} there is ${someOf(live)}. So ${consequence} (target_version_missing). Correct reads, or give the target a filter that leaves them out, and restart the gateway; or register the version`,
    },
  ];
}
