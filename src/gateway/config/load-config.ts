import { readFile } from 'node:fs/promises';
import type { ExactValue } from '../../core/json/value.ts';
import type { EventFinding } from '../../core/verdict.ts';
import type { Format } from '../../formats/format.ts';
import { checkAvailability } from './availability.ts';
import type { GatewayConfig } from './config.ts';
import { readConfigSchema } from './config-schema.ts';
import { configInvalid, parseConfigText, type ConfigText } from './config-text.ts';
import { parseConfig, type RawConfig } from './parse-config.ts';

/**
 * Read the configuration of a gateway, JSON or (`.yaml`, `.yml`) YAML. Throws `config_invalid` with file, line, what
 * was expected and found; also for what the interface has but this version has not.
 */
export async function loadGatewayConfig(file: string, format: Format): Promise<GatewayConfig> {
  return parseGatewayConfig(await readText(file), file, format);
}

/** The same for a text at hand; `file` names it in messages, and tells YAML from JSON. */
export async function parseGatewayConfig(text: string, file: string, format: Format): Promise<GatewayConfig> {
  const source = await parseConfigText(text, file);
  await checkShape(source, format);
  const raw = source.value as unknown as RawConfig; // The schema has just said so.
  checkAvailability(raw, source);
  return parseConfig(raw, source);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw configInvalid(file, `cannot be read (${(cause as NodeJS.ErrnoException).code}); name the configuration with --config`, undefined, cause);
  }
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
