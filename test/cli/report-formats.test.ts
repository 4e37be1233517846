import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { FINDINGS_FORMATS, loadFormat, type OutlineFormatName } from '../../cli/report/formats.ts';
import type { Outline, OutlineFinding } from '../../cli/report/outline.ts';
import { ORDER_BROKEN, ORDER_V1, ORDER_V2 } from './contracts.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith } from './process.ts';

const OUTLINE_FORMATS = FINDINGS_FORMATS.filter((name): name is OutlineFormatName => name !== 'text' && name !== 'json');

/** Names as somebody would choose them who wants a report to do something. */
const HOSTILE = [
  '::set-output name=x::y\n::error::forged',
  'a%0Ab%',
  '##[command]whoami',
  ']]><failure/>&lt;"\'',
  '```\n# heading\n<img src=x onerror=alert(1)> [link](https://evil.example) @octocat #1',
  '\u0000\u001b[31m\uFFFF\uD800\u202E',
  '__proto__',
];

function outlineOf(text: string): Outline {
  const finding: OutlineFinding = {
    rule: 'required_missing',
    severity: 'error',
    message: text,
    place: { file: `schemas/${text}.json`, line: 3, column: 5 },
    facts: [['to do', text]],
    event: { [text]: text },
  };
  return { command: 'compat', passed: false, summary: text, cases: [{ name: text, findings: [finding, { ...finding, severity: 'warning' }] }] };
}

async function rendered(name: OutlineFormatName, outline: Outline): Promise<string> {
  return (await loadFormat(name))(outline);
}

describe('github', () => {
  for (const text of HOSTILE) {
    test(`takes ${JSON.stringify(text)} for text: two commands and a line`, async () => {
      const lines = (await rendered('github', outlineOf(text))).split('\n');
      expect(lines).toHaveLength(4);
      expect(lines.map((line) => line.startsWith('::'))).toEqual([true, true, false, false]);
      expect(lines[2]).not.toContain('##[');
      expect(lines[0]).toMatch(/^::error file=[^:,\r\n]*,line=3,col=5,title=[^:,]*::/);
    });
  }

  test('escapes as the runner reads it back', async () => {
    const [line] = (await rendered('github', outlineOf('50%: a, b'))).split('\n');
    expect(line).toBe(
      '::error file=schemas/50%25%3A a%2C b.json,line=3,col=5,title=sluice compat%3A required_missing::50%25: a, b%0Ato do: 50%25: a, b%0Aevent: { "50%25: a, b": "50%25: a, b" }',
    );
  });
});

describe('junit', () => {
  test('is well-formed XML whatever a schema holds', async () => {
    const junit = await loadFormat('junit');
    const anything = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' }));
    fc.assert(fc.property(anything, (text) => faultOfXml(junit(outlineOf(text))) === undefined));
  });

  test('the check of well-formedness finds faults', () => {
    expect(['<a>', '<a b="<"/>', '<a>&</a>', '<a></b>', '<a>\u0000</a>', '<a>]]></a>'].map(faultOfXml).includes(undefined)).toBe(false);
  });

  test('counts a case with an error as one failure; warnings are its output', async () => {
    const xml = await rendered('junit', outlineOf('x'));
    expect(xml).toContain('<testsuites name="sluice" tests="1" failures="1" errors="0" skipped="0">');
    expect(xml.match(/<failure /g)).toHaveLength(1);
    expect(xml.match(/<system-out>/g)).toHaveLength(2);
  });
});

describe('markdown', () => {
  for (const text of HOSTILE) {
    test(`takes ${JSON.stringify(text)} for text`, async () => {
      const outside = (await rendered('markdown', outlineOf(text)))
        .replaceAll(/^ *(`{3,}).*?^ *\1$/gms, '')
        .replaceAll(/(`+)[^`].*?[^`]\1(?!`)/g, '');
      expect(outside).not.toMatch(/(?<!\\)[`<[]|@\w|:\/\//);
      expect(outside.match(/^#/gm)).toHaveLength(2);
    });
  }

  test('fits into a comment however much was found, shows what fits, and counts the rest', async () => {
    const { cases, ...outline } = outlineOf('x'.repeat(300));
    const findings = Array.from({ length: 500 }, () => cases[0]!.findings[0]!);
    for (const many of [
      { ...outline, cases: [{ name: 'one', findings }] },
      { ...outline, summary: 'y'.repeat(100_000), cases },
    ]) {
      const text = await rendered('markdown', many);
      expect(text.length).toBeLessThan(65_536);
      expect(text).toContain('- **error** xxx');
    }
    expect(await rendered('markdown', { ...outline, cases: [{ name: 'one', findings }] })).toMatch(
      /\n… and \d{2,3} more; the log has all of them\.\n$/,
    );
  });

  test('shows the sentence, the place, what to do and the event', async () => {
    expect(await rendered('markdown', outlineOf('x'))).toContain(
      '- **error** x (`required_missing`)\n  - at: `schemas/x.json:3:5`\n  - to do: x\n\n  The event:\n\n  ```json\n  {\n    "x": "x"\n  }\n  ```\n',
    );
  });
});

describe('sarif', () => {
  // What the schema of SARIF 2.1.0 requires of what we write, by the path to it.
  const SHAPE: readonly (readonly [path: string, test: (value: unknown) => boolean])[] = [
    ['/version', (value) => value === '2.1.0'],
    ['/runs', (value) => Array.isArray(value) && value.length === 1],
    ['/runs/*/tool/driver/name', isFilled],
    ['/runs/*/tool/driver/rules/*/id', isFilled],
    ['/runs/*/tool/driver/rules/*/shortDescription/text', isFilled],
    ['/runs/*/columnKind', (value) => value === 'utf16CodeUnits' || value === 'unicodeCodePoints'],
    ['/runs/*/invocations/*/executionSuccessful', (value) => typeof value === 'boolean'],
    ['/runs/*/invocations/*/exitCode', Number.isInteger],
    ['/runs/*/results/*/message/text', (value) => typeof value === 'string'],
    ['/runs/*/results/*/level', (value) => ['none', 'note', 'warning', 'error'].includes(String(value))],
    ['/runs/*/results/*/ruleIndex', (value) => Number.isInteger(value) && Number(value) >= 0],
    ['/runs/*/results/*/partialFingerprints/sluice~1v1', isFilled],
    ['/runs/*/results/*/locations/*/physicalLocation/artifactLocation/uri', (value) => /^[A-Za-z0-9\-._~!$&'()*+,;=@/%]+$/.test(String(value))],
    ['/runs/*/results/*/locations/*/physicalLocation/region/startLine', (value) => Number.isInteger(value) && Number(value) >= 1],
    ['/runs/*/results/*/locations/*/physicalLocation/region/startColumn', (value) => Number.isInteger(value) && Number(value) >= 1],
  ];
  for (const [path, isSo] of SHAPE) {
    test(`${path} is as SARIF 2.1.0 wants it`, async () => {
      for (const text of HOSTILE) {
        const values = valuesAt(JSON.parse(await rendered('sarif', outlineOf(text))), path.slice(1).split('/'));
        expect(values.length).toBeGreaterThan(0);
        expect(values.filter((value) => !isSo(value))).toEqual([]);
      }
    });
  }

  test('each result names its rule, by word and by place', async () => {
    const { runs } = JSON.parse(await rendered('sarif', outlineOf('x'))) as {
      runs: { tool: { driver: { rules: { id: string }[] } }; results: { ruleId: string; ruleIndex: number }[] }[];
    };
    const [run] = runs;
    expect(run?.results.map(({ ruleId, ruleIndex }) => run.tool.driver.rules[ruleIndex]?.id === ruleId)).toEqual([true, true]);
  });
});

describe('gitlab', () => {
  test('has what GitLab requires of an entry', async () => {
    expect(JSON.parse(await rendered('gitlab', outlineOf('x')))).toMatchObject([
      {
        description: 'x; to do: x',
        check_name: 'sluice/compat/required_missing',
        severity: 'major',
        location: { path: 'schemas/x.json', lines: { begin: 3 } },
      },
      { severity: 'minor' },
    ]);
  });

  test('two equal findings have two fingerprints, the same in every run', async () => {
    const fingerprints = async (): Promise<string[]> =>
      (JSON.parse(await rendered('gitlab', outlineOf('x'))) as { fingerprint: string }[]).map(({ fingerprint }) => fingerprint);
    const [first, again] = [await fingerprints(), await fingerprints()];
    expect(new Set(first).size).toBe(2);
    expect(again).toEqual(first);
  });
});

test('ndjson: each line is JSON with a schemaVersion, the last is the summary', async () => {
  const lines = (await rendered('ndjson', outlineOf('a\nb'))).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { schemaVersion: 1, kind: 'finding', severity: 'error' },
    { schemaVersion: 1, kind: 'finding', severity: 'warning' },
    { schemaVersion: 1, kind: 'summary', passed: false, findings: 2 },
  ]);
});

describe('compat', () => {
  let cwd = '';
  beforeAll(async () => {
    cwd = await folderWith({ 'v1.json': ORDER_V1, 'v2.json': ORDER_V2, 'sub/broken.json': ORDER_BROKEN, 'bad.json': '{\n  "type": "objekt"\n}' });
  });
  const BREAKS = ['compat', 'sub/broken.json', '--against', 'v1.json'];

  for (const format of OUTLINE_FORMATS) {
    test(`--format ${format}: exit code 1 for a break, 0 without one, the same bytes twice`, async () => {
      const [broken, again, fine] = await Promise.all([
        sluiceHere([...BREAKS, '--format', format], { cwd }),
        sluiceHere([...BREAKS, '--format', format], { cwd }),
        sluiceHere(['compat', 'v2.json', '--against', 'v1.json', '--format', format], { cwd }),
      ]);
      expect([broken.code, fine.code, broken.stderr, fine.stderr]).toEqual([1, 0, '', '']);
      expect(broken.stdout).toContain('required_missing');
      expect(fine.stdout).not.toContain('required_missing');
      expect(again.stdout).toBe(broken.stdout);
    });
  }

  test('within a workflow, annotations come by themselves, with paths from the checkout', async () => {
    const env = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: cwd };
    const { stdout } = await sluiceHere(['compat', 'broken.json', '--against', '../v1.json'], { cwd: join(cwd, 'sub'), env });
    expect(stdout).toMatch(/^::error file=sub\/broken.json,line=\d+,col=\d+,title=sluice compat%3A required_missing::the reader requires "currency"/);
  });

  test('within a workflow, a file gets text, and --format goes over the environment', async () => {
    const env = { GITHUB_ACTIONS: 'true' };
    const [toFile, named] = await Promise.all([
      sluiceHere([...BREAKS, '--output', 'out.txt'], { cwd, env }),
      sluiceHere([...BREAKS, '--format', 'text'], { cwd, env }),
    ]);
    expect(toFile.stdout).toBe('');
    expect(await readFile(join(cwd, 'out.txt'), 'utf8')).toBe(named.stdout);
  });

  test('--also writes other formats beside', async () => {
    const { stdout } = await sluiceHere([...BREAKS, '--also', 'sarif=out.sarif', '--also', 'markdown=out.md'], { cwd });
    expect(stdout).toMatch(/^not compatible/);
    expect(JSON.parse(await readFile(join(cwd, 'out.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' });
    expect(await readFile(join(cwd, 'out.md'), 'utf8')).toMatch(/^### ❌ sluice compat/);
  });

  test('--also without a format is wrong usage', async () => {
    expect(await sluiceHere([...BREAKS, '--also', 'out.sarif'], { cwd })).toMatchObject({ code: 2 });
  });

  test('a file that is no schema is a finding at its line', async () => {
    const { code, stdout } = await sluiceHere(['compat', 'bad.json', '--against', 'v1.json', '--format', 'github'], { cwd });
    expect([code, stdout.split('::')[1]]).toEqual([1, 'error file=bad.json,line=2,col=11,title=sluice compat%3A schema_invalid']);
  });
});

function isFilled(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function valuesAt(value: unknown, [step, ...rest]: readonly string[]): unknown[] {
  if (step === undefined) return [value];
  if (step === '*') return (value as unknown[]).flatMap((item) => valuesAt(item, rest));
  return valuesAt((value as Readonly<Record<string, unknown>>)[step.replaceAll('~1', '/')], rest);
}

const NAME = String.raw`[A-Za-z][\w.-]*`;
const TEXT = String.raw`(?:[^<>&]|&(?:amp|lt|gt|quot|apos|#\d+);)`;
const TAG = new RegExp(String.raw`<(/?)(${NAME})((?:\s+${NAME}="(?:(?!")${TEXT})*")*)\s*(/?)>`, 'y');
const CONTENT = new RegExp(`${TEXT}*`, 'y');

/** What is wrong with a document of elements, attributes and text, which is all of XML that we write. */
function faultOfXml(xml: string): string | undefined {
  // oxlint-disable-next-line no-control-regex -- what is no Char of XML 1.0
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\uFFFE\uFFFF]|\p{Cs}/u.test(xml)) return 'a character that XML does not have';
  const open: string[] = [];
  let at = /^<\?xml version="1.0" encoding="UTF-8"\?>\n|/.exec(xml)?.[0].length ?? 0;
  while (at < xml.length) {
    TAG.lastIndex = CONTENT.lastIndex = at;
    const tag = TAG.exec(xml);
    const length = tag?.[0].length ?? CONTENT.exec(xml)?.[0].length ?? 0;
    if (length === 0) return `no markup at ${at}`;
    at += length;
    if (tag === null || tag[4] === '/') continue;
    if (tag[1] !== '/') open.push(tag[2] ?? '');
    else if (open.pop() !== tag[2]) return `${tag[2]} is closed, which is not open`;
  }
  return open.length === 0 ? undefined : `${open.join(', ')} left open`;
}
