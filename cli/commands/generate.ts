import { resolve } from 'node:path';
import { ADAPTERS, type AdapterName } from '../../src/codegen/adapter-names.ts';
import type { SchemaInput } from '../../src/codegen/index.ts';
import { FORMAT_MODES } from '../../src/core/compatibility.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { parseSubject } from '../../src/core/subject.ts';
import { deliver, examples, oneOf, registryOption, reportOptions, type CommandModule, type RegistryFlags, type ReportFlags } from '../command.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { generatedText } from '../report/generate.ts';
import { stateText } from '../report/show.ts';
import { readSchemaInput } from '../schema-input.ts';
import { parseSelector } from '../selector.ts';

interface Flags extends ReportFlags, RegistryFlags {
  readonly schema?: string;
  readonly subject: readonly string[];
  readonly all?: true;
  readonly out: string;
  readonly dialect?: string;
  readonly language: string;
  readonly formats: string;
  readonly adapters?: string;
  readonly check?: true;
  readonly dryRun?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .requiredOption('--out <dir>', 'the folder for the generated files; files in it that are not ours are left alone')
      .option('--schema <file>', 'a JSON Schema file: no registry is needed; files that it refers to are read beside it')
      .option(
        '--subject <subject[@n]>',
        'from the registry, its latest version or one; "com.shop.*" is all that begin so; may be repeated',
        collect,
        [],
      )
      .option('--all', 'every subject of the registry that has a live version')
      .option('--dialect <dialect>', 'for a file without $schema (default: draft-2020-12)')
      .option('--language <language>', 'ts, or js for JavaScript with declarations', 'ts')
      .option('--formats <mode>', 'annotate, or assert: validators then judge format', 'annotate')
      .option('--adapters <names>', `modules to plug consumers and producers into, by comma: ${ADAPTERS.join(', ')}`)
      .option('--check', 'write nothing; exit 1 if a file would change')
      .option('--dry-run', 'write nothing; say what would change');
    registryOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice generate --schema order-placed.json --out src/events', 'types, validator, producer and consumer from a file'],
      ['sluice generate --subject com.shop.order.placed --out src/events', 'from the registry'],
      ['sluice generate --schema order-placed.json --out src/events --adapters koa,lambda', 'and what a Koa app and a Lambda function need'],
      ["sluice generate --subject 'com.shop.*' --out src/events --check", 'is what was committed up to date?'],
    ]);
  },

  async run(io, _operands, flags) {
    const options = {
      language: oneOf('--language', ['ts', 'js'], flags.language),
      formats: oneOf('--formats', FORMAT_MODES, flags.formats),
      adapters: readAdapters(flags.adapters),
    };
    const schemas = await readInputs(io, flags);
    const { generate } = await import('../../src/codegen/index.ts');
    const { changeFolder, compareFolder } = await import('../generated-folder.ts');
    const files = await generate({ schemas, options });
    const folder = resolve(io.cwd, flags.out);
    const changes = await compareFolder(folder, files);
    const writes = flags.check !== true && flags.dryRun !== true;
    if (writes) await changeFolder(folder, files, changes);
    await deliver(io, flags, { json: { out: flags.out, written: writes, ...changes }, text: () => generatedText(flags.out, changes, { writes }) });
    const differs = changes.created.length + changes.changed.length + changes.deleted.length > 0;
    return flags.check === true && differs ? EXIT.findings : EXIT.ok;
  },
};

function readAdapters(text: string | undefined): readonly AdapterName[] {
  const names = (text ?? '').split(',').filter((name) => name !== '');
  return names.map((name) => oneOf('--adapters', ADAPTERS, name.trim()));
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

async function readInputs(io: Io, flags: Flags): Promise<readonly SchemaInput[]> {
  if (flags.schema !== undefined) return [await readInputFile(io, flags.schema, flags)];
  if (flags.dialect !== undefined) throw new RegistryError('usage_invalid', '--dialect goes with --schema: a registered version knows its dialect');
  if (flags.all === undefined && flags.subject.length === 0) {
    throw new RegistryError('usage_invalid', 'expected --schema FILE, --subject SUBJECT or --all; found none of them');
  }
  return readRegistry(io, flags);
}

/** With `--schema`, `--subject` only names the event type. */
async function readInputFile(io: Io, path: string, flags: Flags): Promise<SchemaInput> {
  const [subject, second] = flags.subject;
  if (second !== undefined || flags.all === true) throw new RegistryError('usage_invalid', '--schema takes one --subject, the type of the events');
  const input = await readSchemaInput(io, path, flags.dialect);
  return subject === undefined ? input : { ...input, subject: parseSubject(subject) };
}

async function readRegistry(io: Io, flags: Flags): Promise<readonly SchemaInput[]> {
  const client = await connect(io, flags);
  const listSubjects = async (prefix: string): Promise<string[]> => {
    const found: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const page = await client.listSubjects({ ...(prefix === '' ? {} : { prefix }), ...(cursor === '' ? {} : { cursor }) });
      found.push(...page.items.filter(({ latest }) => latest !== null).map(({ subject }) => subject));
      cursor = page.cursor;
    }
    return found;
  };
  const patterns = flags.all === true ? [''] : flags.subject.filter((text) => text.endsWith('.*')).map((text) => text.slice(0, -1));
  const listed = (await Promise.all(patterns.map(listSubjects))).flat();
  const wanted = new Map<string, number | 'latest'>(listed.map((subject) => [subject, 'latest']));
  for (const text of flags.subject.filter((one) => !one.endsWith('.*'))) {
    const { subject, version } = parseSelector(text);
    wanted.set(subject, version ?? 'latest');
  }
  const inputs: SchemaInput[] = [];
  for (const [subject, selector] of wanted) {
    const found = await client.getVersion(subject, selector, { bundle: true });
    const { format, schema, version, semver, fingerprint, id, dialect } = found;
    if (format !== 'json-schema')
      throw new RegistryError('format_unsupported', `${subject}@${version} is ${format}; only json-schema is generated from`);
    if (found.state === 'deprecated') io.err.write(`warning ${subject}@${version} is ${stateText(found)}\n`);
    inputs.push({ schema, subject, version, semver, fingerprint, schemaId: id, ...(dialect === undefined ? {} : { dialect }) });
  }
  return inputs;
}
