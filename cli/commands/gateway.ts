import { takeOverLifetime } from '../../src/server/lifetime.ts';
import { examples, registryOption, registryUrl, type CommandModule, type RegistryFlags } from '../command.ts';
import { gatewayAddress, readGatewayConfig, readToken, reportOverrides } from '../gateway-config.ts';
import { createLog, DEFAULT_GATEWAY_PORT, portFlag, serverOptions, type ServerFlags } from '../server-flags.ts';

interface Flags extends ServerFlags, RegistryFlags {
  readonly config: string;
  readonly port?: string;
  readonly gatewayPort?: string;
}

export const command: CommandModule<Flags> = {
  drains: true,

  declare(declared) {
    declared
      .requiredOption('--config <file>', 'the routes: JSON or YAML, described by schemas/config/gateway.schema.json')
      .option('--port <port>', `the port; 0 takes a free one (default: the configuration's, else ${DEFAULT_GATEWAY_PORT})`)
      .option('--gateway-port <port>', 'the same, as `up` calls it');
    serverOptions(declared);
    registryOption(declared);
    examples(declared, [
      ['sluice gateway --config sluice.gateway.json', 'follow the registry that the configuration names'],
      ['SLUICE_TOKEN=sluice_… sluice gateway --config sluice.gateway.json', 'follow one that asks for a key with the scope read'],
      ['sluice gateway --config sluice.gateway.json --registry http://registry:8081', 'follow another one'],
    ]);
  },

  async run(io, _operands, flags) {
    const config = await readGatewayConfig(io, flags.config);
    const address = gatewayAddress(flags, portFlag(flags.port, flags.gatewayPort, '--gateway-port'), config, '--port');
    const registry = registryUrl(io, flags, config.registry);
    const token = await readToken(io, config);
    const { startGateway } = await import('../../src/server/start-gateway.ts');
    const log = await createLog(io);
    const lifetime = takeOverLifetime(log);
    reportOverrides(log, { io, flags, config, registry });
    const server = await startGateway({ config, registry, token, dataDir: flags.dir, address, log });
    io.out.write(`ready gateway=${server.url}\n`);
    return lifetime.runToEnd(server);
  },
};
