import { buildContracts, type Contract } from '../../src/asyncapi/contracts.ts';
import { actionsOf } from '../../src/asyncapi/labels.ts';
import type { AsyncApiModel } from '../../src/asyncapi/model.ts';
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
 * both with is both; a message that no operation has is both as well. Names are those of messages, event types those that an import would
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
  const schemas = contracts.filter(({ role }) => role === 'payload').map((contract) => inputOf(model, contract, contracts));
  if (schemas.length === 0) throw new RegistryError('usage_invalid', `${source.file} has no message that code could be made for`);
  return { schemas, leftOut: leftOut.map(({ message, why }) => ({ name: nameOf(message) ?? message.pointer, why })) };
}

function inputOf(model: AsyncApiModel, contract: Contract, contracts: readonly Contract[]): SchemaInput {
  const { subject, dialect, messages } = contract;
  const [message] = messages;
  const name = message === undefined ? undefined : nameOf(message);
  return {
    ...{ schema: contract.schema, subject, dialect, documents: documentsOf(contract, contracts), ...useOf(model, contract) },
    ...(name === undefined ? {} : { name }),
  };
}

/** A reply to what is received is sent, and the other way round. */
function useOf(model: AsyncApiModel, contract: Contract): Pick<SchemaInput, 'use'> {
  const actions = new Set(actionsOf(model, contract).map(({ action }) => action));
  const pointers = new Set(contract.messages.map(({ pointer }) => pointer));
  for (const { action, reply } of model.operations) {
    if (reply?.messages.some(({ message }) => pointers.has(message)) === true) actions.add(action === 'send' ? 'receive' : 'send');
  }
  if (actions.size !== 1) return {};
  return { use: actions.has('send') ? 'produce' : 'consume' };
}
