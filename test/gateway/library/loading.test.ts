import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');

// All that a function with the gate inside has to bring along.
const PACKAGES = ['semver', '@eslint-community/regexpp'];

// Tells the addresses of the modules that are loaded; the last one is asked for to know that all the others were told.
const HOOKS = `
  let port;
  export const initialize = (data) => { port = data; };
  export const load = (url, context, next) => { port.postMessage(url); return next(url, context); };
`;
const PROGRAM = `
  import { createRequire, register } from 'node:module';
  import { MessageChannel } from 'node:worker_threads';
  const { port1, port2 } = new MessageChannel();
  const loaded = [];
  const told = new Promise((resolve) => port1.on('message', (url) => (url === 'data:text/javascript,last' ? resolve() : loaded.push(url))));
  register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(HOOKS)}), { data: port2, transferList: [port2] });
  const gateway = await import('sluice/gateway');
  await import('data:text/javascript,last').catch(() => {});
  await told;
  port1.close();
  const gate = await gateway.createGate({ snapshot: { position: 0, subjects: [], versions: [] } });
  const judgement = gate.judge({ specversion: '1.0', id: '1', source: '/', type: 'x' });
  const required = Object.keys(createRequire(import.meta.url).cache);
  console.log(JSON.stringify({ exports: Object.keys(gateway), loaded: [...loaded, ...required], judgement }));
`;

interface Loading {
  readonly exports: readonly string[];
  readonly loaded: readonly string[];
  readonly judgement: object;
}

let folder: string;
let loading: Loading;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-loading-'));
  copyInto(ROOT, 'package.json', 'sluice/package.json');
  for (const name of ['dist/src', 'dist/chunks']) copyInto(ROOT, name, `sluice/${name}`);
  for (const name of PACKAGES) copyInto(join(ROOT, 'node_modules'), name, name);
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', PROGRAM], { cwd: folder, encoding: 'utf8' });
  loading = JSON.parse(output) as Loading;
});

afterAll(() => rmSync(folder, { recursive: true }));

function copyInto(from: string, name: string, as: string): void {
  const to = join(folder, 'node_modules', as);
  mkdirSync(dirname(to), { recursive: true });
  cpSync(join(from, name), to, { recursive: true, dereference: true });
}

test('in an empty folder the built entry has all that it is to have', () => {
  expect(loading.exports).toEqual(['createGate', 'express', 'fastify', 'fetchHandler', 'koa', 'lambda']);
  expect(loading.judgement).toEqual({ kind: 'unknown_subject', subject: 'x' });
});

test('it loads no framework, no driver, no native module and nothing of the registry', () => {
  const names = loading.loaded.filter((url) => !url.startsWith('node:')).map((url) => url.replace(/^.*?\/node_modules\//, ''));
  expect(names.filter((name) => !/^(semver|@eslint-community\/regexpp|sluice\/dist\/(src|chunks))\//.test(name))).toEqual([]);
  // A bundled file says above each module where it is from.
  const modules = names
    .filter((name) => name.startsWith('sluice/'))
    .flatMap((name) => [...readFileSync(join(folder, 'node_modules', name), 'utf8').matchAll(/^\/\/ ((?:src|cli)\/\S+)$/gm)])
    .map(([, name]) => name ?? '');
  expect(modules.length).toBeGreaterThan(50);
  const unwanted = /^(cli|src\/(registry|storage|server|codegen|client|containment\/(decide|solve|witness|explain)))\//;
  expect(modules.filter((name) => unwanted.test(name))).toEqual([]);
});
