import { RegistryError } from '../../src/core/errors.ts';
import type { GatewayConfig } from '../../src/gateway/config.ts';
import { examples, type CommandModule } from '../command.ts';
import type { ExitCode } from '../exit-code.ts';
import { gatewayAddress, readGatewayConfig, targetConfig } from '../gateway-config.ts';
import type { Io } from '../io.ts';
import { readRegistryConfig, securityOptions, type SecurityFlags } from '../registry-config.ts';
import {
  confluentOption,
  confluentOptions,
  dataDir,
  DEFAULT_GATEWAY_PORT,
  DEFAULT_REGISTRY_PORT,
  drainDelayMs,
  drainOption,
  listenAddress,
  serverOptions,
  storeChoice,
  storeOption,
  queuePasswordFile,
} from '../server-flags.ts';
import type { ConfluentFlags, ServerFlags, StoreFlags } from '../server-flags.ts';
import { takeOverProcess, type TakeOver } from '../take-over.ts';

interface Flags extends ServerFlags, StoreFlags, SecurityFlags, ConfluentFlags {
  readonly target?: string;
  readonly config?: string;
  /** Taken to say what to give instead. */
  readonly port?: string;
  readonly registryPort?: string;
  readonly gatewayPort?: string;
}

export const command: CommandModule<Flags> = {
  drains: true,

  declare(declared) {
    declared
      .option('--target <url>', 'a function: one route /, for CloudEvents, to it')
      .option('--config <file>', 'the routes of a gateway configuration, JSON or YAML, instead')
      .option('--registry-port <port>', `0 takes a free one (default: ${DEFAULT_REGISTRY_PORT})`)
      .option('--gateway-port <port>', `0 takes a free one (default: the configuration's, else ${DEFAULT_GATEWAY_PORT})`);
    declared.addOption(declared.createOption('--port <port>').hideHelp());
    serverOptions(declared);
    storeOption(declared);
    drainOption(declared);
    securityOptions(declared);
    confluentOption(declared);
    examples(declared, [
      ['sluice up --target http://127.0.0.1:9000/fn', 'only valid CloudEvents reach the function'],
      ['sluice up --config sluice.gateway.json', 'webhooks, several routes'],
      ['sluice up --registry-port 0 --gateway-port 0 --store memory:', 'for tests: free ports, nothing kept'],
    ]);
  },

  run: (io, _operands, flags) => up(io, flags, takeOverProcess),
};

/** As `serve`. */
export async function up(io: Io, flags: Flags, takeOver: TakeOver): Promise<ExitCode> {
  if (flags.port !== undefined)
    throw new RegistryError('usage_invalid', '--port: `up` listens on two; name the one you mean, --registry-port or --gateway-port');
  const config = await readRoutes(io, flags);
  const registryPort = { flag: '--registry-port', text: flags.registryPort ?? String(DEFAULT_REGISTRY_PORT) };
  const gatewayPort = flags.gatewayPort === undefined ? undefined : { flag: '--gateway-port', text: flags.gatewayPort };
  const addresses = { registry: listenAddress(flags, registryPort), gateway: gatewayAddress(flags, gatewayPort, config, '--gateway-port') };
  // The folder is for the queue as well, so it goes with a store elsewhere.
  const [store, delay] = [storeChoice(io, flags.store === undefined ? {} : { store: flags.store }), drainDelayMs(flags)];
  const registryConfig = await readRegistryConfig(io, flags);
  const { LOCAL_GATEWAY, startBoth } = await import('../../src/server/start-both.ts');
  if (registryConfig.gateways?.some(({ name }) => name === LOCAL_GATEWAY) === true)
    throw new RegistryError(
      'usage_invalid',
      `--registry-config: the gateway of \`up\` itself is called ${LOCAL_GATEWAY}; give the other one another name`,
    );
  const { log, lifetime } = await takeOver(io);
  if (config.registry !== undefined)
    log.info({ configured: config.registry }, 'the registry of the configuration does not count here: up follows its own');
  if (config.routes.length === 0) io.err.write(NO_ROUTES);
  const confluent = confluentOptions(flags);
  const both = await startBoth({
    config,
    store,
    dataDir: dataDir(io, flags),
    queuePasswordFile: queuePasswordFile(io),
    addresses,
    log,
    registryConfig,
    drainDelayMs: delay,
    confluent,
  });
  io.out.write(`ready registry=${both.registry} gateway=${both.gateway}\n`);
  return lifetime.runToEnd(both);
}

const NO_ROUTES = 'The gateway has no routes, so every event gets 404: name a function with --target URL, or routes with --config FILE.\n';

async function readRoutes(io: Io, { target, config }: Flags): Promise<GatewayConfig> {
  if (target !== undefined && config !== undefined) throw new RegistryError('usage_invalid', '--target and --config say the same; give one of them');
  if (config !== undefined) return readGatewayConfig(io, config);
  return target === undefined ? { routes: [] } : targetConfig(io, target);
}
