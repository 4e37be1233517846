import { Parser } from '@asyncapi/parser';
import { expect, test } from 'vitest';
import { keepCompiled } from '../../cli/asyncapi/keep-compiled.ts';

const V3 = `asyncapi: 3.0.0
info: { title: a, version: '1' }
channels: { a: { address: a, messages: { m: { payload: { type: string } } } } }
operations: { o: { action: send, channel: { $ref: '#/channels/a' } } }
`;
const V2 = `asyncapi: 2.6.0
info: { title: a, version: '1' }
channels: { a: { publish: { message: { $ref: '#/components/messages/m' } } } }
components: { messages: { m: { payload: { type: string } } } }
`;

// In this order: what was wrong with one is not said of the next, nor what one version has of another.
const DOCUMENTS: readonly (readonly [title: string, text: string, isWrong: boolean])[] = [
  [
    '3.0 with an action that there is not, and a reference where none may be',
    V3.replace('send', 'sent').replace("{ title: a, version: '1' }", "{ $ref: '#/x-info' }\nx-info: { title: a, version: '1' }"),
    true,
  ],
  ['3.0', V3, false],
  ['2.6 with a field that 3.0 has', V2.replace('publish: {', 'address: b, publish: {'), true],
  ['2.6', V2, false],
  ['no document', 'a: 1', true],
];

for (const [title, text, isWrong] of DOCUMENTS)
  test(`the parser says of a document what it says with nothing kept: ${title}`, async () => {
    const parser = new Parser();
    expect(keepCompiled(parser)).toEqual(['asyncapi-document-resolved', 'asyncapi-document-unresolved']);
    const found = await parser.validate(text);
    expect(found).toEqual(await new Parser().validate(text));
    expect(found.some(({ severity }) => (severity as number) === 0)).toBe(isWrong);
  });
