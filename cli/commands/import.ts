import { examples, type CommandModule } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { importConfluent } from '../import/confluent.ts';

/** One source of contracts, one command; each in a file of `cli/import/`. */
export const command: CommandModule = {
  declare(declared) {
    examples(declared, [['sluice import confluent https://registry.example.com --dry-run', 'from a registry that Kafka clients use']]);
  },

  group: [
    {
      name: 'confluent',
      summary: "take over a registry that speaks Confluent's wire, with ids and numbers",
      command: importConfluent,
    },
  ],

  hasFindings: true,

  run: async () => EXIT.usage,
};
