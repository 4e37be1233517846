import type { Compatibility } from '../../../../core/compatibility.ts';
import { FORMAT_MODES, LEVELS, ON_UNDECIDED, PROFILES } from '../../../../core/compatibility.ts';

interface FieldWords {
  readonly label: string;
  readonly values: readonly string[];
  readonly means: Readonly<Record<string, string>>;
}

/** What each field asks, and what each of its values means. */
export const WORDS: { readonly [Field in keyof Compatibility]: FieldWords } = {
  level: {
    label: 'Level',
    values: LEVELS,
    means: {
      NONE: 'Nothing is compared.',
      BACKWARD: 'The new version reads what the newest one wrote.',
      BACKWARD_TRANSITIVE: 'The new version reads what every live version wrote.',
      FORWARD: 'The newest version reads what the new one writes.',
      FORWARD_TRANSITIVE: 'Every live version reads what the new one writes.',
      FULL: 'Both directions, against the newest version.',
      FULL_TRANSITIVE: 'Both directions, against every live version.',
    },
  },
  profile: {
    label: 'Profile',
    values: PROFILES,
    means: {
      strict: 'Every event that the schema allows counts, also with members that it does not name.',
      declared: 'Events with members that the schema names count; so a new optional member is compatible.',
      tolerant: 'The same, for readers that ignore what they do not know.',
    },
  },
  formats: {
    label: 'Formats',
    values: FORMAT_MODES,
    means: { annotate: 'format is a remark.', assert: 'An event whose text has not the format is invalid.' },
  },
  onUndecided: {
    label: 'Where nothing can be proved',
    values: ON_UNDECIDED,
    means: { fail: 'The version is refused, unless somebody overrides it with a reason.', warn: 'The version is taken.' },
  },
};
