import { PORT_VARIABLE, WORKER_VARIABLE } from '../../src/server/gateway/fleet-protocol.ts';
import { logCrashes } from '../../src/server/lifetime.ts';
import { examples, readWhole, registryOption, registryUrl, type CommandModule, type RegistryFlags } from '../command.ts';
import type { ExitCode } from '../exit-code.ts';
import { gatewayAddress, readGatewayConfig, readToken, reportOverrides } from '../gateway-config.ts';
import type { Io } from '../io.ts';
import { packageVersion } from '../package-version.ts';
import {
  createLog,
  dataDir,
  DEFAULT_GATEWAY_PORT,
  drainDelayMs,
  drainOption,
  portFlag,
  queuePasswordFile,
  serverOptions,
  type ServerFlags,
} from '../server-flags.ts';
import { takeOverProcess, type TakeOver } from '../take-over.ts';

interface Flags extends ServerFlags, RegistryFlags {
  readonly config: string;
  readonly port?: string;
  readonly gatewayPort?: string;
  readonly workers: string;
}

export const command: CommandModule<Flags> = {
  drains: true,

  declare(declared) {
    declared
      .requiredOption('--config <file>', 'the routes: JSON or YAML, described by schemas/config/gateway.schema.json')
      .option('--port <port>', `the port; 0 takes a free one (default: the configuration's, else ${DEFAULT_GATEWAY_PORT})`)
      .option('--gateway-port <port>', 'the same, as `up` calls it');
    declared.option('--workers <count>', 'so many processes that share the port, 1 to 64', '1');
    serverOptions(declared);
    drainOption(declared, '/-/readyz');
    registryOption(declared, "the configuration's");
    examples(declared, [
      ['sluice gateway --config sluice.gateway.json', 'follow the registry that the configuration names'],
      ['SLUICE_TOKEN=sluice_… sluice gateway --config sluice.gateway.json', 'follow one that asks for a key with the scope read'],
      ['sluice gateway --config sluice.gateway.json --workers 4', 'four processes on one port; one that dies is started again'],
      ['sluice gateway --config sluice.gateway.json --registry http://registry:8081', 'follow another one'],
    ]);
  },

  run: (io, _operands, flags) => gateway(io, flags, takeOverProcess),
};

/** As `serve`. */
export async function gateway(io: Io, flags: Flags, takeOver: TakeOver): Promise<ExitCode> {
  const config = await readGatewayConfig(io, flags.config);
  const address = gatewayAddress(flags, portFlag(flags.port, flags.gatewayPort, '--gateway-port'), config, '--port');
  const registry = registryUrl(io, flags, config.registry);
  const token = await readToken(io, config);
  const delay = drainDelayMs(flags);
  const workers = readWhole('--workers', flags.workers, { min: 1, max: 64 });
  const { startGateway } = await import('../../src/server/gateway/start-gateway.ts');
  const options = {
    config,
    version: packageVersion(),
    registry,
    token,
    dataDir: dataDir(io, flags),
    queuePasswordFile: queuePasswordFile(io),
    address,
    drainDelayMs: delay,
  };
  if (io.env[WORKER_VARIABLE]) {
    const log = await createLog(io);
    logCrashes(log);
    const port = Number(io.env[PORT_VARIABLE]);
    return (await import('../../src/server/gateway/fleet-worker.ts')).runFleetWorker((seat) =>
      startGateway({ ...options, log, address: { ...address, port }, seat }),
    );
  }
  const { log, lifetime } = await takeOver(io);
  reportOverrides(log, { io, flags, config, registry });
  const server =
    workers === 1
      ? await startGateway({ ...options, log })
      : await (await import('../../src/server/gateway/fleet.ts')).startFleet(workers, address, log, delay);
  io.out.write(`ready gateway=${server.url}\n`);
  return lifetime.runToEnd(server);
}
