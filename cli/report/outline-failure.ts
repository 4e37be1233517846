import { ERRORS, type RegistryError } from '../../src/core/errors.ts';
import { exitCodeOf } from '../exit-code.ts';
import type { Outline, OutlinePlace } from './outline.ts';

/** An error as the one finding of a command: the formats of CI systems put it at the line of the file that is wrong. */
export function outlineFailure(command: string, error: RegistryError): Outline {
  const place = placeOf(error.data);
  const remedy = typeof error.data['next'] === 'string' ? error.data['next'] : ERRORS[error.code].remedy;
  const finding = {
    rule: error.code,
    severity: 'error',
    message: error.message,
    ...(place === undefined ? {} : { place }),
    facts: [['to do', remedy]],
  } as const;
  const name = place?.file ?? command;
  return {
    command,
    passed: false,
    exitCode: exitCodeOf(error.code),
    summary: `${error.code}: ${error.message}`,
    cases: [{ name, findings: [finding] }],
  };
}

/** The place that the data of an error names. */
export function placeOf({ file, line, column }: Readonly<Record<string, unknown>>): OutlinePlace | undefined {
  if (typeof file !== 'string') return undefined;
  return { file, ...(typeof line === 'number' ? { line } : {}), ...(typeof column === 'number' ? { column } : {}) };
}
