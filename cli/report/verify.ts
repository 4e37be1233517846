import { counted } from './counted.ts';
import { printable } from './printable.ts';
import type { Comparison } from '../../src/codegen/index.ts';
import type { FormatMode } from '../../src/core/compatibility.ts';

export interface VerifiedSchema extends Comparison {
  /** Its file, or what a project has locked. */
  readonly schema: string;
  /** Whether format was judged. */
  readonly formats: FormatMode;
}

/** What was compared, and the instance on which the judges differ. */
export function verifyText(schemas: readonly VerifiedSchema[], { seed }: { readonly seed: number }): string {
  if (schemas.length === 0) return 'nothing is locked';
  return [...schemas.flatMap(linesOf), `seed ${seed}`].join('\n');
}

function linesOf({ schema, runs, valid, invalid, judgedByAjv, ajvReadsOtherwise, difference }: VerifiedSchema): string[] {
  const judged = `${counted(runs, 'instance')}, ${valid} valid and ${invalid} invalid`;
  if (difference === undefined) return [`${schema}: ${judgesOf({ runs, judgedByAjv, ajvReadsOtherwise })} agree on ${judged}`];
  return [
    `${schema}: they differ after ${judged}`,
    `  instance             ${JSON.stringify(difference.instance)}`,
    `  generated validator  ${word(difference.generated)}`,
    `  evaluator            ${word(difference.evaluator)}`,
    `  ajv                  ${difference.ajv === null ? 'does not judge it' : word(difference.ajv)}`,
  ];
}

function judgesOf({ runs, judgedByAjv, ajvReadsOtherwise }: Pick<Comparison, 'runs' | 'judgedByAjv' | 'ajvReadsOtherwise'>): string {
  const two = 'the generated validator';
  if (judgedByAjv === 0) return `${two} and the evaluator (ajv is not asked: ${whyNot(ajvReadsOtherwise)})`;
  return judgedByAjv === runs
    ? `${two}, the evaluator and ajv`
    : `${two}, the evaluator and ajv (asked ${judgedByAjv} times: about the others ${whyNot(ajvReadsOtherwise)})`;
}

function whyNot(found: Comparison['ajvReadsOtherwise']): string {
  const always = found.filter(({ isOfSome }) => !isOfSome);
  const named = (always.length > 0 ? always : found).map(({ construct, at }) => `${construct} at ${at === '' ? 'the root' : at}`);
  return named.length === 0
    ? 'it does not come to an end with this schema, or cannot compile it'
    : printable(`it is known to read ${named.join('; ')} otherwise`);
}

function word(valid: boolean): string {
  return valid ? 'valid' : 'invalid';
}
