import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TSC = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

/** What a careful user may have switched on; no types of any platform. */
const COMPILER_OPTIONS = {
  ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, isolatedModules: true, verbatimModuleSyntax: true },
  ...{ noImplicitOverride: true, noPropertyAccessFromIndexSignature: true, noUnusedLocals: true, noUnusedParameters: true, noImplicitReturns: true },
  ...{ isolatedDeclarations: true, declaration: true, erasableSyntaxOnly: true },
  ...{ target: 'es2022', lib: ['es2022'], types: [], module: 'nodenext', moduleResolution: 'nodenext', noEmit: true },
};

/** Compile every TypeScript file of a folder; what the compiler says, empty if nothing. `options` are for the compiler. */
export async function typeCheck(folder: string, options: object = {}): Promise<string> {
  const scratch = await mkdtemp(join(tmpdir(), 'sluice-types-'));
  const config = { compilerOptions: { ...COMPILER_OPTIONS, ...options }, include: [`${folder}/**/*.ts`] };
  await writeFile(join(scratch, 'tsconfig.json'), JSON.stringify(config));
  try {
    // Several threads take more of the processors than they save time.
    return await run(['-p', scratch, '--singleThreaded']);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function run(args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [TSC, ...args], { maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      resolve(error === null ? stdout : stdout + stderr || error.message),
    );
  });
}
