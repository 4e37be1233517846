import type { ExactValue } from '../../core/json/value.ts';
import type { EventFinding } from '../../core/verdict.ts';
import type { Format } from '../../formats/format.ts';
import { configSchemaPath, readConfigSchema, type ConfigKind } from './config-schema.ts';
import type { ConfigText } from './config-text.ts';

/** Judge a configuration file by the schema of its kind. Throws `config_invalid` at the first place that does not fit. */
export async function checkShape(source: ConfigText, format: Format, kind: ConfigKind): Promise<void> {
  const schema = await readConfigSchema(kind);
  const validator = format.compile({ schema, dialect: 'draft-2020-12' }, { formats: 'annotate', showValues: true });
  const [finding] = validator.validate(source.value, { maxFindings: 1 }).findings;
  if (finding !== undefined) throw source.fail(finding.instancePointer, describe(finding, source.value, kind));
}

function describe(finding: EventFinding, value: ExactValue, kind: ConfigKind): string {
  const hint = value === null ? ' (the file is empty)' : '';
  const found = finding.found.value === undefined ? '' : ` (${JSON.stringify(finding.found.value)})`;
  return `${finding.message}${found}${hint}; see ${configSchemaPath(kind)}`;
}
