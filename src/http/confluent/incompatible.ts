import type { Check, Level } from '../../core/compatibility.ts';
import { RegistryError } from '../../core/errors.ts';
import type { JsonValue } from '../../core/json/value.ts';
import type { Registry } from '../../registry/registry.ts';

const MAX_WITNESS = 2_000;

/**
 * What is wrong, in the strings in which Confluent says it: an entry for each finding, with the sentence and an event
 * that shows it, then the version and its text, then the level. The braces are no JSON there either.
 */
export async function describeChecks(registry: Registry, checks: readonly Check[], level: Level): Promise<readonly string[]> {
  const failed = checks.find((check) => check.verdict.kind === 'not_contained') ?? checks.find((check) => check.verdict.kind === 'undecided');
  if (failed === undefined) return [];
  return [...entriesOf(failed), ...(await describeOld(registry, failed)), `{compatibility: '${level}'}`];
}

/** The 409 of a registration as clients know it; the code of `refusal` stays. */
export async function describeConflict(registry: Registry, subject: string, refusal: RegistryError): Promise<RegistryError> {
  const checks = (refusal.data['checks'] ?? []) as readonly Check[];
  const { level } = (await registry.settings(subject)).inForce;
  const details = await describeChecks(registry, checks, level);
  const message = `Schema being registered is incompatible with an earlier schema for subject "${subject}", details: [${details.join(', ')}]`;
  return new RegistryError(refusal.code, message, { cause: refusal });
}

function entriesOf({ verdict, writer, reader }: Check): readonly string[] {
  switch (verdict.kind) {
    case 'contained':
      return [];
    case 'undecided':
      return verdict.reasons.map(({ code, message }) =>
        entry(`undecided_${code}`, `it could not be decided whether every event of ${writer.label} is valid under ${reader.label}: ${message}`),
      );
    case 'not_contained':
      return verdict.findings.map((finding) =>
        entry(
          finding.code,
          `${finding.message}, at '#${finding.readerLocation}' of ${reader.label}; ${writer.label} allows the event ${show(finding.witness ?? verdict.witness)}`,
        ),
      );
  }
}

// The published text has the quote that is not opened, and readers of it that look for it.
function entry(type: string, description: string): string {
  return `{errorType:"${type.toUpperCase()}", description:"${description}"'}`;
}

function show(witness: JsonValue): string {
  const text = JSON.stringify(witness);
  return text.length > MAX_WITNESS ? `${text.slice(0, MAX_WITNESS)}…` : text;
}

/** The side that was registered before, of the two. */
async function describeOld(registry: Registry, { writer, reader }: Check): Promise<readonly string[]> {
  const old = writer.version === undefined ? reader : writer;
  if (old.subject === undefined || old.version === undefined) return [];
  const stored = await registry.stored.subject(old.subject);
  const version = stored?.versions.find((candidate) => candidate.version === old.version);
  const record = version === undefined ? undefined : await registry.stored.schema(version.schemaId);
  return [`{oldSchemaVersion: ${old.version}}`, ...(record === undefined ? [] : [`{oldSchema: '${record.text}'}`])];
}
