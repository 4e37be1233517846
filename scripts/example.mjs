// `npm run example:NAME`: set up, then run the built example.
import { join } from 'node:path';
import { ROOT, run, setUp } from './setup.mjs';

const HELP = {
  github: `npm run example:github

GitHub's published webhook schemas, release by release, and its example events through the gate; exits with 1 if anything that it
says did not hold.`,
  shop: `npm run example:shop -- [--short] [--keep] [--postgres [ADDRESS]]

An online shop in events: contracts, generated code and functions behind the gate, through changes, a break on purpose, an
incident, a rollback and servers that are killed; exits with 1 if anything that it says did not hold.

  --short     fewer events
  --keep      leave the servers and the web pages open until Ctrl-C
  --postgres  two registries and two gateways on PostgreSQL: on one that it starts, or at postgres://USER@HOST/DATABASE`,
};

const [name = 'github', ...rest] = process.argv.slice(2);
if (rest.includes('--help') || rest.includes('-h')) {
  process.stdout.write(`${HELP[name]}\n`);
} else {
  await setUp();
  process.exitCode = await run(process.execPath, [join(ROOT, 'dist', 'modules', 'examples', name, 'main.js'), ...rest], { cwd: process.cwd() });
}
