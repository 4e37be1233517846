import { FORMAT_MODES } from '../../src/core/compatibility.ts';
import { DIALECTS } from '../../src/core/version.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { collect, oneOf, examples, type CommandModule } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { deliverFindings, findingsOptions, type FindingsFlags } from '../findings-report.ts';
import type { Io } from '../io.ts';
import { parseRules, severitiesFor } from '../lint-severities.ts';
import { lintFile } from '../lint-file.ts';
import { lintOutline, lintText, rulesText, type LintedFile } from '../report/lint.ts';

interface Flags extends FindingsFlags {
  readonly rule: readonly string[];
  readonly dialect?: string;
  readonly formats: string;
  readonly rules?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('[file...]', 'JSON Schema files, or AsyncAPI documents for the schemas of their messages (default: what the project publishes)')
      .option(
        '--rule <name=severity>',
        'off, warn or error for a rule; may be repeated; goes over "lint" in the nearest sluice.config.json above the file',
        collect,
        [],
      )
      .option('--dialect <dialect>', 'for files without $schema (default: draft-2020-12)')
      .option('--formats <mode>', 'annotate, or assert: format is judged too', 'annotate')
      .option('--rules', 'list the rules with their severities');
    findingsOptions(declared);
    examples(declared, [
      ['sluice lint schemas/*.json', 'what is probably not meant so?'],
      ['sluice lint order.json --rule missing_description=off --rule no_schema=error', 'with other severities'],
      ['sluice lint order.json --format sarif --output lint.sarif', 'for code scanning'],
      ['sluice lint asyncapi.yaml', 'the payload and headers of every message'],
      ['sluice lint', 'all that the project publishes'],
      ['sluice lint --rules', 'what there is'],
    ]);
  },

  hasFindings: true,

  async run(io, paths, flags) {
    const flagged = parseRules(flags.rule);
    if (flags.rules === true) {
      const { LINT_RULES } = await import('../../src/formats/json-schema/lint/lint.ts');
      io.out.write(`${rulesText(LINT_RULES, severitiesFor(io, '-', flagged))}\n`);
      return EXIT.ok;
    }
    const chosen = paths.length === 0 ? await publishedPaths(io) : paths;
    const dialect = flags.dialect === undefined ? {} : { dialect: oneOf('--dialect', DIALECTS, flags.dialect) };
    const formats = oneOf('--formats', FORMAT_MODES, flags.formats);
    const files: LintedFile[] = [];
    for (const path of chosen) files.push(await lintFile(io, path, { severities: severitiesFor(io, path, flagged), formats, ...dialect }));
    const passed = files.every(({ findings }) => findings.every(({ severity }) => severity !== 'error'));
    await deliverFindings(io, flags, {
      json: { files: files.map(({ path, findings }) => ({ file: path, findings })) },
      text: (style) => lintText(files, style),
      outline: () => lintOutline(files, { passed }),
    });
    return passed ? EXIT.ok : EXIT.findings;
  },
};

/** What the projects here publish. Throws `usage_invalid` where there is nothing. */
async function publishedPaths(io: Io): Promise<readonly string[]> {
  const { findProjects } = await import('../project/find-projects.ts');
  const { openProject } = await import('../project/project.ts');
  const { readPublishedFiles } = await import('../project/published-files.ts');
  const found: string[] = [];
  for (const folder of findProjects(io.cwd, undefined)) {
    const { files, unreadable } = await readPublishedFiles(io, await openProject(folder, io.cwd));
    found.push(...[...files, ...unreadable].map(({ file }) => file.label));
  }
  if (found.length > 0) return found;
  throw new RegistryError('usage_invalid', 'expected a schema file, or several, or a project that publishes some; found none');
}
