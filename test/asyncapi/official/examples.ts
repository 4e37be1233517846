import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Example } from '../example-claims.ts';

const FOLDER = import.meta.dirname;

/** The official examples of AsyncAPI 2.3, 2.6 and 3.0, from npm: installed once, by the lock beside this file. */
export async function officialExamples(): Promise<readonly Example[]> {
  await install();
  const { dependencies } = JSON.parse(await readFile(join(FOLDER, 'package.json'), 'utf8')) as { readonly dependencies: Record<string, string> };
  const found = await Promise.all(Object.keys(dependencies).map(examplesOf));
  return found.flat();
}

async function examplesOf(dependency: string): Promise<readonly Example[]> {
  const folder = join(FOLDER, 'node_modules', dependency, 'assets', 'examples');
  const files = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).toSorted();
  return files.map((file) => ({ name: `${dependency.replace('asyncapi-cli-', '')}/${file}`, folder, file }));
}

async function install(): Promise<void> {
  const [stamp, wanted] = [join(FOLDER, 'node_modules', '.installed'), await readFile(join(FOLDER, 'package-lock.json'), 'utf8')];
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return;
  const parameters = ['ci', '--prefix', FOLDER, '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await new Promise<number | null>((resolve, reject) => {
    spawn('npm', parameters, { cwd: FOLDER, stdio: ['ignore', 2, 2] })
      .on('error', reject)
      .on('close', resolve);
  });
  if (code !== 0) throw new Error(`npm ${parameters.join(' ')} failed with code ${code}; see above`);
  await writeFile(stamp, wanted);
}
