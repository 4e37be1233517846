import { RegistryError } from '../core/errors.ts';
import { isJsonObject, type JsonValue } from '../core/json/value.ts';
import { faultOfTemplate } from '../core/name-template.ts';
import { parseSubject } from '../core/subject.ts';

/** What a template may name: of the file its name and folder, of the schema what it says of itself. */
const VARIABLES = ['name', 'dir', '$id', 'title', 'x-subject'] as const;
type Variable = (typeof VARIABLES)[number];

/** What is wrong with a template; undefined if nothing is. */
export function checkTemplate(template: string): string | undefined {
  return faultOfTemplate(template, VARIABLES);
}

/** The text before the first variable: what the subjects of a template begin with. */
export function templatePrefix(template: string): string {
  return template.split('{')[0] ?? '';
}

/** A file that a template is filled in for. */
export interface TemplateFile {
  /** From the folder of the configuration, with `/`. */
  readonly path: string;
  /** How messages call it. */
  readonly label: string;
  readonly schema: JsonValue;
}

/**
 * The subject of a file: `{name}` is its name without `.schema.json`, `.json` or the same for YAML, `{dir}` its folder's name, the others
 * are members of the schema. Throws `config_invalid` for a schema without the member, and for what is no subject.
 */
export function subjectOf(template: string, file: TemplateFile): string {
  const text = template.replace(/\{([^{}]*)\}/g, (_, name: Variable) => valueOf(name, file));
  try {
    return parseSubject(text);
  } catch (cause) {
    throw new RegistryError('config_invalid', `${file.label}: ${(cause as Error).message} (from the template ${JSON.stringify(template)})`, {
      cause,
      data: { file: file.label },
    });
  }
}

function valueOf(name: Variable, { path, label, schema }: TemplateFile): string {
  const steps = path.split('/');
  if (name === 'name') return (steps.at(-1) ?? '').replace(/(\.schema)?\.(json|ya?ml)$/i, '');
  if (name === 'dir') return steps.at(-2) ?? '';
  const value = isJsonObject(schema) ? schema[name] : undefined;
  if (typeof value === 'string' && value !== '') return value;
  const message = `${label}: the template of its subject names {${name}}; expected a text as ${JSON.stringify(name)} of the schema; found ${JSON.stringify(value ?? null)}`;
  throw new RegistryError('config_invalid', message, { data: { file: label, pointer: `/${name}` } });
}
