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

  test('a level that is lowered is a warning at its line of the configuration, in every format; one that is raised is none', async () => {
    const rule = { files: 'schemas/*.json', subject: 'lowered.{name}' };
    const folder = await folderWith({ 'schemas/order.json': ORDER_V1 });
    const configure = (level: string): void =>
      writeFileSync(
        join(folder, 'sluice.config.json'),
        JSON.stringify({ registry: registry.server.registry, publishes: [{ ...rule, level }] }, null, 2),
      );
    configure('BACKWARD');
    await run(folder, ['publish']);
    writeFileSync(join(folder, 'schemas/order.json'), JSON.stringify(ORDER_BROKEN, null, 2));
    configure('NONE');
    const { code, stdout } = await run(folder, [
      'check',
      '--format',
      'github',
      '--also',
      'markdown=out.md',
      '--also',
      'ndjson=out.ndjson',
      '--also',
      'sarif=out.sarif',
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^::warning file=sluice\.config\.json,line=7,col=\d+,title=sluice check%3A level_lowered::the level of lowered\.order is lowered from BACKWARD to NONE/m,
    );
    for (const file of ['out.md', 'out.ndjson', 'out.sarif']) expect(readFileSync(join(folder, file), 'utf8')).toContain('level_lowered');
    expect((await run(folder, ['check'])).stdout).toContain('warning level_lowered: sluice.config.json:7:');
    for (const words of [['publish', '--dry-run'], ['publish']]) {
      const json = JSON.parse((await run(folder, [...words, '--format', 'json'])).stdout) as object;
      expect(json).toMatchObject({
        findings: [{ severity: 'warning', code: 'level_lowered', file: 'sluice.config.json', line: 7, subject: 'lowered.order' }],
      });
    }
    configure('FULL');
    expect((await run(folder, ['check'])).stdout).not.toContain('level_lowered');
  });

  const BROKEN_TEXTS = ['{ "type": "object", }', '', '[]', '<<<<<<< HEAD\n{}\n'];
  for (const [index, text] of BROKEN_TEXTS.entries()) {
    test(`a file that is no schema is not called missing as well: ${JSON.stringify(text)}`, async () => {
      const subject = ['broken{name}', '{x-subject}'][index % 2] ?? '';
      const publishes = [{ files: 'schemas/*.json', subject: `nothing.${index}.${subject}`, owner: `o${index}` }];
      const folder = await folderWith({
        'sluice.config.json': { registry: registry.server.registry, publishes },
        'schemas/a.json': { ...ORDER_V1, 'x-subject': 'a' },
        'schemas/b.json': { ...ORDER_V1, 'x-subject': 'b' },
      });
      await run(folder, ['publish']);
      writeFileSync(join(folder, 'schemas/a.json'), text);
      const { code, stdout } = await run(folder, ['check']);
      expect(code).toBe(1);
      expect(stdout).toContain('schemas/a.json');
      expect(stdout).not.toContain('without_file');
    });
  }
});
