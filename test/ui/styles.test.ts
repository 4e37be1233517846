import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const FOLDER = join(import.meta.dirname, '..', '..', 'src', 'ui', 'style');

/** The files of styles in which a class stands by itself, at the beginning of a line. */
function homes(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const file of readdirSync(FOLDER)) {
    for (const [, name = ''] of readFileSync(join(FOLDER, file), 'utf8').matchAll(/^\.([\w-]+) \{/gm))
      found.set(name, [...(found.get(name) ?? []), file]);
  }
  return found;
}

// All of them are one sheet: a page that names its class as another page does changes how that one looks.
test('no class is defined in two files', () => {
  expect(homes().size).toBeGreaterThan(50);
  expect([...homes()].filter(([, files]) => new Set(files).size > 1)).toEqual([]);
});
