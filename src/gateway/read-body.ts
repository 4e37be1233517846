import type { IncomingMessage } from 'node:http';
import { RegistryError } from '../core/errors.ts';

/** The whole body. Throws `body_too_large` as soon as it is known to be. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const refuse = (): void => {
      request.removeAllListeners('data');
      // The rest is let run out, so that the sender reads the answer instead of a reset.
      request.resume();
      reject(new RegistryError('body_too_large', `the body is larger than ${maxBytes} bytes; send a smaller event`));
    };
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return refuse();
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) refuse();
      else chunks.push(chunk);
    });
    request.once('end', () => resolve(Buffer.concat(chunks, bytes)));
    request.once('error', reject);
    request.once('close', () => reject(new RegistryError('request_invalid', 'the sender broke off before the end of the body')));
  });
}
