import { beforeAll, expect, test } from 'vitest';
import { ORDER_EVENT, ORDER_V1, WRONG_EVENT } from './contracts.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith, sluice, type Finished } from './process.ts';

const LINES = `${JSON.stringify(ORDER_EVENT)}\n\n${JSON.stringify(WRONG_EVENT)}\n{broken\n`;

let cwd = '';
beforeAll(async () => {
  cwd = await folderWith({
    'order.json': ORDER_V1,
    'price.json': { $ref: 'money.json#/$defs/amount' },
    'money.json': { $defs: { amount: { type: 'integer' } } },
    'when.json': { format: 'date-time' },
    'tuple.json': { items: [{ type: 'string' }], additionalItems: false },
    'good.json': ORDER_EVENT,
    'wrong.json': WRONG_EVENT,
    'one.json': '1',
    'text.json': '"1"',
    'list.json': '["a", 2]',
    'cut.json': '{ "orderId": ',
    'many.ndjson': LINES,
    'empty.ndjson': '\n',
  });
});

function validate(args: string, stdin?: string): Promise<Finished> {
  return sluiceHere(['validate', ...args.split(' ')], { cwd, ...(stdin === undefined ? {} : { stdin }) });
}

// The registry of these processes answers nothing: whatever is judged here is judged without one.
const ROWS = [
  { args: 'good.json --schema order.json', code: 0, out: /^valid under order\.json\n$/ },
  {
    args: 'wrong.json --schema order.json',
    code: 1,
    out: /^invalid under order\.json\n {2}wrong\.json:3:13: \/amount: .*\n.*\n.*\n {4}schema {3}order\.json:\d+:\d+ \(/,
  },
  { args: 'one.json --schema price.json', code: 0, out: /^valid/ },
  { args: 'text.json --schema price.json', code: 1, out: /money\.json:4:15 \(\/\$defs\/amount\/type\)/ },
  { args: 'text.json --schema when.json', code: 0, out: /^valid/ },
  { args: 'text.json --schema when.json --formats assert', code: 1, out: /^invalid/ },
  { args: 'list.json --schema tuple.json --dialect draft-07', code: 1, out: /^invalid/ },
  {
    args: 'good.json wrong.json --schema order.json',
    code: 1,
    out: /^wrong\.json: invalid under [^]*\n2 events, 1 valid, 1 invalid under order\.json\n$/,
  },
  {
    args: 'good.json cut.json --schema order.json',
    code: 1,
    out: /^cut\.json: json_invalid: [^]*\n2 events, 1 valid, 1 invalid under order\.json\n$/,
  },
  { args: 'cut.json --schema order.json', code: 1, err: /where: cut\.json:1:14/ },
  {
    args: 'many.ndjson --schema order.json',
    code: 1,
    out: /^many\.ndjson:3: invalid [^]*\n {2}many\.ndjson:3:27: \/amount: [^]*\nmany\.ndjson:4: json_invalid: /,
  },
  { args: 'empty.ndjson --schema order.json', code: 2, err: /expected an event; found none in empty\.ndjson/ },
  { args: 'good.json', code: 2, err: /expected --subject .* found neither/ },
  { args: 'good.json --schema order.json --subject order', code: 2, err: /found both/ },
  { args: 'good.json --subject order --formats assert', code: 2, err: /--formats is for --schema FILE/ },
  { args: 'good.json --schema nowhere', code: 2, err: /cannot read nowhere/ },
] as const;

for (const { args, code, ...says } of ROWS) {
  test(`validate ${args} ends with ${code}`, async () => {
    const finished = await validate(args);
    expect(finished.code, finished.stderr).toBe(code);
    if ('out' in says) expect(finished.stdout).toMatch(says.out);
    if ('err' in says) expect(finished.stderr).toMatch(says.err);
  });
}

for (const count of ['1', '5']) {
  test(`what mock makes, ${count} at a time, goes through validate`, async () => {
    const { stdout } = await sluiceHere(['mock', 'order.json', '--count', count], { cwd });
    await expect(validate('- --schema order.json', stdout)).resolves.toMatchObject({ code: 0 });
  });
}

test('a file may have more lines than a call has room for arguments', async () => {
  const { code, stdout } = await sluice(['validate', '-', '--schema', 'price.json'], { cwd, stdin: '1\n'.repeat(200_000) });
  expect({ code, stdout }).toEqual({ code: 0, stdout: '200,000 events, valid under price.json\n' });
});

test('of several events, a program gets each with its file and line', async () => {
  const { stdout } = await validate('- --schema order.json --format json', LINES);
  expect(JSON.parse(stdout)).toMatchObject({
    valid: false,
    events: [
      { file: '(standard input)', line: 1, valid: true },
      { line: 3, valid: false, findings: [{ instancePointer: '/amount' }] },
      { line: 4, valid: false, error: { code: 'json_invalid' } },
    ],
  });
});

test('in a workflow, an event of a line is an annotation there', async () => {
  const { stdout } = await validate('many.ndjson --schema order.json --format github');
  expect(stdout).toMatch(/^::error file=many\.ndjson,line=3,col=27,title=[^]*\n::error file=many\.ndjson,line=4,col=2,title=/);
});
