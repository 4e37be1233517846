import type { Client } from '../../src/client/client.ts';
import type { Consent } from '../consent-flags.ts';
import {
  createTarget,
  findBlocking,
  isRefused,
  placeReferences,
  registerAs,
  requestOf,
  withRules,
  type PlanItem,
  type Step,
  type Target,
} from './plan.ts';
import type { SourceVersion } from './select.ts';
import type { Sides } from './sides.ts';
import { isNews, wordsOf } from './subject-words.ts';

/** What was done about a version: what the plan has, or that it was registered. */
export type Done =
  | Exclude<Step, { readonly kind: 'new' | 'next' | 'after' }>
  | { readonly kind: 'promoted'; readonly version: number; readonly semver: string };

export interface DoneItem {
  readonly source: SourceVersion;
  readonly done: Done;
  /** As in the plan. */
  readonly olderThan?: number;
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
    items.push({ source: item.source, done, ...(item.olderThan === undefined ? {} : { olderThan: item.olderThan }) });
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
  const { subject } = source.version;
  if (step.kind === 'existing') {
    if (step.describes === true && isNews(source, await target.subject(subject))) await describe(to, target, source);
    return step;
  }
  if (isRefused(item) && step.kind !== 'blocked') return step as Done;
  const references = (await placeReferences(target, source, from)) ?? [];
  const isSilent = isNews(source, await target.subject(subject));
  const done = await withRules<Done>(target, subject, async () => {
    const { version = 0, semver, existing, state } = await registerAs(to, source, { ...requestOf(source, references), ...consent });
    if (existing === true) return state === 'retired' ? { kind: 'retired', version } : { kind: 'existing', version, semver };
    return { kind: 'promoted', version, semver };
  });
  target.forget(subject);
  if (isSilent && done.kind === 'promoted') await describe(to, target, source);
  return done;
}

async function describe(to: Client, target: Target, source: SourceVersion): Promise<void> {
  await to.updateSubject(source.version.subject, wordsOf(source));
  target.forget(source.version.subject);
}
