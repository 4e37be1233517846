// Unpacks the Chromium of an npm package into the folder that TMPDIR names, and prints where it is.
import chromium from '@sparticuz/chromium';

process.stdout.write(await chromium.executablePath());
