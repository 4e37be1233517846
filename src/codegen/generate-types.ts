import { unreachable } from '../core/errors.ts';
import { dataschemaOf } from './dataschema.ts';
import { typeTexts } from './emit/event-file.ts';
import { header } from './emit/header.ts';
import { lossNote } from './emit/loss-note.ts';
import type { GeneratedFile } from './emit/source-file.ts';
import type { GenerateOptions, SchemaInput } from './generate.ts';
import { nameEvents } from './name-events.ts';
import { readEvents } from './read-events.ts';

/**
 * The types alone of one contract: what `generate` declares in the file of its event, as a text that imports nothing. Equal input
 * gives equal bytes. Throws as `generate` does.
 */
export function generateTypes(schema: SchemaInput, { formats }: Pick<GenerateOptions, 'formats'> = {}): GeneratedFile {
  const [{ file, name, input, types } = unreachable('a contract that was not read')] = readEvents(
    nameEvents([schema]),
    formats === undefined ? {} : { formats },
  );
  const head = `${header(input)}${lossNote(types.losses, 'the validator that `sluice generate` writes')}`;
  return { path: `${file}.ts`, text: [head, ...typeTexts({ name, ...dataschemaOf(input) }, types)].join('\n') };
}
