import type { Check, Compatibility } from '../core/compatibility.ts';
import { RegistryError } from '../core/errors.ts';
import type { DiffDirection, DiffRequest, DiffResource, DiffSideRequest } from '../core/resources.ts';
import type { PlacedChange } from '../core/schema-change.ts';
import type { FormatDocument } from '../core/schema-document.ts';
import type { Format } from '../formats/format.ts';
import { candidateParty, readCandidate } from './candidate.ts';
import type { Context } from './context.ts';
import { effectiveCompatibility } from './effective-compatibility.ts';
import { findSubject, findVersion } from './find-version.ts';
import { createCompatibilityJudge, versionParty, type CompatibilityJudge, type Party } from './judge.ts';
import { judgeChange } from './plan-version.ts';
import { addStrength } from './strength.ts';
import { suggestFix, type FixInput } from './suggest-fix.ts';

/** Nobody reads more of them. */
const MAX_CHANGES = 1_000;

/**
 * What is different between two schemas, and what that means for events in both directions, with a fix for each that does not hold.
 * Throws `format_mismatch` for two formats, and what reading either side throws.
 */
export async function diffSchemas(context: Context, request: DiffRequest): Promise<DiffResource> {
  const [a, b] = [await openSide(context, request.from), await openSide(context, request.to)];
  const formatName = b.format ?? a.format;
  const from = await readSide(context, a, { format: formatName, label: 'the older schema' });
  const to = await readSide(context, b, { format: formatName, label: 'the newer schema' });
  if (from.format.name !== to.format.name) {
    throw new RegistryError('format_mismatch', `expected two schemas of one format; found ${from.format.name} and ${to.format.name}`, {
      data: { expected: from.format.name, found: to.format.name },
    });
  }
  const compatibility = await compatibilityOf(context, request, b.compatibility ?? a.compatibility);
  const { format } = to;
  const judge = createCompatibilityJudge(context, format, compatibility);
  const documents = { from: await from.party.document(), to: await to.party.document() };
  const { changes, more } = await context.tools().changes({ format: format.name, ...documents, limit: MAX_CHANGES });
  const backward = await checkOf(judge, from.party, to.party);
  const forward = await checkOf(judge, to.party, from.party);
  const changeKind = await judgeChange(judge, from.party, to.party, compatibility);
  await judge.save();
  const withFix = (check: Check, direction: FixInput['direction']): Promise<DiffDirection> =>
    request.fixes === false ? Promise.resolve(check) : addFix(context, check, { direction, format, compatibility, changes, ...documents });
  return {
    from: from.party.side,
    to: to.party.side,
    profile: compatibility.profile,
    formats: compatibility.formats,
    changeKind,
    changes,
    ...(more === 0 ? {} : { more }),
    backward: await withFix(backward, 'backward'),
    forward: await withFix(forward, 'forward'),
  };
}

/** A side as far as it says itself what it is. */
type OpenSide =
  | { readonly kind: 'schema'; readonly request: SchemaRequest; readonly format: string | undefined; readonly compatibility: undefined }
  | { readonly kind: 'version'; readonly party: Party; readonly format: string; readonly compatibility: Compatibility };

type SchemaRequest = Extract<DiffSideRequest, { readonly schema: unknown }>;

async function openSide(context: Context, request: DiffSideRequest): Promise<OpenSide> {
  if ('schema' in request) return { kind: 'schema', request, format: request.format, compatibility: undefined };
  const history = await findSubject(context, request.subject);
  const version = findVersion(history, request.version ?? 'latest');
  const { record } = await context.schemas.load(version);
  const compatibility = effectiveCompatibility(await context.store.readConfigs(), request.subject, history.subject.face);
  return { kind: 'version', format: record.format, compatibility, party: versionParty(context, version) };
}

interface ReadSide {
  readonly party: Party;
  readonly format: Format;
}

/** `format` is that of the other side, for a document that does not say its own. */
async function readSide(
  context: Context,
  side: OpenSide,
  { format, label }: { readonly format: string | undefined; readonly label: string },
): Promise<ReadSide> {
  if (side.kind === 'version') return { party: side.party, format: context.format(side.format) };
  const candidate = await readCandidate(context, { ...side.request, format: side.format ?? format });
  return { party: candidateParty(candidate, label), format: candidate.format };
}

async function compatibilityOf(context: Context, { profile, formats }: DiffRequest, own: Compatibility | undefined): Promise<Compatibility> {
  const inForce = own ?? { ...effectiveCompatibility(await context.store.readConfigs(), ''), profile: 'declared' };
  return { ...inForce, profile: profile ?? inForce.profile, formats: formats ?? inForce.formats };
}

async function checkOf(judge: CompatibilityJudge, writer: Party, reader: Party): Promise<Check> {
  const pair = { writer, reader };
  const check: Check = { writer: writer.side, reader: reader.side, verdict: await judge.verdict(pair) };
  const [answered = check] = await addStrength(judge, [{ pair, check }], () => true);
  return answered;
}

interface FixPlace {
  readonly direction: FixInput['direction'];
  readonly format: Format;
  readonly compatibility: Compatibility;
  readonly changes: readonly PlacedChange[];
  readonly from: FormatDocument;
  readonly to: FormatDocument;
}

async function addFix(context: Context, check: Check, place: FixPlace): Promise<DiffDirection> {
  if (check.verdict.kind !== 'not_contained') return check;
  const fix = await suggestFix(context, { ...place, findings: check.verdict.findings });
  return fix === undefined ? check : { ...check, fix };
}
