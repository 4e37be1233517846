import { resolve } from 'node:path';
import { ADAPTERS, type AdapterName } from '../../src/core/adapter-names.ts';
import { FORMAT_MODES } from '../../src/core/compatibility.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { LANGUAGES } from '../../src/project/config.ts';
import { collect, deliver, examples, oneOf, registryOption, reportOptions, type CommandModule } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { readInputs, type InputFlags } from '../generate-inputs.ts';
import type { Io } from '../io.ts';
import { moduleMismatch } from '../module-kind.ts';
import { affectedOption, projectOption } from '../project-flags.ts';
import { runProjects, type GenerateProjectFlags } from '../project/generate-projects.ts';
import { generatedText } from '../report/generate.ts';
import { lossesText } from '../report/losses.ts';
import { printable } from '../report/printable.ts';

interface Flags extends GenerateProjectFlags, InputFlags {
  readonly out?: string;
  readonly language?: string;
  readonly formats?: string;
  readonly adapters?: string;
  readonly losses?: true;
  readonly brands?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .option('--out <dir>', 'the folder for the generated files; files in it that are not ours are left alone')
      .option(
        '--schema <file>',
        'a JSON Schema file: no registry is needed; files that it refers to are read beside it; may be repeated',
        collect,
        [],
      )
      .option('--asyncapi <file>', 'an AsyncAPI document: a producer of what its application sends, a consumer of what it receives')
      .option('--prefix <text>', 'with --asyncapi: in front of event types that are no CloudEvents types, as for an import')
      .addOption(
        declared
          .createOption('--point-of-view <whose>', 'with --asyncapi of 2.x: whom publish and subscribe are about')
          .choices(['application', 'client']),
      )
      .option(
        '--subject <subject[@n]>',
        'from the registry, its latest version or one; "com.shop.*" is all that begin so; may be repeated',
        collect,
        [],
      )
      .option('--all', 'every subject of the registry that has a live version')
      .option('--dialect <dialect>', 'for a file without $schema (default: draft-2020-12)')
      .option('--language <language>', 'ts, or js for JavaScript with declarations (default: ts)')
      .option('--formats <mode>', 'annotate, or assert: validators then judge format (default: annotate)')
      .option('--adapters <names>', `modules to plug consumers and producers into, by comma: ${ADAPTERS.join(', ')}`)
      .option('--check', 'write nothing; exit 1 if a file would change')
      .option('--dry-run', 'write nothing; say what would change')
      .option('--brands', 'give strings with a format types of their own, so that no other string is taken for one')
      .option('--losses', 'list what the types cannot say, with the place in the schema; the validators check it')
      .option('--watch', 'in a project: again whenever the configuration or the lock changes')
      .option('--frozen', 'in a project: refuse a lock that does not fit the configuration (default where CI is set)')
      .option('--no-frozen', 'in a project: generate what is locked, and say what does not fit');
    affectedOption(declared);
    projectOption(declared);
    registryOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice generate', 'in a project: from sluice.lock and .sluice/store, without any connection'],
      ['sluice generate --check', 'in a project: are the committed files those of the lock?'],
      ['sluice generate --schema order-placed.json --out src/events', 'types, validator, producer and consumer from a file'],
      ['sluice generate --asyncapi asyncapi.yaml --out src/events', 'the producer and the consumer of an application, from its operations'],
      ['sluice generate --subject com.shop.order.placed --out src/events', 'from the registry'],
      ['sluice generate --schema order-placed.json --out src/events --adapters koa,lambda', 'and what a Koa app and a Lambda function need'],
      ["sluice generate --subject 'com.shop.*' --out src/events --check", 'is what was committed up to date?'],
      ['sluice generate --schema order-placed.json --out src/events --dry-run --losses', 'what do the types leave to the validators?'],
    ]);
  },

  async run(io, _operands, flags) {
    if (isOfProject(flags)) return generateProjects(io, flags);
    const out = requireOut(flags);
    const { changeFolder, compareFolder } = await import('../generated-folder.ts');
    const options = {
      language: oneOf('--language', LANGUAGES, flags.language ?? 'ts'),
      formats: oneOf('--formats', FORMAT_MODES, flags.formats ?? 'annotate'),
      brands: flags.brands === true,
      adapters: readAdapters(flags.adapters),
    };
    const schemas = await readInputs(io, flags);
    const { generateWithLosses } = await import('../../src/codegen/index.ts');
    const { files, losses } = await generateWithLosses({ schemas, options });
    const folder = resolve(io.cwd, out);
    const changes = await compareFolder(folder, files);
    const writes = flags.check !== true && flags.dryRun !== true;
    if (writes) await changeFolder(folder, files, changes);
    const mismatch = moduleMismatch(io.cwd, out, changes);
    if (mismatch !== undefined) io.err.write(`warning ${printable(mismatch)}\n`);
    const told = flags.losses === true ? { losses } : {};
    await deliver(io, flags, {
      json: { out, written: writes, ...changes, ...told },
      text: () => [generatedText(out, changes, { writes }), ...(flags.losses === true ? [lossesText(losses)] : [])].join('\n'),
    });
    const differs = changes.created.length + changes.changed.length + changes.deleted.length > 0;
    return flags.check === true && differs ? EXIT.findings : EXIT.ok;
  },
};

function readAdapters(text: string | undefined): readonly AdapterName[] {
  const names = (text ?? '').split(',').filter((name) => name !== '');
  return names.map((name) => oneOf('--adapters', ADAPTERS, name.trim()));
}

/** Without an input of its own, the command works on projects. */
function isOfProject({ schema, asyncapi, subject, all }: Flags): boolean {
  return schema.length === 0 && asyncapi === undefined && subject.length === 0 && all !== true;
}

function requireOut({ out, watch, affected, config, frozen }: Flags): string {
  const [misplaced] = Object.entries({ watch, affected, config, frozen }).filter(([, value]) => value !== undefined);
  if (misplaced !== undefined)
    throw new RegistryError('usage_invalid', `--${misplaced[0]} is for projects: it goes without --schema, --asyncapi, --subject and --all`);
  if (out === undefined) throw new RegistryError('usage_invalid', '--out DIR is missing: the folder for the generated files');
  return out;
}

function generateProjects(io: Io, flags: Flags): Promise<ExitCode> {
  const { out, language, formats, dialect, adapters, brands, losses, prefix, pointOfView: point } = flags;
  const given = { out, language, formats, dialect, adapters, brands, losses, prefix, 'point-of-view': point };
  const [misplaced] = Object.entries(given).filter(([, value]) => value !== undefined);
  if (misplaced === undefined) return runProjects(io, flags);
  const hint = 'expected --schema FILE, --asyncapi FILE, --subject SUBJECT or --all beside it; in a project "output" of sluice.config.json says so';
  throw new RegistryError('usage_invalid', `--${misplaced[0]}: ${hint}`);
}
