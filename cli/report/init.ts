import type { EditorSchema } from '../project/editor-schema.ts';
import type { Detected, PackageManager } from '../project/detect.ts';
import { printable } from './printable.ts';

const RUN: Readonly<Record<PackageManager, string>> = { npm: 'npx sluice', pnpm: 'pnpm sluice', yarn: 'yarn sluice', bun: 'bunx sluice' };

const ADD: Readonly<Record<PackageManager, string>> = {
  npm: 'npm install --save-dev sluice',
  pnpm: 'pnpm add --save-dev sluice',
  yarn: 'yarn add --dev sluice',
  bun: 'bun add --dev sluice',
};

/** The folder for generated files, and which member of the compiler's settings leaves it out. */
interface ChosenOutput {
  readonly dir: string;
  readonly leftOutBy: 'rootDir' | 'include' | undefined;
}

/** What was written, beside what was found. */
interface Written {
  readonly output: ChosenOutput;
  readonly editorSchema: EditorSchema;
}

/** What was found and written, and what comes next. */
export function initText(config: string, { packageManager, tsconfig, asyncapi, schemaFolders }: Detected, { output, editorSchema }: Written): string {
  const run = RUN[packageManager.name];
  return [
    `wrote ${config}`,
    `  package manager  ${packageManager.name} (${packageManager.by})`,
    `  language         ${tsconfig === undefined ? 'JavaScript: there is no tsconfig.json' : `TypeScript (${tsconfig})`}`,
    ...schemaFolders.map(
      ({ folder, names }) =>
        `  schemas          ${printable(folder === '' ? '.' : folder)}: ${names.length} ${names.length === 1 ? 'file' : 'files'}, in "publishes"`,
    ),
    ...asyncapi.flatMap((path) => [
      `  asyncapi         ${printable(path)}: \`${run} import asyncapi ${printable(path)}\` registers its messages;`,
      '                   "asyncapi" in the configuration makes code of it',
    ]),
    ...outputLines(output),
    ...(editorSchema.isThere
      ? []
      : [
          '  editor           the $schema of the configuration leads to nothing yet: no folder from here up has sluice in its node_modules;',
          `                   \`${ADD[packageManager.name]}\`, then \`${run} doctor\` says whether the path is right`,
        ]),
    'next',
    ...[
      `name the events under "produces" and "consumes" of ${config}, with a range: "com.shop.order.placed": "^1"`,
      // What no registry has cannot be pulled.
      ...(schemaFolders.length === 0 ? [] : [`${run} publish    # registers the schema files; --dry-run says what would happen`]),
      `${run} pull       # writes sluice.lock and .sluice/store: commit both`,
      `${run} generate   # types, validators, producer and consumer`,
      `${run} check      # in the pull request`,
    ].map((step, index) => `  ${index + 1}. ${step}`),
  ].join('\n');
}

/** Files that the compiler does not take are not checked; outside of the root, they do not compile. */
function outputLines({ dir, leftOutBy }: ChosenOutput): readonly string[] {
  const aside = leftOutBy === undefined ? '' : `: the "${leftOutBy}" of tsconfig.json leaves it out; change either`;
  return [`  generated files  ${printable(dir)}${aside}`];
}
