import type { FormatMode } from '../src/core/compatibility.ts';
import { Effort, MAX_EFFORT } from '../src/core/effort.ts';
import { RegistryError } from '../src/core/errors.ts';
import type { ExactValue } from '../src/core/json/value.ts';
import type { EventFinding } from '../src/core/verdict.ts';
import type { Dialect } from '../src/core/version.ts';
import type { RegistryFlags } from './command.ts';
import { connect } from './connect.ts';
import type { Io, SourceFile } from './io.ts';
import { withinFile } from './schema-file.ts';
import { parseSideName, readSide } from './schema-side.ts';
import { parseSelector } from './selector.ts';

/** What a contract says of one event. */
export interface EventAnswer {
  readonly valid: boolean;
  readonly findings: readonly EventFinding[];
  /** As messages call it: `SUBJECT@N`, or the schema's file. */
  readonly contract: string;
  /** The schema, where it is a file that somebody wrote. */
  readonly schemaFile?: SourceFile;
  /** The answer for a program. */
  readonly json: object;
}

export type EventJudge = (event: ExactValue) => Promise<EventAnswer>;

/** Ask the registry, as a gate would judge, or under one version. */
export async function judgeBySubject(io: Io, text: string, flags: RegistryFlags): Promise<EventJudge> {
  const { subject, version: named } = parseSelector(text);
  const client = await connect(io, flags);
  const version = named === 'latest' ? (await client.getVersion(subject, 'latest')).version : named;
  return async (event) => {
    const answer = await client.validate({ subject, event, ...(version === undefined ? {} : { version }) }).catch((thrown: unknown) => {
      throw notLive(thrown, text, subject);
    });
    const { valid, findings } = answer;
    return { valid, findings, contract: `${answer.subject}@${answer.version}`, json: answer };
  };
}

/** What to do where a gate would judge by nothing: the catalogue speaks to a producer whose event names the version. */
function notLive(thrown: unknown, text: string, subject: string): unknown {
  if (!(thrown instanceof RegistryError)) return thrown;
  const { code, message, data } = thrown;
  const advice = NOT_LIVE[code as keyof typeof NOT_LIVE];
  return advice === undefined ? thrown : new RegistryError(code, message, { data: { ...data, ...advice(text, subject) }, cause: thrown });
}

const NOT_LIVE = {
  dataschema_retired: (text: string, subject: string) => ({
    why: 'A gate judges by live versions only, so no event is valid under this one.',
    next: `\`--subject ${subject}\` judges by the live versions; \`sluice activate ${text}\` brings this one back; its text is in \`sluice show ${text}\`, for --schema.`,
  }),
  unknown_subject: (_text: string, subject: string) => ({
    why: 'All versions of the subject are retired or deleted, so a gate refuses every event of it.',
    next: `\`sluice show ${subject}\` lists them; \`sluice activate ${subject}@N\` brings one back.`,
  }),
} as const;

export interface SchemaJudgeOptions {
  readonly formats: FormatMode;
  readonly dialect?: Dialect;
}

/** Judge by a schema file and those beside it that it refers to; no registry is asked. Throws what is wrong with them. */
export async function judgeBySchema(io: Io, text: string, { formats, ...dialect }: SchemaJudgeOptions): Promise<EventJudge> {
  const name = await parseSideName(io, text);
  if (name.kind === 'subject') {
    throw new RegistryError('file_unreadable', `cannot read ${text}: there is no such file`, { data: { file: text } });
  }
  const { file, documents } = await readSide(io, name, { flags: {}, ...dialect });
  const { jsonSchemaFormat } = await import('../src/formats/json-schema/format.ts');
  const validator = await withinFile(file, () =>
    jsonSchemaFormat.compile(jsonSchemaFormat.parse({ schema: file.text, documents, ...dialect }), { formats }),
  );
  return async (event) => {
    const { valid, findings } = validator.validate(event, { effort: new Effort(MAX_EFFORT, { isAlone: true }) });
    return { valid, findings, contract: file.label, schemaFile: file, json: { valid, schema: file.label, findings } };
  };
}
