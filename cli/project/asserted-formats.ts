import type { Client } from '../../src/client/client.ts';
import type { Check, Level } from '../../src/core/compatibility.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { SubjectDetailResource } from '../../src/core/resources.ts';
import type { Reference } from '../../src/core/version.ts';
import { CONFIG_FILE } from '../../src/project/config.ts';
import type { Verdict } from './publish-plan.ts';

interface Question {
  readonly schema: JsonValue;
  readonly references: readonly Reference[];
  readonly level: Level;
  readonly detail: SubjectDetailResource;
}

/**
 * Why a file that the registry takes is refused all the same, where the generated code asserts formats and the subject takes them for
 * annotations: its events are refused, or it refuses events, for their formats. What the latest version breaks already is not held against
 * the file, and neither is what is not decided. Undefined: nothing. Asks nothing but what a key that reads may ask.
 */
export async function refusalForFormats(client: Client, { schema, references, level, detail }: Question): Promise<Verdict | undefined> {
  const { subject, latest } = detail;
  if (detail.formats === 'assert' || latest === null) return undefined;
  const asked = { against: { subject }, level, formats: 'assert' } as const;
  const broken = (await client.compat({ ...asked, schema, references })).checks.filter(isBroken);
  if (broken.length === 0) return undefined;
  const before = (await client.compat({ ...asked, subject, version: latest })).checks.filter(isBroken);
  const known = new Set(before.map((check) => pairOf(check, latest)));
  const checks = broken.filter((check) => !known.has(pairOf(check)));
  return checks.length === 0 ? undefined : { kind: 'refused', code: 'incompatible', message: messageFor(level), checks };
}

function isBroken({ verdict }: Check): boolean {
  return verdict.kind === 'not_contained';
}

/** Which version a check is about, and whether that writes; `candidate` is the number of the other side, if it has one. */
function pairOf({ writer, reader }: Check, candidate?: number): string {
  return writer.version === candidate ? `read by ${reader.version}` : `written by ${writer.version}`;
}

function messageFor(level: Level): string {
  return `"output.formats" is "assert" in ${CONFIG_FILE}, and with formats asserted the schema does not hold at the level ${level} of the subject; for the registry they are annotations`;
}
