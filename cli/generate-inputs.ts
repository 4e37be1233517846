import type { PointOfView } from '../src/asyncapi/read-v2.ts';
import type { SchemaInput } from '../src/codegen/index.ts';
import { RegistryError } from '../src/core/errors.ts';
import { parseSubject } from '../src/core/subject.ts';
import { readAllPages } from './all-pages.ts';
import type { RegistryFlags } from './command.ts';
import { connect } from './connect.ts';
import type { Io } from './io.ts';
import { printable } from './report/printable.ts';
import { stateText } from './report/show.ts';
import { readSchemaInput } from './schema-input.ts';
import { parseSelector } from './selector.ts';

/** The flags that say what is generated from. */
export interface InputFlags extends RegistryFlags {
  readonly schema: readonly string[];
  readonly asyncapi?: string;
  readonly prefix?: string;
  readonly pointOfView?: PointOfView;
  readonly subject: readonly string[];
  readonly all?: true;
  readonly dialect?: string;
}

/** The contracts that they mean, from files or the registry; what is left out or deprecated is said on standard error. Throws `usage_invalid`, and what is wrong with them. */
export async function readInputs(io: Io, flags: InputFlags): Promise<readonly SchemaInput[]> {
  if (flags.asyncapi !== undefined) return readApplication(io, flags.asyncapi, flags);
  const [misplaced] = Object.entries({ prefix: flags.prefix, 'point-of-view': flags.pointOfView }).filter(([, value]) => value !== undefined);
  if (misplaced !== undefined) throw new RegistryError('usage_invalid', `--${misplaced[0]} goes with --asyncapi`);
  if (flags.schema.length > 0) return readInputFiles(io, flags);
  if (flags.dialect !== undefined) throw new RegistryError('usage_invalid', '--dialect goes with --schema: a registered version knows its dialect');
  return readRegistry(io, flags);
}

async function readApplication(
  io: Io,
  file: string,
  { schema, subject, all, dialect, prefix, pointOfView }: InputFlags,
): Promise<readonly SchemaInput[]> {
  if (schema.length > 0 || subject.length > 0 || all === true || dialect !== undefined)
    throw new RegistryError('usage_invalid', '--asyncapi goes without --schema, --subject, --all and --dialect: the document says what there is');
  const { loadDocument } = await import('./asyncapi/load-document.ts');
  const { applicationInputs } = await import('./asyncapi/application-inputs.ts');
  const document = await loadDocument(io, file, pointOfView === undefined ? {} : { pointOfView });
  const { schemas, leftOut } = applicationInputs(document, prefix === undefined ? {} : { prefix });
  for (const { name, why } of leftOut) io.err.write(`warning no code for ${printable(`${name}: ${why}`)}\n`);
  return schemas;
}

/** With `--schema`, `--subject` only names the event type. */
async function readInputFiles(io: Io, { schema, subject, all, ...flags }: InputFlags): Promise<readonly SchemaInput[]> {
  const paths = [...new Set(schema)];
  const [named, ...more] = subject;
  if (more.length > 0 || all === true) throw new RegistryError('usage_invalid', '--schema takes one --subject, the type of the events');
  if (named !== undefined && paths.length > 1)
    throw new RegistryError('usage_invalid', `--subject names the type of the events of one --schema; found ${paths.length} files: leave it out`);
  const inputs: SchemaInput[] = [];
  for (const path of paths) inputs.push(await readSchemaInput(io, path, flags.dialect, flags));
  return named === undefined ? inputs : inputs.map((input) => ({ ...input, subject: parseSubject(named) }));
}

async function readRegistry(io: Io, flags: InputFlags): Promise<readonly SchemaInput[]> {
  const client = await connect(io, flags);
  const listSubjects = async (prefix: string): Promise<string[]> => {
    const query = prefix === '' ? {} : { prefix };
    const found = await readAllPages((cursor) => client.listSubjects({ ...query, ...(cursor === undefined ? {} : { cursor }) }));
    return found.filter(({ latest }) => latest !== null).map(({ subject }) => subject);
  };
  const patterns = flags.all === true ? [''] : flags.subject.filter((text) => text.endsWith('.*')).map((text) => text.slice(0, -1));
  const listed = (await Promise.all(patterns.map(listSubjects))).flat();
  const wanted = new Map<string, number | 'latest'>(listed.map((subject) => [subject, 'latest']));
  for (const text of flags.subject.filter((one) => !one.endsWith('.*'))) {
    const { subject, version } = parseSelector(text);
    wanted.set(subject, version ?? 'latest');
  }
  // The folder would be emptied, more likely for a name that is misspelt than on purpose.
  if (wanted.size === 0) throw new RegistryError('subject_not_found', `no subject of ${client.url} that --subject or --all means has a live version`);
  const inputs: SchemaInput[] = [];
  for (const [subject, selector] of wanted) {
    const found = await client.getVersion(subject, selector, { bundle: true });
    const { format, schema, version, semver, fingerprint, id, dialect } = found;
    if (format !== 'json-schema')
      throw new RegistryError('format_unsupported', `${subject}@${version} is ${format}; only json-schema is generated from`);
    if (found.state === 'deprecated') io.err.write(`warning ${printable(`${subject}@${version} is ${stateText(found)}`)}\n`);
    inputs.push({ schema, subject, version, semver, fingerprint, schemaId: id, ...(dialect === undefined ? {} : { dialect }) });
  }
  return inputs;
}
