import type { ExactValue } from '../core/json/value.ts';
import type { EventFinding } from '../core/verdict.ts';
import type { Format } from '../formats/format.ts';
import { checkAvailability } from './config/availability.ts';
import type { GatewayConfig } from './config/config.ts';
import { readConfigSchema } from './config/config-schema.ts';
import { parseConfigText, type ConfigText } from './config/config-text.ts';
import { parseConfig, type Environment, type RawConfig } from './config/parse-config.ts';

export type { GatewayConfig } from './config/config.ts';

export interface ConfigSource {
  /** For messages; where it ends in `.yaml` or `.yml` the text is YAML, else JSON. */
  readonly file: string;
  readonly text: string;
  /** Where the secrets of signatures are. */
  readonly env: Environment;
  readonly format: Format;
}

/**
 * Read the configuration of a gateway. Throws `config_invalid` with file, line, what was expected and found; also for
 * what the interface has but this version has not.
 */
export async function parseGatewayConfig({ file, text, env, format }: ConfigSource): Promise<GatewayConfig> {
  const source = await parseConfigText(text, file);
  await checkShape(source, format);
  const raw = source.value as unknown as RawConfig; // The schema has just said so.
  checkAvailability(raw, source);
  return parseConfig(raw, source, env);
}

async function checkShape(source: ConfigText, format: Format): Promise<void> {
  const schema = await readConfigSchema();
  const validator = format.compile({ schema, dialect: 'draft-2020-12' }, { formats: 'annotate', showValues: true });
  const [finding] = validator.validate(source.value, { maxFindings: 1 }).findings;
  if (finding !== undefined) throw source.fail(finding.instancePointer, describe(finding, source.value));
}

function describe(finding: EventFinding, value: ExactValue): string {
  const hint = value === null ? ' (the file is empty)' : '';
  const found = finding.found.value === undefined ? '' : ` (${JSON.stringify(finding.found.value)})`;
  return `${finding.message}${found}${hint}; see schemas/config/gateway.schema.json`;
}
