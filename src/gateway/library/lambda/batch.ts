import type { Message, Messages } from './envelope.ts';

/** What Lambda asks of a function whose mapping says ReportBatchItemFailures. */
export interface BatchResult {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

type OnFailure = (thrown: unknown, record: unknown) => void;

/**
 * Handle messages one after the other. Of a group whose message failed, those that follow are not handled, and fail too: what
 * is in order must not be overtaken. Throws what the first one threw where the service takes no list.
 */
export async function handleEach(
  { report, messages }: Messages,
  handle: (message: Message) => Promise<void>,
  onFailure: OnFailure,
): Promise<BatchResult | undefined> {
  const failed: string[] = [];
  const blocked = new Set<string>();
  for (const message of messages) {
    const { id, group } = message;
    const isHandled = !(group !== undefined && blocked.has(group)) && (await succeeds(message, handle, report === 'throw' ? rethrow : onFailure));
    if (isHandled) continue;
    failed.push(id);
    if (group !== undefined) blocked.add(group);
  }
  if (report === 'throw') return undefined;
  return { batchItemFailures: (report === 'first' ? failed.slice(0, 1) : failed).map((id) => ({ itemIdentifier: id })) };
}

async function succeeds(message: Message, handle: (message: Message) => Promise<void>, onFailure: OnFailure): Promise<boolean> {
  try {
    await handle(message);
    return true;
  } catch (thrown) {
    onFailure(thrown, message.record);
    return false;
  }
}

function rethrow(thrown: unknown): never {
  throw thrown;
}
