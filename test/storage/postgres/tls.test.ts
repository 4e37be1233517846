import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parsePostgresAddress } from '../../../src/postgres/address.ts';
import { openPostgresStore } from '../../../src/storage/postgres/store.ts';
import { folderWith } from '../../cli/process.ts';
import { ask } from '../../postgres/database-url.ts';
import { startPostgres } from '../../../bench/postgres/server.ts';
import { createCertificate } from '../../server/certificates.ts';

const [ca, otherCa] = [await createCertificate('ca', { isCa: true }), await createCertificate('other', { isCa: true })];
const server = await startPostgres({ fsync: false, tls: await createCertificate('localhost', { ca }) });
afterAll(() => server.stop());
const folder = await folderWith();
await writeFile(join(folder, 'ca.pem'), ca.cert);
await writeFile(join(folder, 'other.pem'), otherCa.cert);
const [root, other] = ['ca.pem', 'other.pem'].map((name) => `&sslrootcert=${encodeURIComponent(join(folder, name))}`);

const TAKEN = [
  { title: 'require looks at no certificate', text: `${server.url}/postgres?sslmode=require`, encrypts: true },
  { title: 'verify-ca takes one of this authority', text: `${server.url}/postgres?sslmode=verify-ca${root}`, encrypts: true },
  { title: 'verify-full takes one for this host', text: `${server.url}/postgres?sslmode=verify-full${root}`, encrypts: true },
  { title: 'without sslmode nothing is encrypted', text: `${server.url}/postgres`, encrypts: false },
];
for (const { title, text, encrypts } of TAKEN) {
  test(title, async () => {
    const store = await openPostgresStore({ address: parsePostgresAddress(`${text}${text.includes('?') ? '&' : '?'}application_name=looked_at`) });
    const sql = "SELECT s.ssl FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE a.application_name = 'looked_at'";
    expect(await ask(`${server.url}/postgres`, sql)).toEqual([{ ssl: encrypts }]);
    await store.close();
  });
}

const REFUSED = [
  { title: 'another authority', text: `${server.url}/postgres?sslmode=verify-full${other}` },
  { title: 'no authority that this machine knows', text: `${server.url}/postgres?sslmode=verify-full` },
  { title: 'another authority with verify-ca', text: `${server.url}/postgres?sslmode=verify-ca${other}` },
  { title: 'a file that is not there', text: `${server.url}/postgres?sslmode=verify-full&sslrootcert=%2Fnone` },
];
for (const { title, text } of REFUSED) {
  test(`${title} is refused`, async () => {
    await expect(openPostgresStore({ address: parsePostgresAddress(text) })).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringMatching(/does not answer: /) as string,
    });
  });
}
