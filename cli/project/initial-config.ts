import { posix } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { subjectOf } from '../../src/project/subject-template.ts';
import type { Detected, SchemaFolder } from './detect.ts';

/** What a person decides; everything else is detected. */
export interface InitChoice {
  readonly registry: string;
  readonly output: string;
  readonly language: 'ts' | 'js';
  /** The template for the subjects of schema files; a folder whose schemas all say theirs has `{x-subject}`. */
  readonly subject?: string;
  /** Where editors find the schema of the configuration. */
  readonly editorSchema: string;
}

/** The text of a new `sluice.config.json`. */
export function initialConfig({ registry, output, language, subject, editorSchema }: InitChoice, { schemaFolders }: Detected): string {
  const templateOf = (folder: SchemaFolder): string => (folder.saysSubject ? '{x-subject}' : (subject ?? '{name}'));
  const publishes = schemaFolders.map((folder) => ({
    files: globOf(folder),
    subject: templateOf(folder),
    ...referencesOf(folder, schemaFolders, templateOf),
  }));
  const config = {
    $schema: editorSchema,
    registry,
    ...(publishes.length === 0 ? {} : { publishes }),
    produces: {},
    consumes: {},
    output: { dir: output, language },
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/** What leads out of a folder, and to a schema of another one, is its first version; what it leads to else, a person has to say. */
function referencesOf(
  { folder, leadsOut }: SchemaFolder,
  all: readonly SchemaFolder[],
  templateOf: (folder: SchemaFolder) => string,
): { readonly references?: Readonly<Record<string, string>> } {
  const found = leadsOut.flatMap((name) => {
    const path = posix.join(folder, name);
    const target = all.find((other) => posix.join(other.folder, posix.basename(path)) === path && other.names.includes(posix.basename(path)));
    const subject = target === undefined ? undefined : subjectByPath(templateOf(target), path);
    return subject === undefined ? [] : [[name, `${subject}@1`] as const];
  });
  return found.length === 0 ? {} : { references: Object.fromEntries(found) };
}

/** Undefined where the subject is in the schema. */
function subjectByPath(template: string, path: string): string | undefined {
  try {
    return subjectOf(template, { path, label: path, schema: {} });
  } catch (thrown) {
    if (thrown instanceof RegistryError) return undefined;
    throw thrown;
  }
}

/** Every JSON file of a folder where all are schemas; else these by name. At the top there are always others, such as this configuration. */
function globOf({ folder, names, isMixed }: SchemaFolder): string {
  const start = folder === '' ? '' : `${writable(folder)}/`;
  if (folder !== '' && !isMixed) return `${start}*.json`;
  const [first = '', ...others] = names.map((name) => writable(name.replace(/\.json$/, '')));
  return others.length === 0 ? `${start}${first}.json` : `${start}{${[first, ...others].join(',')}}.json`;
}

/** A name as a glob can say it: any character stands for one that means something there. */
function writable(name: string): string {
  return name.replaceAll(/[{},*?\\]/g, '?');
}
