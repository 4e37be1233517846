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
  readonly deliveries: readonly { readonly state: string; readonly target?: string; readonly attempts: number; readonly reason?: ReasonResource }[];
  readonly now: VerdictResource;
  readonly events: readonly {
    readonly type: string;
    readonly dataschema?: string;
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
    ? `${paint.good('it would pass now')}${now.version === undefined ? '' : `, under version ${now.version}`}: sluice events replay ${why.id}`
    : `${paint.bad('it would not pass now')}: ${now.code ?? ''}`;
  return [waits.join('\n'), verdict, ...why.events.map((event) => contentText(event, paint)), ...readersText(why)].join('\n\n');
}

function contentText({ type, dataschema, under, versions, versionsLeftOut }: WhyResource['events'][number], paint: Paint): string {
  const named = dataschema === undefined ? '' : `, which names ${printable(dataschema)}`;
  const findings = (under?.findings ?? []).map((finding) => findingText(finding, paint));
  const title =
    under === undefined
      ? `${printable(type)} has no live version`
      : `${printable(type)}@${under.version ?? ''}${named}: ${under.passes ? 'valid' : (under.code ?? 'not valid')}`;
  const rows = versions.map(({ version, semver, state, passes, code, at }) => [
    `@${version}`,
    semver,
    state,
    passes ? 'valid' : (code ?? 'not valid'),
    printable(at ?? ''),
  ]);
  const more = versionsLeftOut === undefined ? [] : [`and ${versionsLeftOut} older versions`];
  return [title, ...findings, ...(rows.length === 0 ? [] : ['', table([['VERSION', 'SEMVER', 'STATE', 'VERDICT', 'AT'], ...rows])]), ...more].join(
    '\n',
  );
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
          `target ${printable(target)} reads ${printable(reads)} and would have it parked: ${printable(reason?.detail ?? '')}`,
      )
      .join('\n'),
  ];
}
