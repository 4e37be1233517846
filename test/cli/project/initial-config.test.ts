import fc from 'fast-check';
import { expect, test } from 'vitest';
import { initialConfig } from '../../../cli/project/initial-config.ts';
import { parseProjectConfig } from '../../../src/project/config.ts';
import { globPattern } from '../../../src/project/glob.ts';

const CHOICE = { registry: 'http://127.0.0.1:8081', output: 'src/events', language: 'ts', editorSchema: './schema.json' } as const;

// Templates have folders such as {{project}}, and nobody forbids a comma.
const name = fc.string({ unit: fc.constantFrom(...'ab{},*?\\[]('), minLength: 1 });

test('whatever files and folders are called, what is written is taken, and means these files', () => {
  fc.assert(
    fc.property(fc.array(name, { maxLength: 2 }), fc.uniqueArray(name, { minLength: 1, maxLength: 3 }), fc.boolean(), (steps, bare, isMixed) => {
      const [folder, names] = [steps.join('/'), bare.map((each) => `${each}.json`)];
      const detected = {
        packageManager: { name: 'npm', by: '' },
        asyncapi: [],
        schemaFolders: [{ folder, names, isMixed, saysSubject: false, leadsOut: [] }],
        hasSources: true,
      } as const;
      const { publishes } = parseProjectConfig({ file: 'sluice.config.json', text: initialConfig(CHOICE, detected) });
      const pattern = globPattern(publishes[0]?.files ?? '');
      expect(names.filter((each) => !pattern.test(folder === '' ? each : `${folder}/${each}`))).toEqual([]);
    }),
  );
});
