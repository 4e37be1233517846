import type { CatalogueSubject } from '../supply/catalogue.ts';
import type { RouteConfig } from '../config/config.ts';
import { queueReadiness } from './queue-readiness.ts';
import type { Gateway } from '../gateway.ts';
import type { Trouble } from '../supply/trouble.ts';
import { unreadableSubjects } from '../targets/unreadable.ts';

/** What `/-/readyz` says, and whether events can be judged at all. */
export interface Readiness {
  readonly isReady: boolean;
  /** How many targets read what no live version is, for some subject that they could be sent. */
  readonly unreadable: number;
  /** Asks the queue what it holds, which the metrics do themselves. */
  readonly body: () => Promise<object>;
}

/**
 * Not ready: the gateway is about to end, there are no schemas, or every route refuses, by schemas as old as these or since its queue does not answer. Ready, but
 * not well: some route refuses, the registry does not answer or has another history, or a target reads what no live version is.
 */
export async function readinessOf(gateway: Gateway): Promise<Readiness> {
  const {
    court: { supply, registryUrl },
    config,
    modes,
    leaving: { aborted: isLeaving },
  } = gateway;
  const queue = await queueReadiness(gateway);
  const { catalogue, staleMs = 0, isFollowing, trouble } = supply;
  const refusing = config.routes
    .filter(
      ({ whenStale, maxStaleMs, durable }) => (whenStale === 'refuse' && staleMs > maxStaleMs) || (durable !== undefined && queue?.isReady === false),
    )
    .map(({ path }) => path);
  const isReady = !isLeaving && catalogue !== undefined && (config.routes.length === 0 || refusing.length < config.routes.length);
  const unreadable = catalogue === undefined ? [] : unreadableTargets(config.routes, catalogue.subjects);
  const observing = config.routes.filter((route) => modes.of(route) === 'observe').map(({ path }) => path);
  return {
    isReady,
    unreadable: unreadable.length,
    body: async () => ({
      status: isLeaving ? 'draining' : statusOf({ hasSchemas: catalogue !== undefined, isReady, hasQueue: queue?.isReady !== false }),
      registry: isFollowing ? 'following' : REGISTRY_STATES[trouble?.kind ?? 'no_answer'],
      registryUrl,
      ...(trouble === undefined ? {} : { trouble: trouble.message }),
      ...(catalogue === undefined ? {} : { position: catalogue.position, snapshotAgeMs: staleMs }),
      refusing,
      ...(queue === undefined ? {} : { queue: await queue.body() }),
      observing,
      observingSubjects: modes.list().flatMap(({ mode, place }) => ('subject' in place && mode === 'observe' ? [place.subject] : [])),
      unreadable,
    }),
  };
}

function statusOf({
  hasSchemas,
  isReady,
  hasQueue,
}: {
  readonly hasSchemas: boolean;
  readonly isReady: boolean;
  readonly hasQueue: boolean;
}): string {
  if (!hasSchemas) return 'no snapshot yet';
  if (isReady) return 'ready';
  return hasQueue ? 'the schemas are too old' : 'the queue does not answer';
}

const REGISTRY_STATES: Readonly<Record<Trouble['kind'], string>> = {
  no_answer: 'not answering',
  key_refused: 'refusing the key',
  other_history: 'another history',
  bug: 'wrong',
};

interface Unreadable {
  readonly route: string;
  readonly target: string;
  readonly reads: string;
  /** The first of those that the target could be sent, but for which it reads no live version. */
  readonly subjects: readonly string[];
}

const MAX_SUBJECTS = 20;

function unreadableTargets(routes: readonly RouteConfig[], subjects: readonly CatalogueSubject[]): Unreadable[] {
  return routes.flatMap((route) =>
    route.targets.flatMap((target) => {
      const { reads } = target;
      const missing = unreadableSubjects(route, target, subjects);
      if (reads === undefined || missing.length === 0) return [];
      const names = missing.slice(0, MAX_SUBJECTS).map(({ subject }) => subject.subject);
      return [{ route: route.path, target: target.name, reads: reads.text, subjects: names }];
    }),
  );
}
