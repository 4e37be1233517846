import { SUBJECT_SCHEMA } from '../bodies.ts';
import { boolean, checks, compatibility, count, listOf, mode, positive, record, ref, string } from './members.ts';
import type { Components, SettingName } from './names.ts';

const scopeName = { type: 'string', description: 'A subject, a prefix, or "" for the registry.' } as const;

const source = { type: ['string', 'null'] } as const;

/** What is set for names. */
export const SETTINGS: Components<SettingName> = {
  Config: record(
    {
      name: scopeName,
      ...compatibility,
      own: {
        type: 'array',
        items: { type: 'string', enum: ['level', 'profile', 'formats', 'onUndecided'] },
        description: 'What was set at this very place.',
      },
      sources: {
        ...record({ level: source, profile: source, formats: source, onUndecided: source }),
        description: 'Where each comes from: the name that it was set for, "" for the registry, null for the default.',
      },
      epoch: count,
    },
    { dryRun: ref('ConfigDryRun') },
  ),
  ConfigDryRun: {
    ...record({ subjects: listOf('ConfigDryRunSubject'), asked: count, truncated: boolean }),
    description: 'In a dry run of a write: what it would say about the live versions. `truncated`: there is more than was looked at.',
  },
  ConfigDryRunSubject: record(
    { subject: SUBJECT_SCHEMA, ...compatibility, holds: boolean, checks },
    {
      setAt: {
        type: 'string',
        description: 'The narrower name whose settings go before: nothing changes for this subject, and nothing was checked.',
      },
    },
  ),
  Mode: record({ name: scopeName, mode, own: { anyOf: [mode, { type: 'null' }], description: 'What was set at this very place.' }, epoch: count }),
  Setting: {
    ...record(
      { name: scopeName },
      {
        config: record(
          { epoch: positive },
          {
            ...compatibility,
            others: {
              type: 'array',
              items: string,
              description: "Settings that only Confluent's API has, such as `alias`; they go with the configuration.",
            },
          },
        ),
        mode: record({ mode, epoch: positive }),
      },
    ),
    description: 'What was set for this very name; what is absent is inherited.',
  },
  SettingPage: record({ items: listOf('Setting') }, { cursor: string }),
};
