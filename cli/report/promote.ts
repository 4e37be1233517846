import type { Check, Side } from '../../src/core/compatibility.ts';
import { describeRefusal } from '../../src/registry/refusal.ts';
import type { Done, DoneItem } from '../promote/apply.ts';
import { isRefused, nameOf, type PlanItem, type Step } from '../promote/plan.ts';
import type { SourceVersion } from '../promote/select.ts';
import { checksText } from './checks.ts';
import { counted } from './counted.ts';
import { outlineChecks } from './outline-checks.ts';
import type { Outline, OutlineCase, OutlineFinding } from './outline.ts';
import { createPaint, type Paint } from './paint.ts';
import { createPlaces } from './places.ts';
import { printable } from './printable.ts';
import { nameSides } from './register.ts';

interface Style {
  readonly color: boolean;
}

/** A version and what is, or would be, done about it. */
export interface PromotionItem {
  readonly source: SourceVersion;
  readonly step: Step | Done;
  /** The later version of the source that the target has already. */
  readonly olderThan?: number;
}

export interface Promotion {
  readonly from: string;
  readonly to: string;
  readonly items: readonly PromotionItem[];
  /** Nothing was written. */
  readonly isPlan: boolean;
}

export function planned(items: readonly PlanItem[]): readonly PromotionItem[] {
  return items;
}

export function carriedOut(items: readonly DoneItem[]): readonly PromotionItem[] {
  return items.map(({ done, ...item }) => ({ ...item, step: done }));
}

/** Whether all that was asked for is, or would be, at the target. */
export function isPassed({ items }: Pick<Promotion, 'items'>): boolean {
  return !items.some((item) => isRefused(item as PlanItem));
}

/** For a program. */
export function promotionJson({ from, to, items, isPlan }: Promotion): object {
  return {
    from,
    to,
    dryRun: isPlan,
    items: items.map(({ source: { version, isReference }, step, olderThan }) => {
      const { kind, ...rest } = step;
      const { subject, version: number, fingerprint, state } = version;
      return {
        subject,
        version: number,
        semver: version.semver,
        fingerprint,
        state,
        isReference,
        outcome: kind,
        target: rest,
        ...(olderThan === undefined ? {} : { olderThan }),
      };
    }),
  };
}

/** For a person: a line for each version, and the event behind each refusal. */
export function promotionText(promotion: Promotion, style: Style): string {
  const paint = createPaint(style);
  const lines = promotion.items.flatMap((item) => itemLines(item, paint));
  const notes = promotion.items.flatMap((item) => notesOf(item)).map(({ message }) => `${paint.unsure('note')}       ${message}`);
  return [...lines, ...notes, summary(promotion)].join('\n');
}

function itemLines({ source, step }: PromotionItem, paint: Paint): string[] {
  const name = `${paint.strong(nameOf(source))}${source.isReference ? ' (referred to)' : ''}`;
  switch (step.kind) {
    case 'existing':
      return [
        `${paint.faint('there')}      ${name} is version ${step.version} at the target${step.describes === true ? ', which says nothing of the subject; owner, description and labels of the source go there' : ''}`,
      ];
    case 'retired':
      return [
        `${paint.bad('retired')}    ${name} is version ${step.version} at the target, which is retired; \`sluice activate ${source.version.subject}@${step.version}\` there brings it back`,
      ];
    case 'new':
      return [
        `${paint.good('new')}        ${name}, ${step.semver === undefined ? '' : `${step.semver}, `}the first version of its subject at the target`,
      ];
    case 'next':
      return [
        `${paint.good('next')}       ${name}${step.semver === undefined ? '' : `, ${step.semver} at the target`}${step.changeKind === null ? '' : ` (${step.changeKind})`}`,
      ];
    case 'after':
      return [`${paint.good('next')}       ${name}, checked when version ${step.earlier} is there`];
    case 'promoted':
      return [`${paint.good('promoted')}   ${name} as version ${step.version} (${step.semver})`];
    case 'blocked':
      return [`${paint.bad('blocked')}    ${name} refers to ${step.by}, which does not go through`];
    case 'refused': {
      const word = step.code === 'incompatible' ? paint.bad('refused') : paint.unsure('undecided');
      return [`${word}    ${name}: ${refusalText(source, step)}`, ...checkLines(source, step.checks, paint)];
    }
  }
}

type Refusal = Extract<PromotionItem['step'], { readonly kind: 'refused' }>;

function refusalText(source: SourceVersion, { code, message, checks, rules }: Refusal): string {
  const { subject } = source.version;
  // What the registry says of these checks is said anew with names that tell the two registries apart.
  const isOfChecks = describeRefusal(subject, code, checks).message === message;
  const said = isOfChecks ? describeRefusal(subject, code, named(source, checks).map(atTarget)).message : message;
  return rules === undefined ? said : `${said} (the target asks for ${rules.level} × ${rules.profile})`;
}

/** What is there may have the same number as the version of the source, since the target counts by itself. */
function atTarget(check: Check): Check {
  const placed = (side: Side): Side => (side.version === undefined ? side : { ...side, label: `${side.label} of the target` });
  return { ...check, writer: placed(check.writer), reader: placed(check.reader) };
}

interface Note {
  readonly rule: string;
  readonly message: string;
}

function notesOf(item: PromotionItem): Note[] {
  const [older, state, semver] = [olderNote(item), stateNote(item), semverNote(item)];
  return [
    ...(older === undefined ? [] : [{ rule: 'older_version', message: older }]),
    ...(state === undefined ? [] : [{ rule: 'version_deprecated', message: state }]),
    ...(semver === undefined ? [] : [{ rule: 'semver_differs', message: semver }]),
  ];
}

function goes({ step: { kind } }: PromotionItem): boolean {
  return kind === 'new' || kind === 'next' || kind === 'after' || kind === 'promoted';
}

function olderNote(item: PromotionItem): string | undefined {
  const { source, olderThan } = item;
  if (olderThan === undefined || !goes(item)) return undefined;
  return `${nameOf(source)} is older than what the target has of this source, ${source.version.subject}@${olderThan}; it becomes the latest there`;
}

/** State stays where it is, so a version that nobody should take any more is as good as new at the target. */
function stateNote(item: PromotionItem): string | undefined {
  const { version } = item.source;
  if (!goes(item) || version.state !== 'deprecated') return undefined;
  const reason = version.stateReason === undefined ? '' : ` (${printable(version.stateReason)})`;
  return `${nameOf({ version })} is deprecated at the source${reason}, and active at the target`;
}

/** A range is of the semvers of one registry. */
function semverNote({ source, step }: PromotionItem): string | undefined {
  const { semver } = source.version;
  const there = 'semver' in step ? step.semver : undefined;
  if (there === undefined || there === semver) return undefined;
  const verb = step.kind === 'new' || step.kind === 'next' ? 'becomes' : 'is';
  const [here, other] = [semver, there].map((text) => text.split('.')[0]);
  const ranges =
    here === other
      ? 'a range that asks for more than its major means something else there'
      : `ranges of projects and gateways that ask for ^${here} do not find it there`;
  return `${nameOf(source)} is ${semver} at the source and ${verb} ${there} at the target: ${ranges}`;
}

function checkLines(source: SourceVersion, checks: readonly Check[], paint: Paint): string[] {
  return checks.length === 0 ? [] : [checksText(named(source, checks), createPlaces([]), paint)];
}

// The candidate has no number at the target: it is the version of the source.
function named(source: SourceVersion, checks: readonly Check[]): Check[] {
  return nameSides(source.version.subject, checks, fileOf(source));
}

function fileOf(source: SourceVersion): { readonly label: string; readonly text: string } {
  return { label: `${nameOf(source)} of the source`, text: '' };
}

function summary({ from, to, items, isPlan }: Promotion): string {
  const count = (...kinds: readonly PromotionItem['step']['kind'][]): number => items.filter(({ step }) => kinds.includes(step.kind)).length;
  const refused = items.filter((item) => isRefused(item as PlanItem)).length;
  const parts = [
    isPlan ? `${count('new', 'next', 'after')} to promote` : `${count('promoted')} promoted`,
    `${count('existing')} there already`,
    ...(refused === 0 ? [] : [`${refused} not`]),
  ];
  return `${counted(items.length, 'version')} from ${from} to ${to}: ${parts.join(', ')}${isPlan ? '; nothing was written' : ''}`;
}

/** For the formats of CI systems. */
export function promotionOutline(promotion: Promotion): Outline {
  return {
    command: 'promote',
    passed: isPassed(promotion),
    summary: summary(promotion),
    cases: promotion.items.flatMap(outlineItem),
  };
}

function outlineItem(item: PromotionItem): OutlineCase[] {
  const { source, step } = item;
  const name = `${nameOf(source)} is promoted`;
  if (step.kind === 'refused' && step.checks.length > 0) {
    return outlineChecks(named(source, step.checks), { candidate: { file: fileOf(source), origin: 'subject' } });
  }
  return [{ name, findings: [...findingsOf(item), ...notesOf(item).map(noteFinding)] }];
}

function noteFinding(note: Note): OutlineFinding {
  return { ...note, severity: 'note', facts: [] };
}

function findingsOf({ source, step }: PromotionItem): OutlineFinding[] {
  const finding = (rule: string, severity: OutlineFinding['severity'], message: string): OutlineFinding => ({ rule, severity, message, facts: [] });
  switch (step.kind) {
    case 'refused':
      return [finding(step.code, 'error', `${nameOf(source)}: ${refusalText(source, step)}`)];
    case 'blocked':
      return [finding('reference_not_found', 'error', `${nameOf(source)} refers to ${step.by}, which does not go through`)];
    case 'retired':
      return [finding('version_retired', 'error', `${nameOf(source)} is version ${step.version} at the target, which is retired`)];
    case 'promoted':
      return [finding('promoted', 'note', `promoted ${nameOf(source)} as version ${step.version} (${step.semver})`)];
    default:
      return [];
  }
}
