import { storedFile } from '../../src/server/stores/stored-file.ts';
import { deliver, examples, registryOption, reportOptions, type CommandModule, type RegistryFlags, type ReportFlags } from '../command.ts';
import { gatewayPort, lookAtConfig, lookAtRegistryConfig } from '../doctor/config.ts';
import { diagnose, type Diagnosis } from '../doctor/diagnosis.ts';
import { lookAtDatabase } from '../doctor/database.ts';
import { lookAtKey, lookAtPort, lookAtRegistry } from '../doctor/network.ts';
import { lookAtPrograms } from '../doctor/programs.ts';
import { lookAtProjects } from '../doctor/project.ts';
import { lookAtStore } from '../doctor/store.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { chooseRegistry } from '../registry-choice.ts';
import type { SecurityFlags } from '../registry-config.ts';
import { doctorText } from '../report/doctor.ts';
import { dataDir, dirOption, DEFAULT_REGISTRY_PORT, storeChoice, storeOption, type StoreFlags } from '../server-flags.ts';

type Flags = ReportFlags & RegistryFlags & StoreFlags & Pick<SecurityFlags, 'registryConfig'> & { readonly gatewayConfig?: string };

export const command: CommandModule<Flags> = {
  declare(declared) {
    dirOption(declared);
    storeOption(declared, 'lasting');
    declared.option('--registry-config <file>', 'the configuration that `serve` or `up` is to have, and the certificates that it names');
    declared.option(
      '--gateway-config <file>',
      'the configuration that `gateway` or `up` is to have, and the variables and files that it names (default: sluice.gateway.json or .yaml here)',
    );
    registryOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice doctor', 'this machine, the configuration, the store in .sluice-data, and the project here'],
      ['sluice doctor --registry http://127.0.0.1:8081', 'a registry as well: does it answer, and what time is it there?'],
      ['sluice doctor --store postgres://sluice@db.internal/registry', 'a store in PostgreSQL'],
      ['sluice doctor --registry-config registry.yaml', 'before `sluice serve` is started with it'],
      [
        'sluice doctor --gateway-config gateway.yaml',
        'before `sluice gateway` is started with it, in CI too: nothing listens, and no registry or queue is asked',
      ],
      ['sluice doctor --format json', 'for a program; exit code 1 if something fails'],
    ]);
  },

  async run(io, _operands, flags) {
    const found = await lookAtAll(io, flags);
    const failed = found.some(({ status }) => status === 'fail');
    await deliver(io, flags, { json: { healthy: !failed, checks: found }, text: (options) => doctorText(found, options) });
    return failed ? EXIT.findings : EXIT.ok;
  },
};

async function lookAtAll(io: Io, flags: Flags): Promise<readonly Diagnosis[]> {
  const choice = storeChoice(io, flags);
  const { registryConfig, gatewayConfig } = flags;
  const file = storedFile(choice, dataDir(io, flags));
  const looks = [
    diagnose('programs', () => lookAtPrograms(file !== undefined)),
    diagnose('configuration', () => lookAtConfig(io, gatewayConfig)),
    ...(registryConfig === undefined ? [] : [diagnose('registry configuration', () => lookAtRegistryConfig(io, registryConfig, Date.now()))]),
    ...(file === undefined ? [] : [diagnose('store', () => lookAtStore(file, Date.now()))]),
    ...(choice.kind === 'postgres' ? [diagnose('store', () => lookAtDatabase(choice, Date.now()))] : []),
    diagnose('ports', async () => [
      await lookAtPort(DEFAULT_REGISTRY_PORT, 'registry'),
      await lookAtPort(await gatewayPort(io, gatewayConfig), 'gateway'),
    ]),
    diagnose('project', () => lookAtProjects(io)),
    diagnose('registry', () => lookAtChosen(io, flags)),
  ];
  return (await Promise.all(looks)).flat();
}

/** A registry that nobody named need not run. */
async function lookAtChosen(io: Io, flags: RegistryFlags): Promise<readonly Diagnosis[]> {
  const choice = await chooseRegistry(io, flags);
  return choice.by === 'default' ? [] : [...(await lookAtRegistry(choice, Date.now)), lookAtKey(choice)];
}
