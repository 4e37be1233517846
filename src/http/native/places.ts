import type { ErrorCode } from '../../core/errors.ts';
import { parseScopeName } from '../../core/subject.ts';
import type { PathReader } from './route.ts';

/** Where something is set that holds for all below it. */
export interface Place {
  readonly path: string;
  /** Sets apart the operation ids. */
  readonly suffix: '' | 'Of';
  /** The parameter of the path that names it. */
  readonly parameter: 'name' | null;
  /** For people. */
  readonly of: string;
  /** What may be wrong with its name. */
  readonly errors: readonly ErrorCode[];
  /** "" for the registry. Throws `subject_invalid`. */
  readonly nameOf: (path: PathReader) => string;
}

/** The registry at `path`, a subject or a prefix below it. */
export function placesAt(path: string): readonly Place[] {
  return [
    { path, suffix: '', parameter: null, of: 'the registry', errors: [], nameOf: () => '' },
    {
      path: `${path}/{name}`,
      suffix: 'Of',
      parameter: 'name',
      of: 'a subject or prefix',
      errors: ['subject_invalid'],
      nameOf: (read) => parseScopeName(read('name')),
    },
  ];
}
