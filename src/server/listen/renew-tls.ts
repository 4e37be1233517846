import type { Logger } from 'pino';
import { RegistryError } from '../../core/errors.ts';
import type { Running } from '../lifetime.ts';
import type { Listening } from './listen.ts';
import type { TlsFiles } from '../registry/registry-config.ts';
import { readTls } from './tls.ts';

export interface RenewOptions {
  readonly files: TlsFiles;
  readonly server: Pick<Listening, 'renew'>;
  readonly log: Logger;
}

/** On SIGHUP the files are read anew, for new connections; with bad ones the server goes on with what it has. */
export function renewOnHangup({ files, server, log }: RenewOptions): Running {
  const renew = async (): Promise<void> => {
    try {
      const tls = await readTls(files);
      server.renew(tls);
      log.info({ validTo: tls.validTo }, 'new connections get the certificate as it is now');
    } catch (thrown) {
      const error = RegistryError.from(thrown);
      log.error({ err: error.cause ?? error }, `the certificate was not renewed: ${error.message}`);
    }
  };
  const onHangup = (): void => void renew();
  process.on('SIGHUP', onHangup);
  return {
    close: async () => {
      process.off('SIGHUP', onHangup);
    },
  };
}
