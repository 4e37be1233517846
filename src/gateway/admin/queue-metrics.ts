import { fullLimits } from '../../queue/limits.ts';
import type { EntryCount, EntryState } from '../../queue/queue.ts';
import { reachOf, strandedAmong } from '../events/stranded.ts';
import type { Gateway } from '../gateway.ts';
import { escapeLabel } from '../watch/label.ts';

const STATES: readonly EntryState[] = ['waiting', 'taken', 'held', 'parked', 'dead'];

/**
 * What the queue holds, by route, target and state, and what stands between it and each target. Labels come from the configuration;
 * what waits for a target that is in no route any more is counted under its old name. Empty without durable routes.
 */
export async function renderQueueMetrics({ config, routes, queue, delivery, disk, timing, log }: Gateway): Promise<string> {
  if (queue === undefined || delivery === undefined) return '';
  const counts = await queue.count().catch((err: unknown) => {
    log.warn({ err }, 'the queue does not say what it holds');
    return [];
  });
  const reach = await reachOf(routes, queue).catch(() => undefined);
  const groups = groupByTarget(
    delivery.lanes.map(({ ref }) => labelsOf(ref)),
    counts,
  );
  const room = await disk();
  const now = timing.now();
  const { maxWaiting, maxHeld } = fullLimits(config.queue ?? {});
  return [
    family(
      'sluice_gateway_queue_deliveries',
      'Deliveries that the queue holds, by state; of held events, which have none yet, the events, with the target "".',
      groups.flatMap(({ labels, entries }) => STATES.map((state) => [`${labels},state="${state}"`, sum(entries, state)] as const)),
    ),
    family(
      'sluice_gateway_queue_stranded',
      'Of those and of the held events, how many nobody gets: their target is in the configuration of no gateway on the queue any more.',
      reach === undefined ? [] : [['', strandedAmong(reach, counts).reduce((total, { count }) => total + count, 0)] as const],
    ),
    family(
      'sluice_gateway_queue_limit',
      'How many deliveries may wait or be under way, and how many may be held, parked or dead, before events get 503.',
      [
        ['bound="waiting"', maxWaiting],
        ['bound="held"', maxHeld],
      ],
    ),
    family('sluice_gateway_queue_disk_free_bytes', 'Free on the disk of the queue.', room === undefined ? [] : [['', room.freeBytes]]),
    family(
      'sluice_gateway_queue_disk_nearly_full',
      '1 while less than 1 GiB is free there, or of a disk below 10 GiB less than a tenth.',
      room === undefined ? [] : [['', room.isNearlyFull ? 1 : 0]],
    ),
    family(
      'sluice_gateway_queue_bytes',
      'Bytes of the events that they are of.',
      groups.map(({ labels, entries }) => [labels, entries.reduce((total, { bytes }) => total + bytes, 0)] as const),
    ),
    family(
      'sluice_gateway_queue_oldest_seconds',
      'Since when the oldest of those that wait or are under way was received.',
      groups.map(({ labels, entries }) => [labels, ageOf(entries, now)] as const),
    ),
    family(
      'sluice_gateway_circuit_open',
      '1 while the circuit of a target is open.',
      delivery.lanes.map(({ ref, breaker }) => [labelsOf(ref), breaker.isOpen ? 1 : 0] as const),
    ),
    family(
      'sluice_gateway_target_stopped',
      '1 while a target that answered 410 gets nothing.',
      delivery.lanes.map(({ ref, stopped }) => [labelsOf(ref), stopped === undefined ? 0 : 1] as const),
    ),
  ].join('');
}

interface Group {
  readonly labels: string;
  readonly entries: readonly EntryCount[];
}

/** Also of targets for which there is nothing: a gauge that goes away is no zero. */
function groupByTarget(known: readonly string[], counts: readonly EntryCount[]): Group[] {
  const groups = new Map<string, EntryCount[]>(known.map((labels) => [labels, []]));
  for (const count of counts) {
    const labels = labelsOf(count);
    const group = groups.get(labels) ?? [];
    groups.set(labels, group);
    group.push(count);
  }
  return [...groups].map(([labels, entries]) => ({ labels, entries }));
}

function labelsOf({ route, target }: { readonly route: string; readonly target: string }): string {
  return `route="${escapeLabel(route)}",target="${escapeLabel(target)}"`;
}

function sum(entries: readonly EntryCount[], state: EntryState): number {
  return entries.filter((entry) => entry.state === state).reduce((total, { count }) => total + count, 0);
}

function ageOf(entries: readonly EntryCount[], now: number): number {
  const oldest = entries.filter(({ state }) => state === 'waiting' || state === 'taken').map((entry) => entry.oldest);
  return oldest.length === 0 ? 0 : Math.max(0, now - Math.min(...oldest)) / 1_000;
}

function family(name: string, help: string, samples: readonly (readonly [labels: string, value: number])[]): string {
  if (samples.length === 0) return '';
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${samples.map(([labels, value]) => `${name}${labels === '' ? '' : `{${labels}}`} ${value}\n`).join('')}`;
}
