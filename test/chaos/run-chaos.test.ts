import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

function run(script: string, ...args: readonly string[]): { readonly code: number | null; readonly stdout: string; readonly stderr: string } {
  const file = fileURLToPath(new URL(`../../scripts/${script}.mjs`, import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], { encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

for (const script of ['chaos-registry', 'chaos-gateway']) {
  test(`${script} --help says what it does, and does nothing`, () => {
    expect(run(script, '--help')).toEqual({ code: 0, stdout: expect.stringMatching(/--store sqlite\|postgres\] \[--rounds N\]/), stderr: '' });
  });

  for (const [args, said] of [
    [['--round', '3'], "Unknown option '--round'"],
    [['--rounds', '0'], '--rounds 0: a whole number'],
    [['--seed', 'x'], '--seed x: a whole number'],
    [['--store', 'mysql'], '--store mysql: sqlite or postgres'],
  ] as const) {
    test(`${script} ${args.join(' ')} is refused, with what there is`, () => {
      const { code, stderr } = run(script, ...args);
      expect({ code, told: stderr.startsWith(said) && stderr.includes('[--rounds N]') }).toEqual({ code: 2, told: true });
    });
  }
}
