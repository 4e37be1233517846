// What the package ships of `src` and `cli`: the program and the public entries in few files, and the types of the entries.
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundle, WORKERS } from './bundle.mjs';
import { ROOT } from './setup.mjs';

const DIST = join(ROOT, 'dist');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const entries = Object.values(manifest.exports).filter((entry) => typeof entry !== 'string');

const files = [...Object.values(manifest.bin), ...entries.map((entry) => entry.default)].map((file) => file.replace(/^(?:\.\/)?dist\/|\.js$/g, ''));

for (const name of ['cli', 'src', 'chunks']) rmSync(join(DIST, name), { recursive: true, force: true });
await bundle({
  entries: {
    ...Object.fromEntries(files.map((name) => [name, `${name}.ts`])),
    ...Object.fromEntries(Object.entries(WORKERS).map(([name, source]) => [`chunks/${name}`, source])),
  },
  dir: DIST,
  chunks: 'chunks/',
});
copyTypes(entries.map((entry) => join(ROOT, entry.types)));

/** The types that these name, and so on; where the modules are, there are those of all. */
function copyTypes(left) {
  const known = new Set(left);
  for (const file of known) {
    const source = file.replace(DIST, join(DIST, 'modules'));
    mkdirSync(dirname(file), { recursive: true });
    copyFileSync(source, file);
    for (const [, path] of readFileSync(source, 'utf8').matchAll(/(?:from |import\()['"](\.[^'"]+)\.[tj]s['"]/g))
      known.add(join(dirname(file), `${path}.d.ts`));
  }
}
