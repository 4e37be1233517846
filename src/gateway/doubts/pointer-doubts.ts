import { parsePointer } from '../../core/json/pointer.ts';
import { nearest } from '../../core/nearest.ts';
import type { SnapshotVersion } from '../../core/resources.ts';
import type { Format, Presence } from '../../formats/format.ts';
import type { RouteConfig } from '../config/config.ts';
import { validatorOptions } from '../judge/judge.ts';
import type { CatalogueSubject } from '../supply/catalogue.ts';
import { someOf, type Doubt } from './doubt.ts';

/** A place in the data that a route is configured with. */
export interface PointerUse {
  readonly pointer: string;
  /** Where the pointer stands in the configuration. */
  readonly at: string;
  /** What becomes of an event that has nothing there. */
  readonly consequence: string;
}

/** What was found out about contracts before; it outlives catalogues. */
export interface KnownPresences {
  get(key: string): Presence | undefined;
  set(key: string, presence: Presence): void;
}

interface Looking {
  readonly format: Pick<Format, 'name' | 'presence' | 'fields'>;
  readonly known: KnownPresences;
  /** Called between two contracts. */
  readonly breathe: () => Promise<void> | undefined;
}

/**
 * A doubt where no live contract names the place, nor lets anything be there; undefined without contracts, and with the first that has
 * it: most are asked about one contract.
 */
export async function pointerDoubt(
  { format, known, breathe }: Looking,
  route: RouteConfig,
  { pointer, at, consequence }: PointerUse,
  subjects: readonly CatalogueSubject[],
): Promise<Doubt | undefined> {
  const steps = parsePointer(pointer) ?? [];
  const looked: SnapshotVersion[] = [];
  let isSurelyAbsent = true;
  for (const subject of subjects) {
    const { undeclared } = validatorOptions(subject, {
      registryUrl: undefined,
      undeclared: route.undeclared,
      isDeclaredByProfile: route.source.kind === 'cloudevents',
      showValues: false,
    });
    for (const version of subject.versions) {
      await breathe();
      const key = `${version.fingerprint} ${undeclared} ${pointer}`;
      const presence = known.get(key) ?? presenceIn(format, version, steps, undeclared);
      known.set(key, presence);
      if (presence === 'declared' || presence === 'free') return undefined;
      isSurelyAbsent &&= presence === 'absent';
      looked.push(version);
    }
  }
  if (looked.length === 0) return undefined;
  const meant = await nearestPlace({ format, breathe }, looked, steps);
  // Those that the place is probably meant of say more than those that have nothing to do with it.
  const named = meant === undefined ? looked : [...meant.versions, ...looked.filter((version) => !meant.versions.includes(version))];
  const names = someOf(named.map(({ subject, version }) => `${subject}@${version}`));
  const what = isSurelyAbsent ? 'no live contract has' : 'no live contract names';
  const hint =
    meant === undefined
      ? ''
      : `; did you mean ${meant.pointer}, which ${someOf(meant.versions.map(({ subject, version }) => `${subject}@${version}`))} ${meant.versions.length === 1 ? 'has' : 'have'}?`;
  const remedy = 'Correct it and restart the gateway, or register the contract that has it';
  return {
    route: route.path,
    at,
    severity: isSurelyAbsent ? 'warning' : 'note',
    message: isSurelyAbsent
      ? `${what} ${pointer} (looked at ${names}${hint}). So ${consequence}. ${remedy}`
      : `${what} ${pointer} (looked at ${names}${hint}), though they let members through that they do not name. Where events do not have it, ${consequence}. ${remedy}; if events have it all the same nothing is wrong`,
  };
}

function presenceIn(format: Looking['format'], version: SnapshotVersion, steps: readonly string[], undeclared: 'allow' | 'reject'): Presence {
  if (version.format !== format.name) return 'free';
  try {
    return format.presence(documentOf(version), steps, { undeclared });
  } catch {
    // An event of it gets the error, and the log the reason.
    return 'free';
  }
}

/** Versions in which the meant place is looked for: one of each subject first. */
const MAX_SEARCHED = 200;

interface MeantPlace {
  readonly pointer: string;
  readonly versions: readonly SnapshotVersion[];
}

/** The place that is written so but for case, in whichever contract; else the one whose name is nearest, or that ends as this one does; and which have it. */
async function nearestPlace(
  { format, breathe }: Pick<Looking, 'format' | 'breathe'>,
  looked: readonly SnapshotVersion[],
  steps: readonly string[],
): Promise<MeantPlace | undefined> {
  const searched = onePerSubjectFirst(looked).slice(0, MAX_SEARCHED);
  let best: { readonly field: string; readonly rank: number } | undefined;
  for (const version of searched) {
    await breathe();
    const isHere = (field: string): boolean => presenceIn(format, version, field.split('/'), 'allow') === 'declared';
    const found = rankedFields(format.fields(documentOf(version)), steps).find(
      ({ field, rank }) => (best === undefined || rank < best.rank) && isHere(field),
    );
    if (found !== undefined) best = found;
    if (best?.rank === 0) break;
  }
  if (best === undefined) return undefined;
  const { field } = best;
  const versions: SnapshotVersion[] = [];
  for (const version of searched) {
    await breathe();
    if (presenceIn(format, version, field.split('/'), 'allow') === 'declared') versions.push(version);
  }
  return { pointer: `/${field}`, versions };
}

function onePerSubjectFirst(versions: readonly SnapshotVersion[]): readonly SnapshotVersion[] {
  const isFirst = ({ subject }: SnapshotVersion, index: number): boolean => versions[index - 1]?.subject !== subject;
  return [...versions.filter(isFirst), ...versions.filter((version, index) => !isFirst(version, index))];
}

/** Fields that may be meant, the likeliest first. */
function rankedFields(fields: readonly string[], steps: readonly string[]): readonly { readonly field: string; readonly rank: number }[] {
  const wanted = steps.join('/');
  const last = steps.at(-1) ?? '';
  const near = nearest(wanted, fields);
  const groups = [
    fields.filter((field) => field.toLowerCase() === wanted.toLowerCase()),
    near === undefined ? [] : [near],
    fields.filter((field) => field === last || field.endsWith(`/${last}`)),
    fields.filter((field) => nearest(last, [field.slice(field.lastIndexOf('/') + 1)]) !== undefined),
  ];
  return groups.flatMap((group, rank) => group.map((field) => ({ field, rank })));
}

function documentOf({ schema, dialect, documents }: SnapshotVersion): Parameters<Format['presence']>[0] {
  return { schema, ...(dialect === undefined ? {} : { dialect }), ...(documents === undefined ? {} : { documents }) };
}
