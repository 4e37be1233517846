import { createHash } from 'node:crypto';

/** All that the pages look like. Colours have a contrast of 7 to 1 and more, in light and in dark. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #434a54; --paper: #fff; --line: #c4cad2; --code: #f1f3f6; --link: #0a4b94; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eceff3; --soft: #c3c9d2; --paper: #14171b; --line: #454c56; --code: #20252b; --link: #9cc6ff; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 60rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); overflow-wrap: anywhere; }
a { color: var(--link); }
a:focus-visible, .scroll:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.3rem; margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 1rem; } h3 { font-size: 1.05rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1rem; }
caption { text-align: left; font-weight: 600; padding: 0.25rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem; border: 1px solid var(--line); }
thead th { background: var(--code); }
th[scope="row"] { font-weight: 400; }
code, pre { font-family: ui-monospace, monospace; font-size: 0.9em; background: var(--code); }
pre { padding: 0.75rem; overflow-x: auto; white-space: pre-wrap; }
.soft { color: var(--soft); }
.skip { position: absolute; left: -100rem; } .skip:focus { position: static; }
dt { font-weight: 600; } dd { margin: 0 0 0.4rem; }
`;

/** Nothing but this style: no script, no image, no frame, nothing from anywhere. */
export const POLICY: string = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
