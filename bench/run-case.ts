// One case in this process; the report goes to the parent, or to standard output where there is none (`node --cpu-prof`).
import { CASES } from './cases.ts';
import { reportText } from './report.ts';

const [name, question] = process.argv.slice(2);
const found = CASES.find((one) => one.name === name);
if (found === undefined) throw new Error(`no case ${JSON.stringify(name)}; there are ${CASES.map((one) => one.name).join(', ')}`);
const report = await found.run(question === undefined ? {} : { question: new RegExp(question) });
if (process.send === undefined) process.stdout.write(`${reportText(report)}\n`);
else process.send(report, () => void (process.connected && process.disconnect()));
