import { setImmediate } from 'node:timers/promises';
import { RegistryError } from '../../core/errors.ts';
import type { ExactObject, ExactValue } from '../../core/json/value.ts';
import type { SnapshotVersion } from '../../core/resources.ts';
import type { Entry, EventId, Reason, StoredEvent } from '../../queue/queue.ts';
import { parseDataschema, type NamedVersion } from '../judge/dataschema.ts';
import type { RouteConfig, TargetConfig } from '../config/config.ts';
import { wants, whyUnreadable } from '../durable/drafts.ts';
import type { IncomingEvent } from '../event.ts';
import type { Gateway } from '../gateway.ts';
import { requireCatalogue } from '../judge/judge-request.ts';
import { blockerFinder } from './behind.ts';
import { openStored, type Kept } from './contents.ts';
import { present, reasonMembers } from './present.ts';
import { hasNoTarget, reachOf, strandedAdvice, type Reach } from './stranded.ts';
import { askOne, asHeld, choiceOf, tryContents, tryEvent, type TrialVerdict } from './trial.ts';

/** Versions that are asked, newest first. */
const MAX_VERSIONS = 50;

/**
 * Why an event is where it is: what its deliveries wait for, what the gate would say now, the findings of one version (the one that is
 * asked for, else the one it names, else the newest), what each live version says in short, and which targets would not read it.
 * Nothing is changed. Throws `snapshot_missing`, and what keeps the event from being read.
 */
export async function explain(gateway: Gateway, stored: StoredEvent, version: number | undefined): Promise<ExactObject> {
  const kept = openStored(gateway, stored);
  const findBlocker = blockerFinder(gateway);
  const reach = await reachOf(gateway.routes, gateway.queue);
  const events: ExactObject[] = [];
  for (const event of kept.contents.events) events.push(await explainOne(gateway, kept, event, version));
  return present({
    id: stored.id,
    route: stored.event.route,
    type: stored.event.type,
    deliveries: await Promise.all(stored.entries.map(async (entry) => presentDelivery(reach, entry, await findBlocker(entry)))),
    now: presentVerdict(asHeld(await tryContents(gateway, kept.route, kept.contents, { kind: 'live' }), stored)),
    events,
    targets: await readersOf(gateway, kept, stored),
  });
}

function presentDelivery(reach: Reach, entry: Entry, behind: EventId | undefined): ExactObject {
  const { state, target, attempts, reason } = entry;
  const advice = hasNoTarget(reach, entry) ? strandedAdvice(entry, reach.routes.get(entry.route)) : undefined;
  return present({ state, target: target === '' ? undefined : target, attempts, behind, advice, ...reasonMembers(reason) });
}

async function explainOne(gateway: Gateway, { route }: Kept, event: IncomingEvent, asked: number | undefined): Promise<ExactObject> {
  const subject = requireCatalogue(gateway.court.supply, { ...route, whenStale: 'serve' }).find(event.type);
  const versions = subject?.versions ?? [];
  const named = event.dataschema === undefined ? undefined : parseDataschema(event.dataschema, gateway.court.registryUrl);
  const meant = versions.find(({ version, fingerprint }) =>
    named?.kind === 'number' ? version === named.version : fingerprint === named?.fingerprint,
  );
  const under = asked ?? meant?.version ?? versions[0]?.version;
  const verdicts: ExactObject[] = [];
  for (const version of versions.slice(0, MAX_VERSIONS)) {
    await setImmediate();
    if (subject === undefined) break;
    const verdict = await askOne(gateway, { subject, version, choice: choiceOf(subject, route) }, event.data);
    verdicts.push(present({ version: version.version, semver: version.semver, state: version.state, ...inShort(verdict) }));
  }
  const whole = under === undefined ? undefined : await tryEvent(gateway, route, event, { kind: 'version', version: under });
  return present({
    type: event.type,
    dataschema: event.dataschema,
    names: named === undefined ? undefined : await presentNamed(gateway, named, meant),
    under: whole === undefined || under === undefined ? undefined : { version: under, ...presentVerdict(whole) },
    versions: verdicts,
    versionsLeftOut: versions.length > MAX_VERSIONS ? versions.length - MAX_VERSIONS : undefined,
  });
}

/** The version that an event names, and whether it is live; its number where the registry says it, or the event. */
async function presentNamed({ court }: Gateway, named: NamedVersion, live: SnapshotVersion | undefined): Promise<ExactObject> {
  const version = live?.version ?? (named.kind === 'number' ? named.version : await court.lookUp?.numberOf(named));
  return present({ subject: named.subject, version, live: live !== undefined });
}

function inShort(verdict: TrialVerdict): ExactObject {
  if (verdict.passes) return { passes: true };
  const [first] = verdict.findings;
  return present({ passes: false, code: first?.code ?? verdict.code, at: first?.instancePointer, findings: verdict.findings.length });
}

function presentVerdict(verdict: TrialVerdict): ExactObject {
  const { passes, version } = verdict;
  if (passes) return present({ passes, version });
  const { code, detail, findings } = verdict;
  return present({ passes, version, code, detail, findings: findings as unknown as ExactValue });
}

/** Of the targets that want it, or have it already. */
async function readersOf(gateway: Gateway, { route, contents: { events } }: Kept, { entries }: StoredEvent): Promise<ExactObject[]> {
  const readers: ExactObject[] = [];
  for (const target of route.targets) {
    if (target.reads === undefined) continue;
    const has = entries.some((entry) => entry.target === target.name);
    const reason = await whyRefused(gateway, { route, target, has }, events).catch((thrown: unknown) => {
      const { code, message } = RegistryError.from(thrown);
      return { code, message };
    });
    if (reason === 'not_wanted') continue;
    readers.push({ target: target.name, reads: target.reads.text, wouldRead: reason === undefined, ...reasonMembers(reason) });
  }
  return readers;
}

interface Reader {
  readonly route: RouteConfig;
  readonly target: TargetConfig;
  readonly has: boolean;
}

async function whyRefused(gateway: Gateway, reader: Reader, events: readonly IncomingEvent[]): Promise<Reason | 'not_wanted' | undefined> {
  return reader.has || wants(reader.target, events) ? whyUnreadable(gateway, reader, events) : 'not_wanted';
}
