import type { Format } from '../formats/format.ts';
import type { GatewayConfig } from './config/config.ts';
import { checkShape } from './config/check-shape.ts';
import { ConfigFolder } from './config/config-folder.ts';
import { parseConfigText } from './config/config-text.ts';
import { parseConfig, type RawConfig } from './config/parse-config.ts';
import type { Environment } from './config/part.ts';

export type { GatewayConfig } from './config/config.ts';

export interface ConfigSource {
  /** For messages; where it ends in `.yaml` or `.yml` the text is YAML, else JSON. */
  readonly file: string;
  readonly text: string;
  /** Where the secrets of signatures are. */
  readonly env: Environment;
  /** Where paths begin: that of the file. Default: the working directory. */
  readonly folder?: string;
  readonly format: Format;
}

/** Read the configuration of a gateway. Throws `config_invalid` with file, line, what was expected and found. */
export async function parseGatewayConfig({ file, text, env, folder = '.', format }: ConfigSource): Promise<GatewayConfig> {
  const source = await parseConfigText(text, file);
  await checkShape(source, format, 'gateway');
  const raw = source.value as unknown as RawConfig; // The schema has just said so.
  return parseConfig(raw, source, { env, folder: new ConfigFolder(folder) });
}
