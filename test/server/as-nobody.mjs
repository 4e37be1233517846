// Looks at a store, and at stored keys beside it, as a user who may not: for a test that may itself run as root. The argument is the file.
import { dirname } from 'node:path';
import { backUpStore } from '../../dist/modules/src/server/stores/stored-file.js';
import { openStore } from '../../dist/modules/src/server/stores/open-store.js';
import { lookAtStore } from '../../dist/modules/cli/doctor/store.js';
import { readStoredKey } from '../../dist/modules/cli/stored-keys.js';

const [file] = process.argv.slice(2);
if (process.getuid() === 0) process.setuid(65_534);
const message = (thrown) => ({ code: thrown.code, message: thrown.message });
let warning = '';
const io = { env: { XDG_CONFIG_HOME: dirname(file) }, err: { write: (text) => (warning += text) } };
const said = {
  key: (await readStoredKey(io, 'http://127.0.0.1:8081')) ?? 'none',
  doctor: await lookAtStore(file, 0),
  backUp: await backUpStore(file, `${file}.copy`).catch(message),
  open: await openStore({ kind: 'sqlite', path: file }, '.').catch(message),
};
process.stdout.write(JSON.stringify({ ...said, warning }));
