import { header } from './header.ts';
import { FORMAT_TYPES } from './modules.ts';
import { FORMATS } from '../../containment/index.ts';
import { brandName } from '../naming.ts';
import { quote } from '../quote.ts';
import { SourceFile, typePart } from './source-file.ts';

/** The branded types that are used: a string becomes one by `as`, once somebody has checked it. */
export function formatTypesFile(used: ReadonlySet<string>): SourceFile {
  const file = new SourceFile(FORMAT_TYPES, header());
  file.add(typePart('declare const FORMAT: unique symbol;\n'));
  for (const format of Object.keys(FORMATS).toSorted()) {
    const name = brandName(format);
    if (name === undefined || !used.has(name)) continue;
    const type = `string & { readonly [FORMAT]: ${quote(format)} }`;
    file.add(typePart(`/** A string of the format ${format}: \`text as ${name}\`, once that is known. */\nexport type ${name} = ${type};\n`));
  }
  return file;
}
