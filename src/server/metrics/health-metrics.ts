import { Gauge, type Registry as MetricRegistry } from 'prom-client';
import type { DiskRoom } from '../../core/disk-room.ts';
import { RegistryError } from '../../core/errors.ts';
import { sharedRead } from './shared-read.ts';

/** What `/readyz` asks, and whether it still may say yes. */
export interface Health {
  /** By name; each throws when it is not ready. */
  readonly checks: Readonly<Record<string, () => Promise<void>>>;
  /** Aborts when no new requests are wanted. */
  readonly draining: AbortSignal;
  /** The room on the disk of the store. Absent: it is in no file. */
  readonly disk?: () => Promise<DiskRoom | undefined>;
}

/** Which release runs: 1, with the version as a label. */
export function nameBuild(register: MetricRegistry, version: string): void {
  new Gauge({ name: 'sluice_build_info', help: 'Always 1; the version that runs.', labelNames: ['version'], registers: [register] }).set(
    { version },
    1,
  );
}

/** What `/readyz` would say, asked at each scrape. */
export function measureHealth(register: MetricRegistry, { checks, draining, disk }: Health): void {
  const gauge = (name: string, help: string, read: () => Promise<boolean | number>): void => {
    const made: Gauge = new Gauge({
      name,
      help,
      registers: [register],
      async collect() {
        made.set(Number(await read()));
      },
    });
  };
  const failures = sharedRead(async (): Promise<readonly unknown[]> => {
    const answers = await Promise.allSettled(Object.values(checks).map((check) => check()));
    return answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
  });
  gauge('sluice_ready', '1 while /readyz answers 200.', async () => !draining.aborted && (await failures()).length === 0);
  gauge('sluice_store_damaged', '1 once the store is known to be damaged; it is not written to any more.', async () =>
    (await failures()).some((failure) => failure instanceof RegistryError && failure.code === 'store_damaged'),
  );
  if (disk === undefined) return;
  gauge('sluice_store_disk_free_bytes', 'Free on the disk of the store.', async () => (await disk())?.freeBytes ?? Number.NaN);
  gauge(
    'sluice_store_disk_nearly_full',
    '1 while less than 1 GiB is free there, or of a disk below 10 GiB less than a tenth.',
    async () => (await disk())?.isNearlyFull === true,
  );
}
