import { FORMAT_MODES } from '../../src/core/compatibility.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { DIALECTS } from '../../src/core/version.ts';
import { examples, oneOf, registryOption, type CommandModule, type RegistryFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { deliverFindings, findingsOptions, type FindingsFlags } from '../findings-report.ts';
import { readSource, type Io } from '../io.ts';
import { MAX_EVENTS_BYTES } from '../../src/files/read-file.ts';
import { jsonParts, readPart, type JsonPart } from '../json-parts.ts';
import { judgeBySchema, judgeBySubject, type EventJudge } from '../judge-events.ts';
import { mapInOrder } from '../map-in-order.ts';
import { isValid, validationJson, validationOutline, validationText, type JudgedEvent } from '../report/validate.ts';
import { isTextFault } from '../schema-file.ts';

interface Flags extends FindingsFlags, RegistryFlags {
  readonly subject?: string;
  readonly schema?: string;
  readonly dialect?: string;
  readonly formats?: string;
}

const REQUESTS_AT_ONCE = 8;

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('<file...>', "JSON files with an event's data each, or NDJSON with an event a line; - is standard input")
      .option('--subject <subject[@n]>', 'the contract: as a gate would judge, or under one version')
      .option('--schema <file>', 'the contract is this JSON Schema file, or git:REF:FILE; no registry is asked')
      .option('--dialect <dialect>', 'with --schema, for files without $schema (default: draft-2020-12)')
      .option('--formats <mode>', 'with --schema: annotate, or assert: format is judged too (default: annotate)');
    registryOption(declared);
    findingsOptions(declared);
    examples(declared, [
      ['sluice validate event.json --subject com.shop.order.placed', 'would a gate accept it?'],
      ['sluice validate events/*.json --schema order-placed.json', 'files under a schema file; no registry is asked'],
      ['sluice mock order.json --count 5 | sluice validate - --schema order.json', 'from a pipe, an event a line'],
      ['sluice validate events.ndjson --subject com.shop.order.placed@2', 'under version 2; a finding names the line'],
    ]);
  },

  hasFindings: true,

  async run(io, paths, flags) {
    const judge = await chooseJudge(io, flags);
    const parts: JsonPart[] = [];
    // One by one: as arguments of one call, the lines of a long file would not fit on the stack.
    for (const path of paths) for (const part of jsonParts(await readSource(io, path, { maxBytes: MAX_EVENTS_BYTES }))) parts.push(part);
    if (parts.length === 0) throw new RegistryError('usage_invalid', `expected an event; found none in ${paths.join(', ')}`);
    const work = (part: JsonPart): Promise<JudgedEvent> => judgeOne(part, judge, { isAlone: paths.length === 1 && part.line === undefined });
    const events: JudgedEvent[] = [];
    for await (const event of mapInOrder(parts, { width: REQUESTS_AT_ONCE, work })) events.push(event);
    await deliverFindings(io, flags, {
      json: validationJson(events),
      text: (style) => validationText(events, style),
      outline: () => validationOutline(events),
    });
    return events.every(isValid) ? EXIT.ok : EXIT.findings;
  },
};

async function chooseJudge(io: Io, { subject, schema, dialect, formats, ...flags }: Flags): Promise<EventJudge> {
  if (subject !== undefined && schema === undefined) {
    const [stray] = [...(dialect === undefined ? [] : ['--dialect']), ...(formats === undefined ? [] : ['--formats'])];
    if (stray !== undefined) throw new RegistryError('usage_invalid', `${stray} is for --schema FILE: a registry knows its own`);
    return judgeBySubject(io, subject, flags);
  }
  if (schema === undefined || subject !== undefined) {
    const found = schema === undefined ? 'neither' : 'both';
    throw new RegistryError('usage_invalid', `expected --subject SUBJECT[@N], or --schema FILE, to validate by; found ${found}`);
  }
  return judgeBySchema(io, schema, {
    formats: formats === undefined ? 'annotate' : oneOf('--formats', FORMAT_MODES, formats),
    ...(dialect === undefined ? {} : { dialect: oneOf('--dialect', DIALECTS, dialect) }),
  });
}

/** What is wrong with the only event is the error of the command; among others it is one answer of several. */
async function judgeOne(part: JsonPart, judge: EventJudge, { isAlone }: { readonly isAlone: boolean }): Promise<JudgedEvent> {
  try {
    return { kind: 'judged', part, answer: await judge(await readPart(part)) };
  } catch (thrown) {
    if (isAlone || !(thrown instanceof RegistryError) || !(isTextFault(thrown) || thrown.code === 'event_too_costly')) throw thrown;
    return { kind: 'unreadable', part, error: thrown };
  }
}
