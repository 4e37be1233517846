import { dirname, resolve } from 'node:path';
import { RegistryError } from '../src/core/errors.ts';
import { LINT_RULE_NAMES, LINT_SEVERITIES, type LintSeverities } from '../src/formats/json-schema/lint/rule.ts';
import { misspelt } from '../src/project/config-part.ts';
import { oneOf } from './command.ts';
import type { Io } from './io.ts';
import { nearestAbove } from './project/find-projects.ts';
import { readProjectConfig } from './project/project.ts';

/** The severities for a file: `lint` of the nearest project above it, and over that what the flags say. Standard input lies in the current folder. Throws `config_invalid`. */
export function severitiesFor(io: Io, file: string, flagged: LintSeverities): LintSeverities {
  const [folder] = nearestAbove(file === '-' ? io.cwd : dirname(resolve(io.cwd, file)));
  return folder === undefined ? flagged : { ...readProjectConfig(folder, io.cwd).lint, ...flagged };
}

/** Read `--rule NAME=SEVERITY`, several times. Throws `usage_invalid`. */
export function parseRules(flags: readonly string[]): LintSeverities {
  return Object.fromEntries(
    flags.map((flag) => {
      const [, name = flag, severity = ''] = /^([^=]*)=(.*)$/s.exec(flag) ?? [];
      if (LINT_RULE_NAMES.some((known) => known === name)) return [name, oneOf(`--rule: ${name}`, LINT_SEVERITIES, severity)];
      throw new RegistryError('usage_invalid', `--rule: there is no rule ${misspelt(name, LINT_RULE_NAMES)}; \`sluice lint --rules\` lists them`);
    }),
  );
}
