// Looks at a store as a user who may not: for a test that may itself run as root. The argument is the file.
import { backUpStore } from '../../dist/src/server/stored-file.js';
import { openStore } from '../../dist/src/server/open-store.js';
import { lookAtStore } from '../../dist/cli/doctor/store.js';

const [file] = process.argv.slice(2);
if (process.getuid() === 0) process.setuid(65_534);
const message = (thrown) => ({ code: thrown.code, message: thrown.message });
const said = {
  doctor: await lookAtStore(file, 0),
  backUp: await backUpStore(file, `${file}.copy`).catch(message),
  open: await openStore({ kind: 'sqlite', path: file }, '.').catch(message),
};
process.stdout.write(JSON.stringify(said));
