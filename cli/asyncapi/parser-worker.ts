import { parentPort } from 'node:worker_threads';
import { keepCompiled } from './keep-compiled.ts';
import type { ParserAnswer, ParserQuestion } from './official-check.ts';

// Loading the parser takes longer than most of its answers, so it begins before the question comes.
const loading = import('@asyncapi/parser');
loading.catch(() => {}); // Said in the answer.

parentPort?.on('message', (question: ParserQuestion) => {
  void answer(question).then((found) => parentPort?.postMessage(found));
});

async function answer(question: ParserQuestion): Promise<ParserAnswer> {
  const { Parser } = await loading.catch(() => ({ Parser: undefined }));
  if (Parser === undefined) return { kind: 'missing' };
  if (question.kind === 'load') return { kind: 'loaded' };
  const asked: string[] = [];
  // One that throws is followed by the parser's own, which fetches; one that answers is the last word.
  const silent = (schema: string): object => ({
    ...{ schema, order: 1, canRead: true },
    read: (uri: { toString(): string }) => {
      asked.push(uri.toString());
      return '{}';
    },
  });
  const parser = new Parser({ __unstable: { resolver: { cache: false, resolvers: ['http', 'https', 'file'].map(silent) as never[] } } });
  keepCompiled(parser);
  const diagnostics = await parser.validate(question.text);
  return {
    kind: 'checked',
    asked,
    diagnostics: diagnostics.map(({ code, message, path, severity }) => ({
      code: String(code),
      message,
      path: path.map(String),
      isError: (severity as number) === 0,
    })),
  };
}
