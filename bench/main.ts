// `npm run bench`: every bar; `npm run bench -- NAME`: the cases that the regular expression NAME finds.
import { fork, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ENGINE_VERSION } from '../src/containment/index.ts';
import { allBarsTable, type CaseBars } from './bar.ts';
import { CASES, type BenchCase } from './cases.ts';
import { dataFolder, ROOT } from './data-folder.ts';
import { writePage } from './page.ts';
import { reportText, tableData, tableText, type Report } from './report.ts';

const USAGE = `npm run bench [-- NAME] [--long] [--list] [--json FILE] [--question REGEX]

without a NAME:  every case that has bars, one after the other, and at the end every bar in one table; some 20 minutes
NAME             the cases whose name the regular expression finds
--long           those that take long as well: an hour and more
--list           the cases
--page           write the bars into docs/benchmarks.md as well
--json FILE      the tables for a program, written after each case
--question REGEX only the questions, reads or messages of a case that it finds; such a run has no bars

npm run bench -- containment/octokit
npm run bench -- --page

`;

interface Flags {
  readonly json?: string;
  readonly question?: string;
  readonly long?: boolean;
  readonly list?: boolean;
  readonly page?: boolean;
}

process.exitCode = await run();

async function run(): Promise<number> {
  let words;
  try {
    words = parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'string' },
        question: { type: 'string' },
        long: { type: 'boolean' },
        list: { type: 'boolean' },
        page: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (cause) {
    process.stderr.write(`${(cause as Error).message.split('. ')[0] ?? ''}\n\n${USAGE}`);
    return 2;
  }
  const { help = false, ...flags } = words.values;
  if (help) {
    process.stdout.write(USAGE);
    return 0;
  }
  return main(words.positionals[0], flags);
}

async function main(pattern: string | undefined, { json, question, long = false, list: isList = false, page = false }: Flags): Promise<number> {
  if (isList) return list(USAGE);
  const chosen = CASES.filter(({ name, hasBars = false }) => (pattern === undefined ? hasBars : new RegExp(pattern).test(name)));
  if (chosen.length === 0) return list(`no case matches ${JSON.stringify(pattern)}; there are\n\n`, 2);
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown processor'} × ${cpus().length}, Node ${process.versions.node}, engine ${ENGINE_VERSION}`;
  process.stdout.write(`${machine}\n`);
  const results: unknown[] = [];
  const found: CaseBars[] = [];
  for (const one of chosen) {
    if (pattern === undefined && one.isLong === true && !long) {
      found.push({ name: one.name, bars: 'not run' });
      continue;
    }
    process.stderr.write(`[sluice] ${one.name} …\n`);
    await installData(one);
    const report = await runAlone(one, question);
    process.stdout.write(`\n== ${one.name}: ${one.about}\n\n${reportText(report)}\n`);
    if (report.bars !== undefined) found.push({ name: one.name, bars: report.bars });
    results.push({ name: one.name, tables: report.tables.map(tableData), bars: report.bars ?? [] });
    if (json !== undefined) writeFileSync(json, `${JSON.stringify({ machine, cases: results }, null, 2)}\n`);
  }
  if (page) writePage(join(ROOT, 'docs', 'benchmarks.md'), machine, found);
  if (chosen.length > 1 && found.length > 0) process.stdout.write(`\n${tableText(allBarsTable(found))}\n`);
  return 0;
}

function list(head: string, code = 0): number {
  const width = Math.max(...CASES.map(({ name }) => name.length)) + 2;
  process.stdout.write(`${head}${CASES.map(({ name, about }) => `${name.padEnd(width)}${about}`).join('\n')}\n`);
  return code;
}

async function installData({ data }: BenchCase): Promise<void> {
  if (data === undefined) return;
  const folder = dataFolder(data);
  const [stamp, wanted] = [join(folder, 'node_modules', '.installed'), readFileSync(join(folder, 'package-lock.json'), 'utf8')];
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write(`[sluice] installing what bench/${data} reads: published schemas and peers, from npm (once)\n`);
  const parameters = ['ci', '--prefix', folder, '--ignore-scripts', '--omit=optional', '--omit=peer', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await new Promise<number | null>((resolve, reject) => {
    spawn('npm', parameters, { cwd: folder, stdio: ['ignore', 2, 2] })
      .on('error', reject)
      .on('close', resolve);
  });
  if (code !== 0) throw new Error(`npm ${parameters.join(' ')} failed with code ${code}; see above`);
  writeFileSync(stamp, wanted);
}

function runAlone({ name }: BenchCase, question: string | undefined): Promise<Report> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'run-case.js'), [name, ...(question === undefined ? [] : [question])]);
    child.on('message', (report) => resolve(report as Report));
    child.on('error', reject);
    child.on('close', (code) => reject(new Error(`${name} ended with code ${code} and no report`)));
  });
}
