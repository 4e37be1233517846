import { buildContracts, type Contract } from '../../src/asyncapi/contracts.ts';
import type { Action, AsyncApiModel, MessageUse } from '../../src/asyncapi/model.ts';
import { nameOf, type NamingOptions } from '../../src/asyncapi/subject-names.ts';
import type { SchemaInput } from '../../src/codegen/index.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { checkContracts, documentsOf } from './check-contracts.ts';
import { placed } from './check-document.ts';
import { invalid, type LoadedDocument } from './load-document.ts';

export interface ApplicationInputs {
  readonly schemas: readonly SchemaInput[];
  /** Messages that no code is made for, and why. */
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
}

/**
 * The contracts of an application as the generator takes them: what it sends it produces, what it receives it consumes, and what it does
 * both with is both. A message that no operation has is left out, unless there are no operations at all: then each is both. Names are those of messages, event types those that an import would
 * give. Throws `asyncapi_invalid` for a schema that is none and for two messages of one name, with the place.
 */
export function applicationInputs(document: LoadedDocument, options: NamingOptions = {}): ApplicationInputs {
  const { source, resolver, model } = document;
  const { contracts, leftOut, collisions } = buildContracts(resolver, model, options);
  const [collision] = collisions;
  if (collision !== undefined) {
    const message = `two different schemas come to the event type ${JSON.stringify(collision.subject)}: give one a name of its own, or x-sluice-subject`;
    throw invalid(source, [{ code: 'subject_collision', message, place: source.locate(collision.pointers.at(-1) ?? '') }]);
  }
  const wrong = checkContracts(contracts).map((finding) => placed(source, finding));
  if (wrong.length > 0) throw invalid(source, wrong);
  const payloads = contracts.filter(({ role }) => role === 'payload').map((contract) => ({ contract, actions: deedsOf(model, contract) }));
  const isUsed = ({ actions }: (typeof payloads)[number]): boolean => actions.size > 0 || model.operations.length === 0;
  const schemas = payloads.filter(isUsed).map(({ contract, actions }) => inputOf(contract, contracts, actions));
  if (schemas.length === 0) throw new RegistryError('usage_invalid', `${source.file} has no message that code could be made for`);
  const unused = payloads.filter((payload) => !isUsed(payload)).map(({ contract: { subject } }) => ({ name: subject, why: UNUSED }));
  return { schemas, leftOut: [...leftOut.map(({ message, why }) => ({ name: nameOf(message) ?? message.pointer, why })), ...unused] };
}

const UNUSED = 'no operation of the application has it';

function inputOf(contract: Contract, contracts: readonly Contract[], actions: ReadonlySet<Action>): SchemaInput {
  const { schema, subject, dialect, messages } = contract;
  const [message] = messages;
  const name = message === undefined ? undefined : nameOf(message);
  return {
    ...{ schema, subject, dialect, documents: documentsOf(contract, contracts) },
    ...(actions.size === 1 ? { use: actions.has('send') ? 'produce' : 'consume' } : {}),
    ...(name === undefined ? {} : { rootName: name }),
  };
}

/** A reply to what is received is sent, and the other way round. */
function deedsOf(model: AsyncApiModel, { messages }: Contract): ReadonlySet<Action> {
  const pointers = new Set(messages.map(({ pointer }) => pointer));
  const has = (uses: readonly MessageUse[] = []): boolean => uses.some(({ message }) => pointers.has(message));
  return new Set(
    model.operations.flatMap(({ action, messages: carried, reply }): Action[] => [
      ...(has(carried) ? [action] : []),
      ...(has(reply?.messages) ? [action === 'send' ? ('receive' as const) : ('send' as const)] : []),
    ]),
  );
}
