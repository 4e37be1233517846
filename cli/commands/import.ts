import { examples, type CommandGroup } from '../command.ts';

/** One source of contracts, one command; each in a file of `cli/import/`. */
export const command: CommandGroup = {
  declare(declared) {
    examples(declared, [
      ['sluice import confluent https://registry.example.com --dry-run', 'from a registry that Kafka clients use'],
      ['sluice import eventbridge export/ --dry-run', "from AWS's"],
      ['sluice import asyncapi asyncapi.yaml --dry-run', 'from a document of events'],
    ]);
  },

  group: [
    {
      name: 'confluent',
      summary: "take over a registry that speaks Confluent's wire, with ids and numbers",
      load: () => import('../import/confluent.ts'),
    },
    { name: 'asyncapi', summary: 'take over the messages of AsyncAPI documents, 2.0 to 3.1', load: () => import('../import/asyncapi.ts') },
    { name: 'eventbridge', summary: "take over exported files of AWS's EventBridge schema registry", load: () => import('../import/eventbridge.ts') },
  ],
};
