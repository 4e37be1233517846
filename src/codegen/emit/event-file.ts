import type { Declaration } from '../model/type.ts';
import { addContract } from './contract-parts.ts';
import { header, type Origin } from './header.ts';
import { printDeclarations } from './print-declarations.ts';
import { SourceFile, typePart } from './source-file.ts';

/** One contract, ready to be printed. */
export interface EventPlan {
  /** Of the root type. */
  readonly name: string;
  /** Of the files, without extension. */
  readonly file: string;
  /** Of the producer's method. */
  readonly method: string;
  /** The CloudEvents type. */
  readonly type: string;
  readonly dataschema?: string;
  /** Of its semver; only where other majors stand beside it. */
  readonly major?: string;
  readonly origin: Origin;
  /** The key of the function that checks the root, and the module that has it. */
  readonly check: { readonly key: string; readonly module: string };
  /** Where the parts of its functions stand in the schema. */
  readonly locations: ReadonlyMap<string, string>;
}

/** What a contract says to both ends. */
export interface EventTypes {
  readonly reader: readonly Declaration[];
  /** Empty where the writer's types would say the same. */
  readonly writer: readonly Declaration[];
}

/** A contract's own module: its types, its contract and its validator. */
export async function eventFile(plan: EventPlan, { reader, writer }: EventTypes): Promise<SourceFile> {
  const { name } = plan;
  const file = new SourceFile(plan.file, header(plan.origin));
  file.add(typePart(await printDeclarations([...reader, ...writer])));
  if (writer.length === 0) file.add(typePart(`/** What a writer of ${name} sends: the same. */\nexport type ${name}Input = ${name};\n`));
  addContract(file, plan);
  return file;
}
