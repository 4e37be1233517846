import type { SubjectPatch } from '../../src/core/resources.ts';
import type { Consent } from '../consent-flags.ts';
import { createTarget, findBlocking, isRefused, outcomeOf, placeReferences, requestOf, type PlanItem, type Step, type Target } from './plan.ts';
import type { SourceVersion } from './select.ts';
import type { Sides } from './sides.ts';

/** What was done about a version: what the plan has, or that it was registered. */
export type Done =
  | Exclude<Step, { readonly kind: 'new' | 'next' | 'after' }>
  | { readonly kind: 'promoted'; readonly version: number; readonly semver: string };

export interface DoneItem {
  readonly source: SourceVersion;
  readonly done: Done;
}

/**
 * Carry out a plan, in its order. The target proves everything anew; what it refuses, and what refers to that, is left out, and the
 * others are promoted. Repeated after an interrupt it finds what is there already.
 */
export async function applyPromotion(
  sides: Sides,
  plan: readonly PlanItem[],
  consent: Consent,
  onDone: (done: number) => void,
): Promise<readonly DoneItem[]> {
  const target = createTarget(sides.to);
  const items: DoneItem[] = [];
  for (const item of plan) {
    const refused = items.filter(({ done }) => isUnusable(done)).map(({ source, done }) => ({ source, step: done as Step }));
    const blocking = findBlocking(item.source, refused);
    const done = blocking === undefined ? await applyItem(sides, { item, target, consent }) : ({ kind: 'blocked', by: blocking } as const);
    items.push({ source: item.source, done });
    onDone(items.length);
  }
  return items;
}

function isUnusable(done: Done): boolean {
  return done.kind === 'refused' || done.kind === 'blocked' || done.kind === 'retired';
}

interface Work {
  readonly item: PlanItem;
  readonly target: Target;
  readonly consent: Consent;
}

async function applyItem({ from, to }: Sides, { item, target, consent }: Work): Promise<Done> {
  const { source, step } = item;
  if (step.kind === 'existing') return step;
  if (isRefused(item) && step.kind !== 'blocked') return step as Done;
  const { subject } = source.version;
  const references = (await placeReferences(target, source, from)) ?? [];
  const isNew = (await target.subject(subject)) === undefined;
  const done = await outcomeOf<Done>(async () => {
    const { version = 0, semver, existing, state } = await to.register(subject, { ...requestOf(source, references), ...consent });
    if (existing === true) return { kind: state === 'retired' ? 'retired' : 'existing', version };
    return { kind: 'promoted', version, semver };
  });
  target.forget(subject);
  const patch = patchOf(source);
  if (isNew && done.kind === 'promoted' && Object.keys(patch).length > 0) await to.updateSubject(subject, patch);
  return done;
}

/** A subject that is new at the target comes with what the source says of it; one that is there keeps its own. */
function patchOf({ subject: { owner, description, labels } }: SourceVersion): SubjectPatch {
  return {
    ...(owner === undefined ? {} : { owner }),
    ...(description === undefined ? {} : { description }),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
  };
}
