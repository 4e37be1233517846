import { examples, type CommandModule } from '../command.ts';
import { EXIT } from '../exit-code.ts';

/** One kind of document, one command; each in a file of `cli/export/`. */
export const command: CommandModule = {
  declare(declared) {
    examples(declared, [['sluice export asyncapi --output asyncapi.yaml', 'a document of events']]);
  },

  group: [{ name: 'asyncapi', summary: 'write the live subjects as an AsyncAPI 3 document', load: () => import('../export/asyncapi.ts') }],

  run: async () => EXIT.usage,
};
