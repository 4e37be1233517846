import type { MessageModel, MessageUse } from './model.ts';
import { readMessage, type MessageContext } from './read-message.ts';
import { asPart, type Part } from './read-parts.ts';
import type { Placed } from './references.ts';

/** Collects the messages of a document, each once, by where they are defined. */
export class MessageTable {
  readonly #messages = new Map<string, MessageModel>();
  readonly #context: MessageContext;

  constructor(context: MessageContext) {
    this.#context = context;
  }

  get messages(): readonly MessageModel[] {
    return [...this.#messages.values()];
  }

  /** A message that a place names or holds; undefined where it leads to none. `key` is how that place calls it. */
  use(placed: Placed, key: string | undefined): MessageUse | undefined {
    const part = asPart(this.#context.resolver, placed);
    if (part === undefined) return undefined;
    const own = keyAt(part, key);
    if (!this.#messages.has(part.pointer)) this.#messages.set(part.pointer, readMessage(this.#context, part, own));
    return { key: key ?? own, message: part.pointer };
  }
}

/** A message of `components.messages` has its key there, whoever uses it. */
function keyAt({ value, pointer }: Part, key: string | undefined): string {
  const [, component] = /\/components\/messages\/([^/]+)$/.exec(pointer) ?? [];
  if (component !== undefined) return component.replaceAll('~1', '/').replaceAll('~0', '~');
  const { messageId } = value;
  return typeof messageId === 'string' ? messageId : (key ?? '');
}
