import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CLOUD_EVENTS_MODES, type CloudEventsMode, type ExportOptions } from '../../src/asyncapi/write-document.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { fileReason } from '../../src/core/file-reason.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import { applicationsOf, makeDocument, readForExport, type MadeDocument } from '../asyncapi/make-document.ts';
import { withOfficialCheck, type OfficialCheck } from '../asyncapi/official-check.ts';
import { collect, examples, registryOption, type CommandModule, type RegistryFlags } from '../command.ts';
import { connect } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { writeResult, type Io } from '../io.ts';
import { printable } from '../report/printable.ts';

const VERSIONS = ['3.0.0', '3.1.0'] as const;

interface Flags extends RegistryFlags {
  readonly subjects: readonly string[];
  readonly prefix?: string;
  readonly asyncapi: (typeof VERSIONS)[number];
  readonly app?: string;
  readonly perApp?: string;
  readonly title: string;
  readonly docVersion: string;
  readonly cloudevents: CloudEventsMode;
  readonly examples: boolean;
  readonly output?: string;
  readonly yaml?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .option('--subjects <subject>', 'a subject, or "com.shop.*" for all that begin so; may be repeated (default: every live one)', collect, [])
      .option('--prefix <text>', 'only subjects that begin so')
      .option('--app <name>', 'of several applications that imports kept, the one whose document it is')
      .option('--per-app <dir>', 'a document for each application that imports kept, DIR/APPLICATION.json or, with --yaml, .yaml')
      .addOption(declared.createOption('--asyncapi <version>', 'the version of the document').choices(VERSIONS).default('3.0.0'))
      .addOption(
        declared
          .createOption(
            '--cloudevents <mode>',
            'structured: payloads are whole CloudEvents; binary: their attributes are headers; as-imported: what the import said',
          )
          .choices(CLOUD_EVENTS_MODES)
          .default('as-imported'),
      )
      .option('--title <text>', 'of the document, where no import kept one', 'Events')
      .option('--doc-version <text>', 'of the document, where no import kept one', '1.0.0')
      .option('--no-examples', 'without examples')
      .option('--output <file>', 'write to a file, in YAML where it is called .yaml or .yml, instead of standard output')
      .option('--yaml', 'YAML on standard output, and of --per-app');
    registryOption(declared);
    examples(declared, [
      ['sluice export asyncapi --output asyncapi.yaml', 'every live subject; of one application its own document'],
      ['sluice export asyncapi --prefix com.shop. --app orders --output orders.json', 'the document of one application'],
      ['sluice export asyncapi --per-app docs/asyncapi --yaml', 'of several applications a document each'],
      ["sluice export asyncapi --subjects 'com.shop.order.*' --cloudevents structured --yaml", 'messages that are whole CloudEvents'],
    ]);
  },

  run: (io, operands, flags) => withOfficialCheck((official) => exportAsyncApi(io, operands, flags, official)),
};

/** @internal The command, with the official check of whoever asks. */
export async function exportAsyncApi(io: Io, _operands: readonly string[], flags: Flags, official: OfficialCheck): Promise<ExitCode> {
  const { prefix, subjects, perApp } = flags;
  if (perApp !== undefined && (flags.app !== undefined || flags.output !== undefined))
    throw new RegistryError('usage_invalid', '--per-app goes without --app and --output: it writes a file for each application');
  const client = await connect(io, flags);
  const found = await readForExport(client, { subjects, ...(prefix === undefined ? {} : { prefix }) }, flags);
  const apps = perApp === undefined ? [flags.app] : applicationsOf(found);
  if (apps.length === 0)
    throw new RegistryError('usage_invalid', '--per-app: no import kept an application; without it one document has all subjects');
  const files = perApp === undefined ? new Map<string, string>() : filesOf(apps, flags);
  // All are made before one is written: where one cannot be, nothing is.
  const made: { readonly document: MadeDocument; readonly output: string | undefined }[] = [];
  for (const app of apps) {
    const document = await makeDocument(found, official, optionsOf(flags, app));
    const file = files.get(app ?? '');
    made.push({ document, output: perApp === undefined || file === undefined ? flags.output : join(perApp, file) });
  }
  if (perApp !== undefined) await makeFolder(io, perApp);
  const codes: ExitCode[] = [];
  for (const { document, output } of made) codes.push(await write(io, flags, document, output));
  return codes.find((code) => code !== EXIT.ok) ?? EXIT.ok;
}

async function makeFolder(io: Io, folder: string): Promise<void> {
  try {
    await mkdir(resolve(io.cwd, folder), { recursive: true });
  } catch (cause) {
    const reason = fileReason(cause, { EEXIST: 'there is a file of that name' });
    throw new RegistryError('file_unreadable', `cannot make the folder ${folder}: ${reason}`, { cause, data: { file: folder } });
  }
}

function optionsOf({ asyncapi, title, docVersion, cloudevents }: Flags, app: string | undefined): ExportOptions {
  return { asyncapi, title, version: docVersion, cloudEvents: cloudevents, ...(app === undefined ? {} : { app }) };
}

/** A file for each application. Throws `usage_invalid` for two that not every file system tells apart: one would be written over the other. */
function filesOf(apps: readonly (string | undefined)[], flags: Flags): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const owners = new Map<string, string>();
  for (const app of apps) {
    if (app === undefined) continue;
    const file = fileOf(app, flags);
    const other = owners.get(file.toLowerCase());
    if (other !== undefined) {
      const both = `${JSON.stringify(other)} and ${JSON.stringify(app)}`;
      throw new RegistryError(
        'usage_invalid',
        `--per-app: the applications ${both} would be one file where upper and lower case are the same; write each with --app and --output`,
      );
    }
    owners.set(file.toLowerCase(), app);
    files.set(app, file);
  }
  return files;
}

/** An application's name is made of letters of any alphabet, digits, `_`, `.` and `-`, but a label may have been written by hand. */
function fileOf(app: string, { yaml }: Flags): string {
  return `${encodeURIComponent(app.replace(/\p{Cs}/gu, '\uFFFD')).replace(/^\./, '%2E')}.${yaml === true ? 'yaml' : 'json'}`;
}

async function write(io: Io, flags: Flags, made: MadeDocument, output: string | undefined): Promise<ExitCode> {
  const { document, leftOut, notes, refused } = made;
  const of = flags.perApp === undefined ? '' : `${output}: `;
  for (const { pointer, message } of refused) io.err.write(`warning ${of}the official parser refuses ${printable(`${pointer}: ${message}`)}\n`);
  for (const note of notes) io.err.write(`note ${of}${printable(note)}\n`);
  for (const { subject, why } of leftOut) io.err.write(`left out ${of}${printable(`${subject}: ${why}`)}\n`);
  const isYaml = flags.yaml === true || (output !== undefined && /\.ya?ml$/i.test(output));
  const text = isYaml ? await yamlOf(document) : `${JSON.stringify(document, null, 2)}\n`;
  if (output === undefined) io.out.write(text);
  else await writeResult(io, output, text);
  return leftOut.length + refused.length === 0 ? EXIT.ok : EXIT.findings;
}

async function yamlOf(document: JsonObject): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(document, { version: '1.2', aliasDuplicateObjects: false, lineWidth: 0 });
}
