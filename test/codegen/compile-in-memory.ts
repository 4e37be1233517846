import { runtimeFile } from '../../src/codegen/emit/runtime-file.ts';
import { compileFunctions } from '../../src/codegen/validators/compile.ts';
import { shareUnits } from '../../src/codegen/validators/share.ts';
import { UnitReader } from '../../src/codegen/validators/unit.ts';
import { buildSchemaGraph } from '../../src/containment/index.ts';
import type { SchemaDocument } from '../../src/core/schema-document.ts';
import type { EventFinding } from '../../src/core/verdict.ts';

export type GeneratedCheck = (value: unknown) => boolean;

type Helpers = Readonly<Record<string, unknown>>;

/** What makes a validator of a check, told where in a schema checks stand. */
export type ValidatorOfCheck = (
  check: GeneratedCheck,
  locations: object,
) => (value: unknown) => { readonly valid: boolean; readonly findings: readonly EventFinding[] };

/** What every generated validator imports, as Node loads it. */
export async function loadRuntime(): Promise<Helpers> {
  const text = runtimeFile(new Set())
    .print('js')
    .find(({ path }) => path.endsWith('.js'))?.text;
  return (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text ?? '')}`)) as Helpers;
}

/** The code of a generated validator, run where it was made: a thousandth of what it takes to write files and load them. */
export function compileInMemory(
  document: SchemaDocument,
  runtime: Helpers,
): { readonly check: GeneratedCheck; readonly locations: Readonly<Record<string, string>> } {
  const units = new UnitReader().unitsOf(buildSchemaGraph(document));
  const { functions, keyOf } = shareUnits([units]);
  const { code, helpers } = compileFunctions(functions, { formats: 'annotate' });
  const script = code.replace(/^export const (v[0-9a-f]{12}) = /gm, 'const $1 = ').replace(/^export default .*$/gm, '');
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- it is the code that is tested
  const run = new Function(...helpers, `${script}\nreturn ${units[0] && keyOf(units[0].place)};`) as (
    ...values: readonly unknown[]
  ) => GeneratedCheck;
  const locations = Object.fromEntries(units.toReversed().map(({ place }) => [keyOf(place), place.location]));
  return { check: run(...helpers.map((name) => runtime[name])), locations };
}
