import { FORMAT_MODES, type FormatMode } from '../../src/core/compatibility.ts';
import { DIALECTS, type Dialect } from '../../src/core/version.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { collect, oneOf, examples, type CommandModule } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { deliverFindings, findingsOptions, type FindingsFlags } from '../findings-report.ts';
import type { LintSeverities } from '../../src/formats/json-schema/lint/rule.ts';
import type { Io } from '../io.ts';
import { parseRules, severitiesFor } from '../lint-severities.ts';
import { lintOutline, lintText, rulesText, type LintedFile } from '../report/lint.ts';
import type { OutlinePlace } from '../report/outline.ts';
import { placeOf } from '../report/outline-failure.ts';
import { isTextFault, withinFile } from '../schema-file.ts';
import { readSide } from '../schema-side.ts';

interface Flags extends FindingsFlags {
  readonly rule: readonly string[];
  readonly dialect?: string;
  readonly formats: string;
  readonly rules?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('[file...]', 'JSON Schema files (default: what the project publishes)')
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

/** As the file is read; at one place, in the order of the rules. */
function byPlace(a: { readonly place: OutlinePlace }, b: { readonly place: OutlinePlace }): number {
  return (a.place.line ?? 0) - (b.place.line ?? 0) || (a.place.column ?? 0) - (b.place.column ?? 0);
}

/** A file that is no schema is one finding, and the others are linted all the same. */
async function lintFile(
  io: Io,
  path: string,
  { severities, formats, ...options }: { readonly severities: LintSeverities; readonly formats: FormatMode; readonly dialect?: Dialect },
): Promise<LintedFile> {
  const { jsonSchemaFormat } = await import('../../src/formats/json-schema/format.ts');
  const { lintSchema } = await import('../../src/formats/json-schema/lint/lint.ts');
  try {
    const { file, documents } = await readSide(io, { kind: 'file', file: path }, { flags: {}, ...options });
    const parsed = await withinFile(file, () => jsonSchemaFormat.parse({ schema: file.text, documents, ...options }));
    const { outlinePlace } = await import('../report/outline-places.ts');
    const found = lintSchema(parsed, { severities, formats });
    const { knowingPlaces } = await import('../trace-place.ts');
    const placed = knowingPlaces(
      file,
      found.map(({ pointer }) => pointer),
    );
    const findings = found.map((finding) => ({ ...finding, place: outlinePlace(placed, finding.pointer) }));
    return { path, findings: findings.toSorted(byPlace) };
  } catch (thrown) {
    if (!(thrown instanceof RegistryError) || !isTextFault(thrown)) throw thrown;
    const { data } = thrown;
    const place = placeOf(data) ?? { file: path };
    const pointer = typeof data['pointer'] === 'string' ? data['pointer'] : '';
    return { path, findings: [{ rule: thrown.code, severity: 'error', pointer, message: thrown.message, place }] };
  }
}
