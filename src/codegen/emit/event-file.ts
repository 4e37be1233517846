import type { Declaration } from '../model/type.ts';
import { quote } from '../quote.ts';
import { header, type Origin } from './header.ts';
import { printDeclarations } from './print-declarations.ts';
import { constPart, functionPart, SourceFile, typePart } from './source-file.ts';

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

/** The name of the constant that holds an event's contract. */
export function contractName({ name }: Pick<EventPlan, 'name'>): string {
  return `contractOf${name}`;
}

/** A contract's own module: its types, its contract and its validator. */
export async function eventFile(plan: EventPlan, { reader, writer }: EventTypes): Promise<SourceFile> {
  const { name, check } = plan;
  const file = new SourceFile(plan.file, header(plan.origin));
  file.add(typePart(await printDeclarations([...reader, ...writer])));
  if (writer.length === 0) file.add(typePart(`/** What a writer of ${name} sends: the same. */\nexport type ${name}Input = ${name};\n`));
  file.useType('_runtime', 'Contract');
  file.useType('_runtime', 'Validation');
  file.useType('_runtime', 'Locations');
  file.useValue('_runtime', 'judge');
  file.useValue(check.module, check.key);
  file.add(
    constPart('LOCATIONS', 'Locations', locationsText(plan.locations), { isLocal: true }),
    functionPart({
      name: `validate${name}`,
      params: [{ name: 'value', type: 'unknown' }],
      returns: 'Validation',
      doc: `Judge the data of an event against the contract of ${name}; if it breaks it, the findings say where.`,
      body: [`return judge(${check.key}, LOCATIONS, value);`],
    }),
    constPart(contractName(plan), 'Contract', contractText(plan)),
  );
  return file;
}

function contractText({ name, type, dataschema }: EventPlan): string {
  const schema = dataschema === undefined ? '' : `  dataschema: ${quote(dataschema)},\n`;
  return `{\n  type: ${quote(type)},\n${schema}  validate: validate${name},\n}`;
}

function locationsText(locations: ReadonlyMap<string, string>): string {
  const lines = [...locations].map(([path, place]) => `  ${quote(path)}: ${quote(place)},\n`);
  return `{\n${lines.join('')}}`;
}
