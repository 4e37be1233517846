// `npm start`: `sluice up` in front of an example function, with two contracts registered, and three things to try.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createClient } from '../../src/client/index.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { startFunction } from './function.ts';
import { keptData } from './kept-data.ts';

// This file runs as dist/modules/examples/start/main.js.
const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const CONTRACTS = join(ROOT, 'examples', 'start', 'contracts');

const say = (line: string): void => void process.stderr.write(`[sluice] ${line}\n`);

const functionServer = await startFunction(say);
const up = spawn(process.execPath, [join(ROOT, 'dist', 'cli', 'main.js'), 'up', '--target', functionServer.url, ...process.argv.slice(2)], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: { SLUICE_LOG_LEVEL: 'warn', ...process.env },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void up.kill(signal));
up.on('close', (code) => {
  functionServer.server.close();
  process.exitCode = code ?? 1;
});
createInterface({ input: up.stdout }).on('line', (line) => {
  const ready = /^ready registry=(\S+) gateway=(\S+)$/.exec(line);
  if (ready?.[1] === undefined || ready[2] === undefined) return;
  process.stdout.write(`${line}\n`);
  welcome(ready[1], ready[2]).catch((thrown: unknown) => {
    const { code, message } = RegistryError.from(thrown);
    say(`${code}: ${message}`);
    up.kill('SIGTERM');
  });
});

async function welcome(registry: string, gateway: string): Promise<void> {
  const client = createClient({ url: registry });
  for (const file of readdirSync(CONTRACTS).toSorted()) {
    const subject = file.slice(0, -'.json'.length);
    const { version, existing } = await client.register(subject, { schema: readFileSync(join(CONTRACTS, file), 'utf8') });
    say(`${existing === true ? 'already registered' : 'registered'} ${subject}@${version}`);
  }
  process.stderr.write(suggestions(registry, gateway));
}

function suggestions(registry: string, gateway: string): string {
  const send = (data: string): string =>
    `curl -i ${gateway}/ -H 'ce-specversion: 1.0' -H 'ce-id: 1' -H 'ce-source: /shop' -H 'ce-type: com.shop.order.placed' -H 'content-type: application/json' -d '${data}'`;
  return `
registry ${registry}    gateway ${gateway}    function ${functionServer.url}

Look around in a browser: ${registry}/ui/

Three things to try in another terminal:

1. An event that fits its contract reaches the function:
   ${send('{"orderId":"ord_7k2m9x","lines":[{"sku":"A-1","quantity":2}],"total":1990,"currency":"EUR"}')}

2. A malformed one is refused, and told why:
   ${send('{"orderId":"ord_7k2m9x","lines":[{"sku":"A-1","quantity":"2"}],"total":1990}')}

3. A contract that would break its readers is refused with the event that proves it:
   sed 's/"total"/"amount"/' examples/start/contracts/com.shop.order.placed.json > /tmp/renamed.json
   SLUICE_REGISTRY=${registry} node dist/cli/main.js register /tmp/renamed.json --subject com.shop.order.placed

Ctrl-C stops everything; ${keptData(process.argv.slice(2), process.env)}.
`;
}
