import type { RegistryError } from '../../src/core/errors.ts';
import type { RegisterResource } from '../../src/core/resources.ts';
import type { SourceFile } from '../io.ts';
import { checksOf } from '../refusal.ts';
import type { Outline, OutlineFinding } from './outline.ts';
import { outlineChecks } from './outline-checks.ts';
import { outlinePlace } from './outline-places.ts';
import { nameSides } from './register.ts';

/** What a registration did, for the formats of CI systems: its warnings at their lines. */
export function registeredOutline(answer: RegisterResource, file: SourceFile, { passed }: { readonly passed: boolean }): Outline {
  const { subject, version, existing, state, warnings = [], checks } = answer;
  const warned = warnings.map(({ code, message, pointer }): OutlineFinding => ({
    rule: code,
    severity: 'warning',
    message,
    place: outlinePlace(file, pointer),
    facts: [],
  }));
  const retired: OutlineFinding = {
    rule: 'version_retired',
    severity: 'error',
    message: `this text is ${subject}@${version}, which is retired: registering it does not bring it back`,
    place: outlinePlace(file, ''),
    facts: [['to do', `sluice activate ${subject}@${version}`]],
  };
  const candidate = { candidate: { file, origin: 'file' }, isRefused: false } as const;
  return {
    command: 'register',
    passed,
    summary:
      version === undefined
        ? `${file.label} would be registered under ${subject}`
        : `${file.label} is ${subject}@${version}${words(existing, state)}`,
    cases: [
      { name: `${file.label} is registered under ${subject}`, findings: [...(passed ? [] : [retired]), ...warned] },
      ...outlineChecks(nameSides(subject, checks, file), candidate),
    ],
  };
}

function words(existing: true | undefined, state: string | undefined): string {
  return existing === true ? `, as before${state === undefined || state === 'active' ? '' : ` (${state})`}` : '';
}

/** Why a registration was refused: each check, at the lines of the file. */
export function refusalOutline(error: RegistryError, subject: string, file: SourceFile): Outline {
  const cases = outlineChecks(nameSides(subject, checksOf(error), file), { candidate: { file, origin: 'file' } });
  const own: OutlineFinding = { rule: error.code, severity: 'error', message: error.message, place: outlinePlace(file, ''), facts: [] };
  const isTold = cases.some(({ findings }) => findings.length > 0);
  return {
    command: 'register',
    passed: false,
    summary: `${file.label} is refused: ${error.message}`,
    cases: isTold ? cases : [{ name: `${file.label} is registered under ${subject}`, findings: [own] }],
  };
}
