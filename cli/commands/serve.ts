import { examples, type CommandModule } from '../command.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { readRegistryConfig, securityOptions, type SecurityFlags } from '../registry-config.ts';
import {
  confluentOption,
  confluentOptions,
  dataDir,
  requireOneStore,
  DEFAULT_REGISTRY_PORT,
  drainDelayMs,
  drainOption,
  listenAddress,
  portFlag,
  serverOptions,
  storeChoice,
  storeOption,
  type ConfluentFlags,
  type ServerFlags,
  type StoreFlags,
} from '../server-flags.ts';
import { takeOverProcess, type Held, type TakeOver } from '../take-over.ts';

interface Flags extends ServerFlags, StoreFlags, SecurityFlags, ConfluentFlags {
  readonly port?: string;
  readonly registryPort?: string;
}

export const command: CommandModule<Flags> = {
  drains: true,

  declare(declared) {
    declared
      .option('--port <port>', `the port; 0 takes a free one (default: ${DEFAULT_REGISTRY_PORT})`)
      .option('--registry-port <port>', 'the same, as `up` calls it');
    serverOptions(declared);
    storeOption(declared);
    drainOption(declared);
    securityOptions(declared);
    declared.option(
      '--gateway <name=url...>',
      'a gateway whose admin API is handed through at /api/v1/gateways; SLUICE_GATEWAY_TOKEN_NAME (of one: SLUICE_GATEWAY_TOKEN) has its token',
    );
    confluentOption(declared);
    examples(declared, [
      ['sluice serve', `on port ${DEFAULT_REGISTRY_PORT}, data in .sluice-data/`],
      ['sluice serve --port 0 --store memory:', 'for tests: a free port, nothing kept'],
      ['sluice serve --auth keys', 'callers need a key: `sluice keys create --dir .sluice-data --name me --scope admin`'],
      ['sluice serve --auth keys --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem', 'for others, over https'],
      ['sluice serve --gateway shop=http://127.0.0.1:8080', 'also hand through what that gateway counts and keeps'],
      ['sluice serve --host 0.0.0.0 --insecure', 'whoever reaches the address may change contracts'],
    ]);
  },

  run: (io, _operands, flags) => serve(io, flags, takeOverWithSmallHeaps),
};

/** Serve to the end. `takeOver` is called once the words are found to be right, before anything is opened. */
export async function serve(io: Io, flags: Flags, takeOver: TakeOver): Promise<ExitCode> {
  const port = portFlag(flags.port, flags.registryPort, '--registry-port') ?? { flag: '--port', text: String(DEFAULT_REGISTRY_PORT) };
  const address = listenAddress(flags, port);
  requireOneStore(io, flags);
  const [store, delay] = [storeChoice(io, flags), drainDelayMs(flags)];
  const config = await readRegistryConfig(io, flags);
  const { startRegistry } = await import('../../src/server/registry/start-registry.ts');
  const { log, lifetime } = await takeOver(io);
  const server = await startRegistry({
    store,
    dataDir: dataDir(io, flags),
    address,
    log,
    config,
    drainDelayMs: delay,
    confluent: confluentOptions(flags),
  });
  io.out.write(`ready registry=${server.url}\n`);
  return lifetime.runToEnd(server);
}

async function takeOverWithSmallHeaps(io: Io): Promise<Held> {
  const { keepHeapsSmall } = await import('../../src/server/small-heaps.ts');
  keepHeapsSmall();
  return takeOverProcess(io);
}
