import { examples, type CommandGroup } from '../command.ts';

/** One kind of document, one command; each in a file of `cli/export/`. */
export const command: CommandGroup = {
  declare(declared) {
    examples(declared, [['sluice export asyncapi --output asyncapi.yaml', 'a document of events']]);
  },

  group: [{ name: 'asyncapi', summary: 'write the live subjects as an AsyncAPI 3 document', load: () => import('../export/asyncapi.ts') }],
};
