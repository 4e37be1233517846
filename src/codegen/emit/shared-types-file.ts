import type { SharedDeclaration } from '../model/share-types.ts';
import { brandsIn } from '../model/type.ts';
import type { EventPlan } from './event-file.ts';
import { header } from './header.ts';
import { FORMAT_TYPES, SHARED_TYPES } from './modules.ts';
import { withPlaces } from './places.ts';
import { printDeclaration } from './print-type.ts';
import { SourceFile, typePart } from './source-file.ts';

/** The types that several contracts refer to, each once. */
export function sharedTypesFile(declarations: readonly SharedDeclaration[], plans: readonly EventPlan[]): SourceFile {
  const file = new SourceFile(SHARED_TYPES, header());
  for (const declaration of declarations) {
    for (const brand of brandsIn(declaration.type)) file.useType(FORMAT_TYPES, brand);
    const places = declaration.users.map(({ contract, location }) => ({ location, dataschema: plans[contract]?.dataschema }));
    file.add(typePart(printDeclaration(withPlaces(declaration, places))));
  }
  return file;
}
