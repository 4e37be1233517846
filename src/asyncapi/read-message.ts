import { appendPointer } from '../core/json/pointer.ts';
import { cloudEventsType, dataOfEnvelope } from './cloud-events.ts';
import { madeExampleName } from './document-names.ts';
import type { MessageModel, SchemaUse } from './model.ts';
import { describe, partOf, readExamples, textIn, textsOf, type Part } from './read-parts.ts';
import type { Resolver } from './references.ts';
import { useOfSchema } from './schema-use.ts';
import { applyTraits } from './traits.ts';

export interface MessageContext {
  readonly resolver: Resolver;
  readonly major: 2 | 3;
  readonly defaultContentType?: string;
}

/** Read a message with its traits. `key` is how the place that defines it calls it. */
export function readMessage(context: MessageContext, written: Part, key: string): MessageModel {
  const { resolver, major, defaultContentType } = context;
  const part = applyTraits(resolver, written, major);
  const { value } = part;
  const contentType = textIn(value, 'contentType') ?? defaultContentType;
  const payload = readSchema(resolver, part, 'payload', major === 2 ? textIn(value, 'schemaFormat') : undefined);
  const headers = readSchema(resolver, part, 'headers', undefined);
  const data = payload === undefined ? undefined : dataOfEnvelope(resolver, payload, contentType);
  const type = cloudEventsType(resolver, value, { payload, headers, isEnvelope: data !== undefined });
  const subject = textIn(value, 'x-sluice-subject');
  const correlation = partOf(resolver, part, 'correlationId')?.value;
  const location = correlation === undefined ? undefined : textIn(correlation, 'location');
  return {
    ...describe(resolver, part),
    key,
    ...textsOf(value, ['name']),
    ...(type === undefined ? {} : { type }),
    ...(subject === undefined ? {} : { subject }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(payload === undefined ? {} : { payload }),
    ...(data === undefined ? {} : { data }),
    ...(headers === undefined ? {} : { headers }),
    ...(correlation === undefined || location === undefined ? {} : { correlationId: { location, ...textsOf(correlation, ['description']) } }),
    deprecated: value['deprecated'] === true,
    examples: readExamples(value).filter(({ name }) => subject === undefined || name !== madeExampleName(subject)),
  };
}

/** A schema of a message, or a multi-format object; undefined where there is none. */
function readSchema(resolver: Resolver, { value, pointer }: Part, name: string, schemaFormat: string | undefined): SchemaUse | undefined {
  const schema = value[name];
  if (schema === undefined) return undefined;
  // What traits made of two places stands nowhere, so it has the place of the message.
  return useOfSchema(resolver, { value: schema, pointer: appendPointer(pointer, name) }, schemaFormat);
}
