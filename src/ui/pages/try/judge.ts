import type { Client } from '../../../client/index.ts';
import type { Level, Profile } from '../../../core/compatibility.ts';
import { RegistryError } from '../../../core/errors.ts';
import type { CompatResource, LintResource, RegisterResource } from '../../../core/resources.ts';
import type { Candidate } from './candidate.ts';

/** What a candidate is compared with. */
export interface Against {
  readonly subject: string;
  /** False: the subject is not there yet, so there is nothing to compare with. */
  readonly isThere: boolean;
  /** These; else all that the level asks for. */
  readonly versions: readonly number[];
  /** Default: what is in force. */
  readonly level?: Level | undefined;
  readonly profile?: Profile | undefined;
  /** Whether the caller may register under the subject. */
  readonly mayRegister: boolean;
}

/** What the registry says of a candidate. */
export interface Judged {
  readonly lint: LintResource;
  /** Absent for a new subject. */
  readonly compat?: CompatResource;
  /** What a registration would answer; absent where it would refuse, or the caller may not ask. */
  readonly preview?: RegisterResource;
  /** Why a registration would be refused, whatever the schema. */
  readonly hindrance?: RegistryError;
}

/** Ask for the verdict, what the lint rules find, and what a registration would say. Throws what the registry says of a schema that is none. */
export async function judge(client: Client, candidate: Candidate, against: Against): Promise<Judged> {
  const [lint, compat] = await Promise.all([client.lint({ ...candidate }), compare(client, candidate, against)]);
  const tried = isRefused(compat) || !against.mayRegister ? {} : await tryOut(client, candidate, against);
  return { lint, ...(compat === undefined ? {} : { compat }), ...tried };
}

/** What breaks where the level asks is refused: there is nothing to be told by trying that too. What is not decided may be let through. */
function isRefused(compat: CompatResource | undefined): boolean {
  return compat?.compatible === false && compat.checks.some(({ verdict }) => verdict.kind === 'not_contained');
}

async function compare(
  client: Client,
  candidate: Candidate,
  { subject, isThere, versions, level, profile }: Against,
): Promise<CompatResource | undefined> {
  if (!isThere) return undefined;
  const question = { ...candidate, ...(level === undefined ? {} : { level }), ...(profile === undefined ? {} : { profile }) };
  const [first, ...others] = versions;
  if (first === undefined) return client.compat({ ...question, against: { subject } });
  const ask = (version: number): Promise<CompatResource> => client.compat({ ...question, against: { subject, version } });
  return join(await ask(first), await Promise.all(others.map(ask)));
}

/** One answer for several versions. */
function join(first: CompatResource, others: readonly CompatResource[]): CompatResource {
  const all = [first, ...others];
  return { ...first, compatible: all.every(({ compatible }) => compatible), checks: all.flatMap(({ checks }) => checks) };
}

/** Refusals that are shown already: the checks say the first two, and every question says that the registry is away. */
const SAID_ELSEWHERE: ReadonlySet<string> = new Set(['incompatible', 'undecided', 'registry_unavailable']);

async function tryOut(client: Client, candidate: Candidate, { subject }: Against): Promise<Pick<Judged, 'preview' | 'hindrance'>> {
  try {
    return { preview: await client.register(subject, { ...candidate, dryRun: true }) };
  } catch (thrown) {
    if (!(thrown instanceof RegistryError) || thrown.code === 'internal') throw thrown;
    return SAID_ELSEWHERE.has(thrown.code) ? {} : { hindrance: thrown };
  }
}
