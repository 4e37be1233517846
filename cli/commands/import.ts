import { examples, type CommandModule } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { importConfluent } from '../import/confluent.ts';
import { importEventBridge } from '../import/eventbridge.ts';

/** One source of contracts, one command; each in a file of `cli/import/`. */
export const command: CommandModule = {
  declare(declared) {
    examples(declared, [
      ['sluice import confluent https://registry.example.com --dry-run', 'from a registry that Kafka clients use'],
      ['sluice import eventbridge export/ --dry-run', "from AWS's"],
    ]);
  },

  group: [
    {
      name: 'confluent',
      summary: "take over a registry that speaks Confluent's wire, with ids and numbers",
      command: importConfluent,
    },
    { name: 'eventbridge', summary: "take over exported files of AWS's EventBridge schema registry", command: importEventBridge },
  ],

  hasFindings: true,

  run: async () => EXIT.usage,
};
