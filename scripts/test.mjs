// `npm test`: everything that matters before a change lands, then one line "N passed, N failed".
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale, say, setUp, tool } from './setup.mjs';

await setUp({ build: false });

const results = [];
await gate('format', () => tool('oxfmt', 'oxfmt', ['--check']));
await gate('lint', () => tool('oxlint', 'oxlint', ['--type-aware', '--deny-warnings']));
// Each takes one processor.
await Promise.all([types(), gate('nothing unused', () => tool('knip', 'knip', ['--no-progress']))]);
await gate('build', async () => {
  await buildIfStale();
  return 0;
});
const tests = await runTests();

const passed = results.filter((result) => result.ok).length + tests.passed;
const failed = results.filter((result) => !result.ok).length + tests.failed;
for (const { name, ok } of results) say(`${name}: ${ok ? 'ok' : 'FAILED'}`);
process.stdout.write(`${passed} passed, ${failed} failed${tests.skipped === 0 ? '' : `, ${tests.skipped} skipped`}\n`);
process.exitCode = failed === 0 && tests.passed > 0 ? 0 : 1;

async function types() {
  await gate('types', () => tool('typescript', 'tsc', ['-p', 'tsconfig.json']));
  await gate('types of the web pages', () => tool('typescript', 'tsc', ['-p', 'src/ui/tsconfig.json']));
}

async function gate(name, check) {
  say(`${name} …`);
  results.push({ name, ok: (await check()) === 0 });
}

async function runTests() {
  say('tests …');
  const folder = mkdtempSync(join(tmpdir(), 'sluice-test-'));
  const report = join(folder, 'report.json');
  const code = await tool('vitest', 'vitest', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ]);
  try {
    const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    // A file that fails to load has no test cases of its own, and counts as one failure.
    const broken = testResults.filter((file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed')).length;
    const failures = numFailedTests + broken;
    return { passed: numPassedTests, failed: code !== 0 && failures === 0 ? 1 : failures, skipped: numPendingTests };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
