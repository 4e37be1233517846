import type { Loss } from '../model/losses.ts';
import type { OwnTypes } from '../model/share-types.ts';
import { brandsIn, namesIn } from '../model/type.ts';
import { addContract } from './contract-parts.ts';
import { header, type Origin } from './header.ts';
import { lossNote } from './loss-note.ts';
import { withPlaces } from './places.ts';
import { printDeclaration } from './print-type.ts';
import { FORMAT_TYPES, SHARED_TYPES } from './modules.ts';
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
  /** Where its functions stand in the schema, by their keys. */
  readonly locations: ReadonlyMap<string, string>;
  /** What the types do not say. */
  readonly losses: readonly Loss[];
}

/** The types of a contract's file. */
export interface EventTypes extends OwnTypes {
  /** Whether a writer sends what a reader gets. */
  readonly hasOneType: boolean;
}

/** A contract's own module: its types, its contract and its validator. */
export function eventFile(plan: EventPlan, { declarations, imports, hasOneType }: EventTypes): SourceFile {
  const file = new SourceFile(plan.file, `${header(plan.origin)}${lossNote(plan.losses, `validate${plan.name}`)}`);
  const used = new Set(declarations.flatMap(({ type }) => namesIn(type)));
  for (const { name: own, sharedName } of imports) if (used.has(own)) file.useType(SHARED_TYPES, importedName(own, sharedName));
  for (const brand of declarations.flatMap(({ type }) => brandsIn(type))) file.useType(FORMAT_TYPES, brand);
  for (const text of typeTexts(plan, { declarations, hasOneType })) file.add(typePart(text));
  if (imports.length > 0) file.add(typePart(passedOn(imports)));
  addContract(file, plan);
  return file;
}

/** The types that a contract declares itself, each with its comment, in their order. */
export function typeTexts(
  { name, dataschema }: Pick<EventPlan, 'name' | 'dataschema'>,
  { declarations, hasOneType }: Pick<EventTypes, 'declarations' | 'hasOneType'>,
): readonly string[] {
  const declared = declarations.map((declaration) => printDeclaration(withPlaces(declaration, [{ location: declaration.location, dataschema }])));
  return hasOneType ? [...declared, `/** What a writer of ${name} sends: the same. */\nexport type ${name}Input = ${name};\n`] : declared;
}

/** The types that this file takes from the shared one are exported by it all the same. */
function passedOn(imports: EventTypes['imports']): string {
  return `export type { ${imports.map(({ name, sharedName }) => importedName(name, sharedName)).join(', ')} } from './${SHARED_TYPES}.js';\n`;
}

function importedName(name: string, sharedName: string): string {
  return name === sharedName ? name : `${sharedName} as ${name}`;
}
