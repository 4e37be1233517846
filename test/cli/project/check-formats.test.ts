import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ORDER_BROKEN, ORDER_V1 } from '../contracts.ts';
import { folderWith } from '../process.ts';
import { run, seededRegistry } from './seeded.ts';

const registry = seededRegistry();

describe('the report formats of check and publish', () => {
  let cwd = '';

  beforeAll(async () => {
    const publishes = [{ files: 'schemas/*.json', subject: 'formats.{name}' }];
    cwd = await folderWith({
      'sluice.config.json': { registry: registry.server.registry, publishes },
      'schemas/order.json': ORDER_V1,
      'schemas/user.json': { type: 'object' },
    });
    await run(cwd, ['publish']);
    writeFileSync(join(cwd, 'schemas/order.json'), JSON.stringify(ORDER_BROKEN, null, 2));
  });

  const ANNOTATED = /^::error file=schemas\/order\.json,line=\d+,col=\d+,title=sluice \w+%3A required_missing::the reader requires .*%0Aevent: \{/m;
  const ROWS: readonly (readonly string[])[] = [['check'], ['publish', '--dry-run']];
  for (const words of ROWS) {
    const title = words.join(' ');

    test(`${title} puts a break at its line, with the event, by itself in a workflow`, async () => {
      const { code, stdout } = await run(cwd, words, { GITHUB_ACTIONS: 'true' });
      expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(ANNOTATED) as unknown });
      expect(stdout.match(/^::error/gm)).toHaveLength(1);
    });

    test(`${title} says the same in every format`, async () => {
      const also = ['ndjson', 'markdown', 'gitlab', 'sarif', 'junit'].flatMap((format) => ['--also', `${format}=out.${format}`]);
      const { stdout } = await run(cwd, [...words, '--format', 'json', ...also]);
      expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1 });
      const read = (format: string): string => readFileSync(join(cwd, `out.${format}`), 'utf8');
      const sarif = JSON.parse(read('sarif')) as { runs: { results: object[] }[] };
      expect(sarif.runs[0]?.results).toMatchObject([{ ruleId: `${words[0]}/required_missing`, level: 'error', properties: { event: {} } }]);
      expect(JSON.parse(read('gitlab'))).toMatchObject([{ location: { path: 'schemas/order.json' } }]);
      expect(read('junit')).toContain(' failures="1" ');
      expect(read('markdown')).toContain('The event:');
      expect(read('ndjson').trimEnd().split('\n').at(-1)).toContain('"kind":"summary"');
    });
  }

  test('what has no line of its own is at the file, and a lock that does not fit keeps its exit code', async () => {
    const unlocked = await folderWith({
      'sluice.config.json': { consumes: { 'com.shop.order': '^1' }, output: { dir: 'src/events' }, policy: { offline: 'always' } },
    });
    expect((await run(unlocked, ['check', '--format', 'sarif'])).stdout).toContain('"exitCode": 4,');
    expect(await run(unlocked, ['check', '--format', 'github'])).toMatchObject({
      code: 4,
      stdout: expect.stringMatching(/^::error file=sluice\.lock,title=sluice check%3A lock_mismatch::.*sluice pull/) as unknown,
    });
  });

  test('a version that was registered is a note at its file', async () => {
    writeFileSync(join(cwd, 'schemas/user.json'), JSON.stringify({ type: 'object', title: 'User' }));
    expect((await run(cwd, ['publish', '--format', 'github'])).stdout).toMatch(
      /^::notice file=schemas\/user\.json,line=1,col=1,title=sluice publish%3A registered::registered formats\.user@2/m,
    );
  });
});
