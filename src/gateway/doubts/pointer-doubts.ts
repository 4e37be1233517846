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
  const meant = nearestPlace(format, looked, steps);
  const names = someOf(looked.map(({ subject, version }) => `${subject}@${version}`));
  const what = isSurelyAbsent ? 'no live contract has' : 'no live contract names';
  const hint = meant === undefined ? '' : `; did you mean ${meant.pointer}, which ${meant.subject}@${meant.version} has?`;
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

/** Contracts in which the meant place is looked for. */
const MAX_SEARCHED = 20;

/** The place whose name is nearest, or one that ends as this one does. */
function nearestPlace(
  format: Looking['format'],
  versions: readonly SnapshotVersion[],
  steps: readonly string[],
): { readonly pointer: string; readonly subject: string; readonly version: number } | undefined {
  const wanted = steps.join('/');
  const last = steps.at(-1) ?? '';
  for (const version of versions.slice(0, MAX_SEARCHED)) {
    const fields = format.fields(documentOf(version));
    const isHere = (field: string): boolean => presenceIn(format, version, field.split('/'), 'allow') === 'declared';
    const near = nearest(wanted, fields);
    const ending = fields.filter((field) => field === last || field.endsWith(`/${last}`));
    const lastNear = fields.filter((field) => nearest(last, [field.slice(field.lastIndexOf('/') + 1)]) !== undefined);
    const found = [...(near === undefined ? [] : [near]), ...ending, ...lastNear].find(isHere);
    if (found !== undefined) return { pointer: `/${found}`, subject: version.subject, version: version.version };
  }
  return undefined;
}

function documentOf({ schema, dialect, documents }: SnapshotVersion): Parameters<Format['presence']>[0] {
  return { schema, ...(dialect === undefined ? {} : { dialect }), ...(documents === undefined ? {} : { documents }) };
}
