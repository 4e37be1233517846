import type { Loss } from '../model/losses.ts';
import type { OwnTypes } from '../model/share-types.ts';
import { brandsIn, namesIn } from '../model/type.ts';
import { quote } from '../quote.ts';
import { header, type Origin } from './header.ts';
import { lossNote } from './loss-note.ts';
import { withPlaces } from './places.ts';
import { printDeclaration } from './print-type.ts';
import { FORMAT_TYPES, SHARED_TYPES } from './modules.ts';
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
  /** What the types do not say. */
  readonly losses: readonly Loss[];
}

/** The types of a contract's file. */
export interface EventTypes extends OwnTypes {
  /** Whether a writer sends what a reader gets. */
  readonly hasOneType: boolean;
}

/** The name of the constant that holds an event's contract. */
export function contractName({ name }: Pick<EventPlan, 'name'>): string {
  return `contractOf${name}`;
}

/** A contract's own module: its types, its contract and its validator. */
export function eventFile(plan: EventPlan, { declarations, imports, hasOneType }: EventTypes): SourceFile {
  const { name, check } = plan;
  const file = new SourceFile(plan.file, `${header(plan.origin)}${lossNote(plan.losses, `validate${name}`)}`);
  const used = new Set(declarations.flatMap(({ type }) => namesIn(type)));
  for (const { name: own, sharedName } of imports) if (used.has(own)) file.useType(SHARED_TYPES, importedName(own, sharedName));
  for (const brand of declarations.flatMap(({ type }) => brandsIn(type))) file.useType(FORMAT_TYPES, brand);
  for (const declaration of declarations)
    file.add(typePart(printDeclaration(withPlaces(declaration, [{ location: declaration.location, dataschema: plan.dataschema }]))));
  if (hasOneType) file.add(typePart(`/** What a writer of ${name} sends: the same. */\nexport type ${name}Input = ${name};\n`));
  if (imports.length > 0) file.add(typePart(passedOn(imports)));
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

/** The types that this file takes from the shared one are exported by it all the same. */
function passedOn(imports: EventTypes['imports']): string {
  return `export type { ${imports.map(({ name, sharedName }) => importedName(name, sharedName)).join(', ')} } from './${SHARED_TYPES}.js';\n`;
}

function importedName(name: string, sharedName: string): string {
  return name === sharedName ? name : `${sharedName} as ${name}`;
}

function contractText({ name, type, dataschema }: EventPlan): string {
  const schema = dataschema === undefined ? '' : `  dataschema: ${quote(dataschema)},\n`;
  return `{\n  type: ${quote(type)},\n${schema}  validate: validate${name},\n}`;
}

function locationsText(locations: ReadonlyMap<string, string>): string {
  const lines = [...locations].map(([path, place]) => `  ${quote(path)}: ${quote(place)},\n`);
  return `{\n${lines.join('')}}`;
}
