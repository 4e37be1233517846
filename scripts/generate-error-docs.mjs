// Writes docs/errors.md from the catalogue in src/core/errors.ts (built).
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, setUp } from './setup.mjs';

await setUp();
const { renderErrorDocs } = await import(join(ROOT, 'dist', 'modules', 'src', 'core', 'error-docs.js'));
writeFileSync(join(ROOT, 'docs', 'errors.md'), renderErrorDocs());
