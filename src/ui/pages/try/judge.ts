import type { Client } from '../../../client/index.ts';
import type { Level, Profile } from '../../../core/compatibility.ts';
import { RegistryError } from '../../../core/errors.ts';
import type { CompatResource, RegisterResource } from '../../../core/resources.ts';
import type { Candidate } from './candidate.ts';

/** What a candidate is compared with. */
export interface Against {
  readonly subject: string;
  /** False: the subject is not there yet, so there is nothing to compare with. */
  readonly isThere: boolean;
  /** One version; else all that the level asks for. */
  readonly version?: number | undefined;
  /** Default: what is in force. */
  readonly level?: Level | undefined;
  readonly profile?: Profile | undefined;
  /** Whether the caller may register under the subject. */
  readonly mayRegister: boolean;
}

/** What the registry says of a candidate. */
export interface Judged {
  /** Absent for a new subject. */
  readonly compat?: CompatResource;
  /** What a registration would answer; absent where it would refuse, or the caller may not ask. */
  readonly preview?: RegisterResource;
  /** Why a registration would be refused, whatever the schema. */
  readonly hindrance?: RegistryError;
}

/** Ask for the verdict, and for what a registration would say. Throws what the registry says of a schema that is none. */
export async function judge(client: Client, candidate: Candidate, against: Against): Promise<Judged> {
  const [compat, preview] = await Promise.allSettled([compare(client, candidate, against), tryOut(client, candidate, against)]);
  if (compat.status === 'rejected') throw compat.reason;
  return { ...(compat.value === undefined ? {} : { compat: compat.value }), ...previewOf(preview) };
}

async function compare(
  client: Client,
  candidate: Candidate,
  { subject, isThere, version, level, profile }: Against,
): Promise<CompatResource | undefined> {
  const options = { ...(level === undefined ? {} : { level }), ...(profile === undefined ? {} : { profile }) };
  if (isThere) return client.compat({ ...candidate, against: { subject, ...(version === undefined ? {} : { version }) }, ...options });
  // Against itself: it says whether it is a schema, to those as well who may not register.
  const { references: _, ...alone } = candidate;
  if (candidate.references === undefined) await client.compat({ ...alone, against: { schema: candidate.schema }, level: 'NONE' });
  return undefined;
}

async function tryOut(client: Client, candidate: Candidate, { subject, mayRegister }: Against): Promise<RegisterResource | undefined> {
  return mayRegister ? client.register(subject, { ...candidate, dryRun: true }) : undefined;
}

/** Codes that say something about the candidate, which the comparison says as well. */
const SAID_ELSEWHERE: ReadonlySet<string> = new Set(['incompatible', 'undecided', 'registry_unavailable']);

function previewOf(preview: PromiseSettledResult<RegisterResource | undefined>): Pick<Judged, 'preview' | 'hindrance'> {
  if (preview.status === 'fulfilled') return preview.value === undefined ? {} : { preview: preview.value };
  const { reason } = preview;
  return reason instanceof RegistryError && !SAID_ELSEWHERE.has(reason.code) ? { hindrance: reason } : {};
}
