import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RegistryError } from '../src/core/errors.ts';
import { LINT_SEVERITIES, type LintRule, type LintSeverity } from '../src/formats/json-schema/lint/rule.ts';
import type { Io } from './io.ts';

/** What the severity of a rule is, where it is not the rule's own. */
export type Severities = Readonly<Record<string, LintSeverity>>;

const CONFIG_FILE = 'sluice.config.json';

/** The severities of `lint` in the project's configuration, where there is one, and of `--rule NAME=SEVERITY`, which go over them. Throws `usage_invalid`. */
export async function readSeverities(io: Io, flags: readonly string[], rules: readonly LintRule[]): Promise<Severities> {
  const configured = Object.entries(await readConfigured(io)).map(([name, severity]) => [`${CONFIG_FILE}: lint`, name, severity] as const);
  const flagged = flags.map((flag) => {
    const [, name = flag, severity = ''] = /^([^=]*)=(.*)$/s.exec(flag) ?? [];
    return ['--rule', name, severity] as const;
  });
  return Object.fromEntries(
    [...configured, ...flagged].map(([where, name, severity]) => [nameOf(where, name, rules), severityOf(where, name, severity)]),
  );
}

async function readConfigured(io: Io): Promise<Readonly<Record<string, unknown>>> {
  const text = await readFile(resolve(io.cwd, CONFIG_FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return {};
  const { lint } = asObject(parse(text), CONFIG_FILE);
  return lint === undefined ? {} : asObject(lint, `${CONFIG_FILE}: lint`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new RegistryError('usage_invalid', `${CONFIG_FILE} is not JSON: ${String(cause)}`, { cause, data: { file: CONFIG_FILE } });
  }
}

function asObject(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
  throw new RegistryError('usage_invalid', `${where}: expected an object; found ${JSON.stringify(value)}`, { data: { file: CONFIG_FILE } });
}

function nameOf(where: string, name: string, rules: readonly LintRule[]): string {
  if (rules.some((rule) => rule.name === name)) return name;
  throw new RegistryError('usage_invalid', `${where}: there is no rule ${JSON.stringify(name)}; \`sluice lint --rules\` lists them`);
}

function severityOf(where: string, name: string, severity: unknown): LintSeverity {
  const known = LINT_SEVERITIES.find((word) => word === severity);
  if (known !== undefined) return known;
  throw new RegistryError('usage_invalid', `${where}: ${name}: expected ${LINT_SEVERITIES.join(', ')}; found ${JSON.stringify(severity)}`);
}
