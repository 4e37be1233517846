import type { Detected } from './detect.ts';

/** What a person decides; everything else is detected. */
export interface InitChoice {
  readonly registry: string;
  readonly output: string;
  readonly language: 'ts' | 'js';
  /** The template for the subjects of schema files. Default: what the schemas say, else the file's name. */
  readonly subject?: string;
}

/** The text of a new `sluice.config.json`. */
export function initialConfig({ registry, output, language, subject }: InitChoice, { schemaFolders }: Detected): string {
  const publishes = schemaFolders.map(({ folder, saysSubject }) => ({
    files: folder === '' ? '*.json' : `${folder}/*.json`,
    subject: subject ?? (saysSubject ? '{x-subject}' : '{name}'),
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
