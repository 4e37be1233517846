import type { Detected, SchemaFolder } from './detect.ts';

/** What a person decides; everything else is detected. */
export interface InitChoice {
  readonly registry: string;
  readonly output: string;
  readonly language: 'ts' | 'js';
  /** The template for the subjects of schema files; a folder whose schemas all say theirs has `{x-subject}`. */
  readonly subject?: string;
}

/** The text of a new `sluice.config.json`. */
export function initialConfig({ registry, output, language, subject }: InitChoice, { schemaFolders }: Detected): string {
  const publishes = schemaFolders.map((folder) => ({
    files: globOf(folder),
    subject: folder.saysSubject ? '{x-subject}' : (subject ?? '{name}'),
  }));
  const config = {
    $schema: './node_modules/sluice/schemas/config/project.schema.json',
    registry,
    ...(publishes.length === 0 ? {} : { publishes }),
    produces: {},
    consumes: {},
    output: { dir: output, language },
  };
  return `${JSON.stringify(config, null, 2)}\n`;
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
