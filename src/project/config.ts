import { ADAPTERS, type AdapterName } from '../core/adapter-names.ts';
import { FORMAT_MODES, LEVELS, type FormatMode, type Level } from '../core/compatibility.ts';
import { faultOfTemplate, MESSAGE_VARIABLES, SCHEMA_VARIABLES } from '../core/name-template.ts';
import { parseSubject } from '../core/subject.ts';
import { parseVersionSelector } from '../core/version.ts';
import { LINT_RULE_NAMES, LINT_SEVERITIES, type LintSeverities } from '../formats/json-schema/lint/rule.ts';
import { anyObject, describe, misspelt, objectOf, readParts, textOf, translated, wordOf, type Part } from './config-part.ts';
import { checkGlob } from './glob.ts';
import { checkTemplate } from './subject-template.ts';

export const CONFIG_FILE = 'sluice.config.json';

/** Which schema files are which subjects. */
export interface PublishRule {
  /** A glob, relative to the folder of the configuration. */
  readonly files: string;
  /** A template over the file's name, or over what the schema says of itself. */
  readonly subject: string;
  readonly owner?: string;
  readonly level?: Level;
  /** What a `$ref` of these files leads to in the registry: `SUBJECT@N` by the name that the `$ref` writes. */
  readonly references: Readonly<Record<string, string>>;
}

export const LANGUAGES = ['ts', 'js'] as const;
export const VALIDATORS = ['precompiled'] as const;

/** Where generated code goes and what it is like. */
export interface OutputConfig {
  /** Relative to the folder of the configuration. */
  readonly dir: string;
  readonly language: (typeof LANGUAGES)[number];
  readonly validators: (typeof VALIDATORS)[number];
  readonly formats: FormatMode;
  /** Whether strings with a format have types of their own. */
  readonly brands: boolean;
  /** What consumers and producers are plugged into: a module each. Sorted, each once. */
  readonly adapters: readonly AdapterName[];
}

export const POINTS_OF_VIEW = ['application', 'client'] as const;

/** An AsyncAPI document: its messages are held against the registry, and code of its application is generated from it alone. */
export interface ApplicationRule {
  /** The document, relative to the folder of the configuration. */
  readonly file: string;
  /** What its subjects are called: the options of an import, under the same names. */
  readonly naming: {
    /** In front of names that are no CloudEvents types. */
    readonly prefix?: string;
    readonly subjectTemplate?: string;
    readonly schemaTemplate?: string;
  };
  /** Whether of a payload that is a whole CloudEvent all of it is registered. Code is of its data all the same. */
  readonly envelope: boolean;
  readonly pointOfView: (typeof POINTS_OF_VIEW)[number];
  /** Whether `check` asks the registry of the project about its messages. */
  readonly isRegistered: boolean;
  /** Absent: no code is generated from it. */
  readonly output?: OutputConfig;
}

/** What makes `check` fail beside what always does: `deprecated` also a locked version that is deprecated; `breaking` does not. */
export const FAIL_ON = ['deprecated', 'breaking'] as const;
/** When `check` leaves out what needs the registry. */
export const OFFLINE = ['never', 'in-ci', 'always'] as const;

export interface PolicyConfig {
  readonly failOn: (typeof FAIL_ON)[number];
  readonly offline: (typeof OFFLINE)[number];
}

/** What a project publishes, produces and consumes, as its `sluice.config.json` says. */
export interface ProjectConfig {
  readonly registry?: string;
  readonly publishes: readonly PublishRule[];
  /** Ranges by subject, as written. */
  readonly produces: Readonly<Record<string, string>>;
  readonly consumes: Readonly<Record<string, string>>;
  /** Absent: nothing is generated. */
  readonly output?: OutputConfig;
  /** AsyncAPI documents; those that code is generated from have a folder each. */
  readonly asyncapi: readonly ApplicationRule[];
  readonly policy: PolicyConfig;
  /** The severities of `sluice lint`, where they are not the rule's own. */
  readonly lint: LintSeverities;
}

export interface ConfigSource {
  /** For messages. */
  readonly file: string;
  readonly text: string;
}

/**
 * Read a project's configuration, but for what its ranges mean: `checkRanges` says whether they are ranges. Throws
 * `config_invalid` with file, line, column, pointer, what was expected and found; `schemas/config/project.schema.json` says
 * the same to editors.
 */
export function parseProjectConfig(source: ConfigSource): ProjectConfig {
  const root = objectOf(readParts(source), MEMBERS);
  const registry = root.get('registry');
  const part = root.get('output');
  const output = part === undefined ? undefined : readOutput(part);
  const config = {
    ...(registry === undefined ? {} : { registry: readRegistry(registry) }),
    publishes: readPublishes(root.get('publishes')),
    produces: readRanges(root.get('produces')),
    consumes: readRanges(root.get('consumes')),
    ...(output === undefined ? {} : { output }),
    asyncapi: readApplications(root.get('asyncapi'), output),
    policy: readPolicy(root.get('policy')),
    lint: readLint(root.get('lint')),
  };
  if (output === undefined && Object.keys({ ...config.produces, ...config.consumes }).length > 0) {
    throw root.fail('what is produced or consumed is generated into a folder: expected "output": { "dir": "src/events" }; found no "output"');
  }
  return config;
}

const MEMBERS = ['$schema', '$comment', 'registry', 'publishes', 'produces', 'consumes', 'output', 'asyncapi', 'policy', 'lint'];

function readRegistry(part: Part): string {
  const text = textOf(part, 'the http:// or https:// address of a registry');
  if (!URL.canParse(text) || !/^https?:/i.test(text)) throw part.fail(`expected an http:// or https:// address; found ${describe(text)}`);
  const { username, password } = new URL(text);
  if (username !== '' || password !== '') throw part.fail('an address with a password in it would be committed: keep the key with `sluice login`');
  return text.replace(/\/+$/, '');
}

function readPublishes(part: Part | undefined): readonly PublishRule[] {
  if (part === undefined) return [];
  if (!Array.isArray(part.value)) throw part.fail(`expected an array of { "files", "subject" }; found ${describe(part.value)}`);
  return part.items().map(readRule);
}

function readRule(part: Part): PublishRule {
  objectOf(part, ['files', 'subject', 'owner', 'level', 'references']);
  const owner = part.get('owner');
  const level = part.get('level');
  return {
    files: checked(required(part, 'files'), 'a glob such as "schemas/*.json"', checkGlob),
    subject: checked(required(part, 'subject'), 'a template such as "com.shop.{name}"', checkTemplate),
    ...(owner === undefined ? {} : { owner: textOf(owner, 'the name of an owner') }),
    ...(level === undefined ? {} : { level: wordOf(level, LEVELS) }),
    references: readReferences(part.get('references')),
  };
}

function readReferences(part: Part | undefined): PublishRule['references'] {
  const read = (target: Part): string => {
    const text = textOf(target, '"SUBJECT@N", a version of the registry');
    const [, subject, version] = /^(.+)@([1-9]\d*)$/s.exec(text) ?? [];
    if (subject === undefined || version === undefined) throw target.fail(`expected "SUBJECT@N", a version of the registry; found ${describe(text)}`);
    translated(target, () => [parseSubject(subject), parseVersionSelector(version)]);
    return text;
  };
  return part === undefined
    ? {}
    : Object.fromEntries(
        anyObject(part)
          .members()
          .map(([name, target]) => [name, read(target)]),
      );
}

function readRanges(part: Part | undefined): Readonly<Record<string, string>> {
  if (part === undefined) return {};
  return Object.fromEntries(
    anyObject(part)
      .members()
      .map(([subject, range]) => [readName(range, subject), readRange(range)]),
  );
}

function readName(part: Part, subject: string): string {
  return translated(part, () => parseSubject(subject));
}

function readRange(part: Part): string {
  return textOf(part, 'a range such as "^2", ">=1 <3" or "@4"');
}

/** Each into a folder of its own, and none into that of `output`. */
function readApplications(part: Part | undefined, output: OutputConfig | undefined): readonly ApplicationRule[] {
  if (part === undefined) return [];
  if (!Array.isArray(part.value)) throw part.fail(`expected an array of { "file" }; found ${describe(part.value)}`);
  const taken = new Set(output === undefined ? [] : [plainFolder(output.dir)]);
  return part.items().map((item) => {
    const rule = readApplication(item);
    if (rule.output === undefined) return rule;
    const dir = plainFolder(rule.output.dir);
    // Each would remove the other's files.
    if (taken.has(dir))
      throw required(item, 'dir').fail(`another output has the folder ${describe(rule.output.dir)} already: each needs one of its own`);
    taken.add(dir);
    return rule;
  });
}

function readApplication(part: Part): ApplicationRule {
  objectOf(part, ['file', 'prefix', 'subjectTemplate', 'schemaTemplate', 'envelope', 'pointOfView', 'registry', ...OUTPUT_MEMBERS]);
  const view = part.get('pointOfView');
  const hasOutput = OUTPUT_MEMBERS.some((name) => part.get(name) !== undefined);
  return {
    file: checked(required(part, 'file'), 'an AsyncAPI document such as "asyncapi.yaml"', checkFolder),
    naming: readNaming(part),
    envelope: readFlag(part.get('envelope'), false),
    pointOfView: view === undefined ? 'application' : wordOf(view, POINTS_OF_VIEW),
    isRegistered: readFlag(part.get('registry'), true),
    ...(hasOutput ? { output: readOutputMembers(part) } : {}),
  };
}

function readNaming(part: Part): ApplicationRule['naming'] {
  const prefix = part.get('prefix');
  const subjectTemplate = part.get('subjectTemplate');
  const schemaTemplate = part.get('schemaTemplate');
  const read = (template: Part, variables: readonly string[]): string =>
    checked(template, 'a template such as "{prefix}{name}"', (text) => faultOfTemplate(text, variables));
  return {
    ...(prefix === undefined ? {} : { prefix: textOf(prefix, 'a prefix such as "com.shop."') }),
    ...(subjectTemplate === undefined ? {} : { subjectTemplate: read(subjectTemplate, MESSAGE_VARIABLES) }),
    ...(schemaTemplate === undefined ? {} : { schemaTemplate: read(schemaTemplate, SCHEMA_VARIABLES) }),
  };
}

/** A folder as its path is written shortest: `./src//events/` is `src/events`. */
export function plainFolder(dir: string): string {
  return dir
    .split('/')
    .filter((step) => step !== '' && step !== '.')
    .join('/');
}

const OUTPUT_MEMBERS = ['dir', 'language', 'validators', 'formats', 'brands', 'adapters'];

function readOutput(part: Part): OutputConfig {
  return readOutputMembers(objectOf(part, OUTPUT_MEMBERS));
}

function readOutputMembers(part: Part): OutputConfig {
  const word = <Word extends string>(name: string, words: readonly Word[], initial: Word): Word => {
    const member = part.get(name);
    return member === undefined ? initial : wordOf(member, words);
  };
  return {
    dir: checked(required(part, 'dir'), 'the folder for generated files', checkFolder),
    language: word('language', LANGUAGES, 'ts'),
    validators: word('validators', VALIDATORS, 'precompiled'),
    formats: word('formats', FORMAT_MODES, 'annotate'),
    brands: readFlag(part.get('brands'), false),
    adapters: readAdapters(part.get('adapters')),
  };
}

function readFlag(part: Part | undefined, initial: boolean): boolean {
  if (part === undefined) return initial;
  if (typeof part.value !== 'boolean') throw part.fail(`expected true or false; found ${describe(part.value)}`);
  return part.value;
}

function readAdapters(part: Part | undefined): readonly AdapterName[] {
  if (part === undefined) return [];
  if (!Array.isArray(part.value)) throw part.fail(`expected an array of names such as ["koa", "lambda"]; found ${describe(part.value)}`);
  return [...new Set(part.items().map((one) => wordOf(one, ADAPTERS)))].toSorted();
}

function readPolicy(part: Part | undefined): PolicyConfig {
  if (part !== undefined) objectOf(part, ['failOn', 'offline']);
  const failOn = part?.get('failOn');
  const offline = part?.get('offline');
  return {
    failOn: failOn === undefined ? 'deprecated' : wordOf(failOn, FAIL_ON),
    offline: offline === undefined ? 'never' : wordOf(offline, OFFLINE),
  };
}

function readLint(part: Part | undefined): LintSeverities {
  if (part === undefined) return {};
  const read = ([name, severity]: readonly [string, Part]): readonly [string, string] => {
    if (LINT_RULE_NAMES.some((known) => known === name)) return [name, wordOf(severity, LINT_SEVERITIES)];
    throw severity.fail(`there is no rule ${misspelt(name, LINT_RULE_NAMES)}; \`sluice lint --rules\` lists them`);
  };
  return Object.fromEntries(anyObject(part).members().map(read));
}

function required(part: Part, name: string): Part {
  const member = part.get(name);
  if (member === undefined) throw part.fail(`"${name}" is missing`);
  return member;
}

function checked(part: Part, what: string, problemOf: (text: string) => string | undefined): string {
  const text = textOf(part, what);
  const problem = problemOf(text);
  if (problem !== undefined) throw part.fail(`expected ${what}; ${problem}`);
  return text;
}

/** Output lies in the project: what is removed there must be nobody else's. */
function checkFolder(text: string): string | undefined {
  const steps = text.split('/').filter((step) => step !== '' && step !== '.');
  if (text.startsWith('/') || text.includes('\\') || /^[a-z]:/i.test(text)) return `found ${describe(text)}: write it relative to this file, with /`;
  if (steps.includes('..')) return `found ${describe(text)}, which lies outside the folder of this file`;
  return steps.length === 0 ? `found ${describe(text)}, which is the folder of this file` : undefined;
}
