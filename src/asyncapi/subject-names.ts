import { RegistryError } from '../core/errors.ts';
import { parsePointer } from '../core/json/pointer.ts';
import { isJsonObject } from '../core/json/value.ts';
import { faultOfTemplate, MESSAGE_VARIABLES, SCHEMA_VARIABLES } from '../core/name-template.ts';
import { parseSubject } from '../core/subject.ts';
import { trimDots } from './document-names.ts';
import type { AsyncApiModel, MessageModel } from './model.ts';

/** How the subjects of a document are called. */
export interface NamingOptions {
  /** In front of every name that is neither a CloudEvents type nor said by `x-sluice-subject`. Default: nothing. */
  readonly prefix?: string;
  /** Instead of the order below, for messages: see `MESSAGE_VARIABLES`. */
  readonly subjectTemplate?: string;
  /** For schemas that messages share. Default `{prefix}schemas.{name}`. */
  readonly schemaTemplate?: string;
}

/** Throws `usage_invalid` for a template with another variable, or with a brace that is not closed. */
export function checkNaming({ subjectTemplate, schemaTemplate }: NamingOptions): void {
  checkTemplate('--subject-template', subjectTemplate, MESSAGE_VARIABLES);
  checkTemplate('--schema-template', schemaTemplate, SCHEMA_VARIABLES);
}

function checkTemplate(flag: string, template: string | undefined, variables: readonly string[]): void {
  const fault = template === undefined ? undefined : faultOfTemplate(template, variables);
  if (fault !== undefined) throw new RegistryError('usage_invalid', `${flag}: ${fault}`);
}

/**
 * The subject of a message: `x-sluice-subject`; the template, where there is one; its CloudEvents type; its name, or its key in the
 * document; the address of its channel, what is done there, and of one of several what it carries. None of them depends on another message, so a name stays when others come
 * and go. Throws `subject_invalid`, and `usage_invalid` where the template names what the message has not; with the pointer of the message.
 */
export function subjectOfMessage(model: AsyncApiModel, message: MessageModel, options: NamingOptions): string {
  const { prefix = '', subjectTemplate } = options;
  const text =
    message.subject ??
    (subjectTemplate === undefined ? undefined : fill(subjectTemplate, message.pointer, { ...variablesOf(model, message), prefix })) ??
    message.type ??
    `${prefix}${nameOf(message) ?? nameOfPlace(model, message)}`;
  return parsedAt(message.pointer, text);
}

/** What a message is called where it is written; undefined where it has neither name nor key. */
export function nameOf({ name, key }: Pick<MessageModel, 'name' | 'key'>): string | undefined {
  return name ?? (key === '' ? undefined : key);
}

function nameOfPlace(model: AsyncApiModel, message: MessageModel): string {
  const { pointer } = message;
  const operation = model.operations.find(({ messages }) => messages.some((use) => use.message === pointer));
  const [, channel = 'message'] = /^\/channels\/([^/]+)/.exec(pointer) ?? [];
  const place = operation?.channel ?? channel;
  const choice = /\/oneOf\/\d+$/.test(pointer) ? nameOfChoice(message) : undefined;
  return `${slug(place)}.${operation?.action ?? 'message'}${choice === undefined ? '' : `.${slug(choice)}`}`;
}

/** In 2.x one of several messages of an operation may have neither name nor key; what it carries tells it from the others. */
function nameOfChoice({ pointer, title, payload }: MessageModel): string | undefined {
  if (title !== undefined || payload === undefined) return title;
  const { schema } = payload;
  if (!payload.pointer.startsWith(`${pointer}/`)) return schemaName(payload.pointer);
  return isJsonObject(schema) && typeof schema['title'] === 'string' ? schema['title'] : undefined;
}

/** An address as a name: `light/{id}/measured` is `light.id.measured`. */
function slug(text: string): string {
  return trimDots(text.replaceAll('~1', '/').replace(/[^\p{L}\p{N}_.-]+/gu, '.')) || 'message';
}

function variablesOf(model: AsyncApiModel, message: MessageModel): Readonly<Record<string, string | undefined>> {
  const operation = model.operations.find(({ messages }) => messages.some((use) => use.message === message.pointer));
  const channel =
    model.channels.find(({ name }) => name === operation?.channel) ??
    model.channels.find(({ messages }) => messages.some((use) => use.message === message.pointer));
  return {
    ...{ type: message.type, name: nameOf(message), title: message.title, key: message.key === '' ? undefined : message.key },
    channel: channel === undefined ? undefined : slug(channel.name),
    address: channel?.address === undefined || channel.address === null ? undefined : slug(channel.address),
    ...{ action: operation?.action, operation: operation?.name, app: appOf(model) },
  };
}

/** The application as part of a name: its id's last step, else its title in lower case. */
export function appOf({ application: { id, title } }: AsyncApiModel): string {
  return slug((id?.split(/[:/#]/).findLast((step) => step !== '') ?? title).toLowerCase());
}

function fill(template: string, pointer: string, variables: Readonly<Record<string, string | undefined>>): string {
  return template.replace(/\{([^{}]*)\}/g, (_, name: string) => {
    const value = variables[name];
    if (value !== undefined) return value;
    throw new RegistryError('usage_invalid', `the template ${JSON.stringify(template)} names {${name}}, which the message has not`, {
      data: { pointer },
    });
  });
}

/** The subject of a schema that several messages may use, by the name that it has where it stands. */
export function subjectOfSchema(
  model: AsyncApiModel,
  pointer: string,
  { prefix = '', schemaTemplate = '{prefix}schemas.{name}' }: NamingOptions,
): string {
  const said = saidOf(model, pointer);
  if (said !== undefined) return parsedAt(pointer, said);
  return parsedAt(pointer, fill(schemaTemplate, pointer, { prefix, app: appOf(model), name: schemaName(pointer) }));
}

/** The document's own word, as an export writes it: a schema has no place for an extension that would be no part of the contract. */
function saidOf({ application: { extensions } }: AsyncApiModel, pointer: string): string | undefined {
  const [, key] = /^\/components\/schemas\/([^/]+)(?:\/schema)?$/.exec(pointer) ?? [];
  const { [SCHEMAS_EXTENSION]: subjects } = extensions;
  if (key === undefined || !isJsonObject(subjects) || !Object.hasOwn(subjects, key)) return undefined;
  const subject = subjects[key];
  return typeof subject === 'string' ? subject : undefined;
}

/** The extension of a document that says of schemas of `components.schemas` which subjects they are, by their keys. */
export const SCHEMAS_EXTENSION = 'x-sluice-schemas';

/** The last step that somebody chose: not the `schema` of a multi-format object. Of a whole file the name of the file. */
export function schemaName(pointer: string): string {
  const steps = (parsePointer(pointer) ?? []).filter((step, index, all) => !(step === 'schema' && index === all.length - 1 && all.length > 1));
  const last = steps.at(-1) ?? 'schema';
  if (steps.length === 2 && steps[0] === 'x-sluice-files') return slug((last.split('/').at(-1) ?? last).replace(/(\.schema)?\.(json|ya?ml)$/i, ''));
  const [, message] = /\/messages\/([^/]+)\/(?:payload|headers)$/.exec(pointer) ?? [];
  return slug(message === undefined ? last : `${message}.${last}`);
}

function parsedAt(pointer: string, text: string): string {
  try {
    return parseSubject(text);
  } catch (thrown) {
    if (!(thrown instanceof RegistryError)) throw thrown;
    throw new RegistryError(thrown.code, thrown.message, { data: { ...thrown.data, pointer }, cause: thrown });
  }
}
