import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';
import { isTyped } from './ask.ts';
import type { Io } from './io.ts';

/** A secret from standard input: asked for without showing it where a person types, else the whole input. White space around it is taken off. */
export async function readSecret({ stdin, err }: Io, question: string): Promise<string> {
  if (!isTyped({ stdin })) return (await text(stdin)).trim();
  err.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true });
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT')); // While it asks, the terminal sends none.
  try {
    const ended = new Promise<string>((resolve) => lines.once('close', () => resolve(''))); // Ctrl-D
    return (await Promise.race([lines.question(''), ended])).trim();
  } finally {
    lines.close();
    err.write('\n');
  }
}

/** Whether a person says yes; where nobody types, nobody does. */
export async function confirm({ stdin, err }: Io, question: string): Promise<boolean> {
  if (!isTyped({ stdin })) return false;
  err.write(`${question} [y/N] `);
  const lines = createInterface({ input: stdin });
  try {
    const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    return /^y(es)?$/i.test((await Promise.race([lines.question(''), ended])).trim());
  } finally {
    lines.close();
  }
}
