import type { EventFinding } from '../../src/core/verdict.ts';
import type { ReasonResource } from './events.ts';
import { createPaint, type Paint } from './paint.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';

interface VerdictResource {
  readonly passes: boolean;
  readonly version?: number;
  readonly code?: string;
  readonly detail?: string;
  readonly findings?: readonly EventFinding[];
}

/** Why an event is where it is, as a gateway's admin API says it. */
export interface WhyResource {
  readonly id: number;
  readonly route: string;
  readonly type: string;
  readonly deliveries: readonly {
    readonly state: string;
    readonly target?: string;
    readonly attempts: number;
    readonly behind?: number;
    /** What to do about a delivery whose target is not there any more. */
    readonly advice?: string;
    readonly reason?: ReasonResource;
  }[];
  readonly now: VerdictResource;
  readonly events: readonly {
    readonly type: string;
    readonly dataschema?: string;
    readonly names?: { readonly subject: string; readonly version?: number; readonly live: boolean };
    readonly under?: VerdictResource;
    readonly versions: readonly {
      readonly version: number;
      readonly semver: string;
      readonly state: string;
      readonly passes: boolean;
      readonly code?: string;
      readonly at?: string;
      readonly findings?: number;
    }[];
    readonly versionsLeftOut?: number;
  }[];
  readonly targets: readonly { readonly target: string; readonly reads: string; readonly wouldRead: boolean; readonly reason?: ReasonResource }[];
}

/** What waits and why, the verdict of now, the findings of one version, and what each says in short. */
export function whyText(why: WhyResource, style: { readonly color: boolean }): string {
  const paint = createPaint(style);
  const waits = why.deliveries.map(({ state, target, reason }) =>
    [
      `event ${why.id} is ${state}${target === undefined ? '' : ` for ${printable(target)}`}`,
      ...(reason === undefined ? [] : [`  ${reason.code}: ${printable(reason.detail)}`]),
    ].join('\n'),
  );
  const { now } = why;
  const verdict = now.passes
    ? `${paint.good('it would pass now')}${now.version === undefined ? '' : `, under version ${now.version}`}`
    : `${paint.bad('it would not pass now')}: ${now.code ?? ''}`;
  const steps = nextSteps(why);
  const [only] = steps;
  const next = now.passes && steps.length === 1 && only?.startsWith('sluice ') === true ? `${verdict}: ${only}` : [verdict, ...steps].join('\n');
  return [waits.join('\n'), next, ...why.events.map((event) => contentText(event, paint)), ...readersText(why)].join('\n\n');
}

/** What a person can do about it: commands that do something as things are. */
function nextSteps({ id, deliveries, now, events, targets }: WhyResource): string[] {
  const replay = `sluice events replay ${id}`;
  const steps = deliveries.flatMap(({ state, target = '', behind, advice, reason }) => {
    const unwilling = targets.find((one) => one.target === target && !one.wouldRead);
    if (state === 'held') return now.passes ? [replay] : retiredSteps(id, events);
    if (advice !== undefined) return [`${state === 'waiting' ? 'it waits' : 'a replay would wait'} for nobody: ${printable(advice)}`];
    if (behind !== undefined) {
      return [
        `it waits until event ${behind} of its key is decided on: sluice events replay ${behind}, or sluice events discard ${behind} --reason TEXT`,
      ];
    }
    if (state === 'waiting' || state === 'taken') return ['it is on its way, and nothing is to be decided'];
    if (unwilling !== undefined) {
      return [
        `a replay would have it parked again for ${printable(target)}, which reads ${printable(unwilling.reads)}: change reads and restart the gateway first, or discard it`,
      ];
    }
    return [reason?.code === 'key_moved_on' ? `${replay} --force, where the function bears it out of order` : replay];
  });
  return [...new Set(steps)];
}

/** Of a held event that names a version which is not live any more. */
function retiredSteps(id: number, events: WhyResource['events']): string[] {
  return events.flatMap(({ names, versions }) => {
    if (names === undefined || names.live) return [];
    const activate =
      names.version === undefined
        ? []
        : [`sluice activate ${printable(names.subject)}@${names.version}, which brings back the version that it names`];
    const taking = versions.find(({ passes }) => passes);
    return [
      ...activate,
      ...(taking === undefined ? [] : [`sluice events replay ${id} --under ${taking.version}, which lets it in under a version that is live`]),
    ];
  });
}

function contentText({ type, dataschema, names, under, versions, versionsLeftOut }: WhyResource['events'][number], paint: Paint): string {
  const named = dataschema === undefined ? [] : [`it names ${printable(dataschema)}${namedText(names)}`];
  const findings = (under?.findings ?? []).map((finding) => findingText(finding, paint));
  const title =
    under === undefined
      ? `${printable(type)} has no live version`
      : `${printable(type)}@${under.version ?? ''}: ${under.passes ? 'valid' : (under.code ?? 'not valid')}`;
  const rows = versions.map(({ version, semver, state, passes, code, at }) => [
    `@${version}`,
    semver,
    state,
    passes ? 'valid' : (code ?? 'not valid'),
    printable(at ?? ''),
  ]);
  const more = versionsLeftOut === undefined ? [] : [`and ${versionsLeftOut} older versions`];
  return [
    ...named,
    title,
    ...findings,
    ...(rows.length === 0 ? [] : ['', table([['VERSION', 'SEMVER', 'STATE', 'VERDICT', 'AT'], ...rows])]),
    ...more,
  ].join('\n');
}

function namedText(names: WhyResource['events'][number]['names']): string {
  if (names === undefined) return '';
  const { subject, version, live } = names;
  if (version === undefined) return ', which is no live version';
  return `, which is ${printable(subject)}@${version}${live ? '' : ', and not live'}`;
}

/** A finding on two lines: what is wrong, which begins with the place, then what was expected. */
export function findingText({ message, keyword, expected }: EventFinding, paint: Paint): string {
  return `  ${paint.strong(printable(message))}\n    ${paint.faint('expected')} ${printable(`${keyword} ${JSON.stringify(expected)}`)}`;
}

function readersText({ targets }: WhyResource): string[] {
  const refusing = targets.filter(({ wouldRead }) => !wouldRead);
  if (refusing.length === 0) return [];
  return [
    refusing
      .map(
        ({ target, reads, reason }) =>
          `target ${printable(target)} reads ${printable(reads)} and would not take it: ${printable(reason?.detail ?? '')}`,
      )
      .join('\n'),
  ];
}
