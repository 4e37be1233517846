import { nearest } from '../../core/nearest.ts';
import { formatPointer, parsePointer, valueAtPointer } from '../../core/json/pointer.ts';
import type { ExactValue, JsonValue } from '../../core/json/value.ts';
import type { EventFinding } from '../../core/verdict.ts';
import type { Format } from '../../formats/format.ts';
import { configSchemaPath, readConfigSchema, type ConfigKind } from './config-schema.ts';
import type { ConfigText } from './config-text.ts';

/** Judge a configuration file by the schema of its kind. Throws `config_invalid` at the first place that does not fit. */
export async function checkShape(source: ConfigText, format: Format, kind: ConfigKind): Promise<void> {
  const schema = await readConfigSchema(kind);
  const validator = format.compile({ schema, dialect: 'draft-2020-12' }, { formats: 'annotate', showValues: true });
  const { findings } = validator.validate(source.value);
  const finding = findings.find((one) => isUnknown(one) && parentOf(one) === findings[0]?.instancePointer) ?? findings[0];
  if (finding === undefined) return;
  const says = isUnknown(finding) ? describeUnknown(finding, schema) : describe(finding, source.value);
  throw source.fail(finding.instancePointer, `${says}; see ${configSchemaPath(kind)}`);
}

// A member that is misspelt is missing under its right name, too: what was written says more.
function isUnknown({ code }: EventFinding): boolean {
  return code === 'additional_property';
}

function parentOf({ instancePointer }: EventFinding): string {
  return formatPointer((parsePointer(instancePointer) ?? []).slice(0, -1));
}

/** What was found may be a secret, and is not shown. */
function describeUnknown({ instancePointer, keywordLocation }: EventFinding, schema: JsonValue): string {
  const name = parsePointer(instancePointer)?.at(-1) ?? '';
  const declared = valueAtPointer(schema, keywordLocation.replace(/[^/]*$/, 'properties'));
  const names = typeof declared === 'object' && declared !== null ? Object.keys(declared).filter((one) => one !== '$schema') : [];
  const meant = nearest(name, names);
  return `${instancePointer}: there is no such member here; ${meant === undefined ? '' : `did you mean ${JSON.stringify(meant)}? `}expected one of ${names.join(', ')}`;
}

function describe(finding: EventFinding, value: ExactValue): string {
  const hint = value === null ? ' (the file is empty)' : '';
  const found = finding.found.value === undefined ? '' : ` (${JSON.stringify(finding.found.value)})`;
  return `${finding.message}${found}${hint}`;
}
