import { RegistryError } from '../../src/core/errors.ts';
import type { Dialect } from '../../src/core/version.ts';
import type { Format } from '../../src/formats/format.ts';
import type { Io } from '../io.ts';
import { readDirectoryReleases } from './directory-history.ts';
import { readFileHistory } from './file-history.ts';
import { readGitReleases } from './git-history.ts';
import type { History } from './history.ts';
import { readRegistryHistory } from './registry-history.ts';

/** Where a history is read from. */
export type HistorySource =
  | { readonly kind: 'directory'; readonly folder: string }
  | { readonly kind: 'git'; readonly path: string }
  | { readonly kind: 'registry'; readonly url: string };

/** Read the operand and `--git`: one of them. Throws `usage_invalid`. */
export function parseSource(operand: string | undefined, git: string | undefined): HistorySource {
  if (operand !== undefined && git !== undefined) {
    throw new RegistryError('usage_invalid', 'an audit has one history: give a folder, a URL or --git PATH');
  }
  if (git !== undefined) return { kind: 'git', path: git };
  if (operand === undefined)
    throw new RegistryError('usage_invalid', 'the history is missing: give a folder of releases, the URL of a registry, or --git PATH');
  return isRegistryUrl(operand) ? { kind: 'registry', url: operand.replace(/\/+$/, '') } : { kind: 'directory', folder: operand };
}

/** Whether a text is meant as the address of a registry, not as a path. */
export function isRegistryUrl(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/** What a source is called in messages. */
export function nameOf(source: HistorySource): string {
  switch (source.kind) {
    case 'directory':
      return source.folder;
    case 'git':
      return `the history of ${source.path}`;
    case 'registry':
      return source.url;
  }
}

export interface SourceOptions {
  readonly format: Format;
  readonly dialect: Dialect;
}

/** The history, read as it is asked for. */
export function openSource(io: Io, source: HistorySource, options: SourceOptions): History {
  switch (source.kind) {
    case 'directory':
      return readFileHistory(readDirectoryReleases(io, source.folder), {
        ...options,
        restates: true,
        labelOf: ({ name }, path) => `${name}/${path}`,
      });
    case 'git':
      return readFileHistory(readGitReleases(io, source.path), { ...options, labelOf: ({ name }, path) => `${name}:${path}` });
    case 'registry':
      return readRegistryHistory(io, source.url, options.format);
  }
}
