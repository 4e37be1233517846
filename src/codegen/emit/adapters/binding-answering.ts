import type { Part } from '../source-file.ts';
import { adapterFunction, code, errorClass } from './adapter-code.ts';

/** What `receive` throws. */
export const MESSAGE_ERROR: Part = errorClass('MessageError', 'A message that was refused; its queue may send it again.', [
  'kind: Refusal',
  'findings: readonly Finding[]',
]);

/** What becomes of what was read: an answer of HTTP, or an outcome of a message. */
export const ANSWERING: readonly Part[] = [
  adapterFunction({
    name: 'answer',
    isAsync: true,
    params: ["consumer: Pick<Consumer, 'handle'>", 'reading: Reading', 'options: HttpOptions'],
    returns: 'Promise<Answer>',
    doc: 'Give the events to the consumer, one after the other, and say what became of them. What a handler throws is thrown on.',
    body: code`
if (reading.kind === "malformed") {
  const code = reading.status === 413 ? "body_too_large" : "envelope_invalid";
  return problem(reading.status, code, reading.message);
}
const all‹: object[]› = [];
const outcomes‹: Outcome[]› = [];
for (const [index, event] of reading.events.entries()) {
  const told = (findings‹: readonly Finding[]›)‹: void› => {
    for (const finding of findings) all.push(reading.events.length === 1 ? finding : { ...finding, event: index });
  };
  outcomes.push(await consumer.handle(event, told));
}
const { handled = 204, unknown = 404, invalid = 422 } = options.status ?? {};
if (outcomes.includes("invalid")) return problem(invalid, "event_invalid", "The event does not fit its contract", all);
if (outcomes.length > 0 && outcomes.every((outcome) => outcome === "unknown")) return problem(unknown, "unknown_subject", "Nothing here handles events of this type");
return { status: handled, headers: {}, body: "" };
`,
  }),
  adapterFunction({
    name: 'problem',
    params: ['status: number', 'code: string', 'detail: string', 'findings?: readonly object[]'],
    returns: 'Answer',
    doc: 'RFC 9457. A status of success gets no body.',
    body: code`
if (status < 300) return { status, headers: {}, body: "" };
const body = JSON.stringify({ type: "about:blank", status, code, detail, ...(findings === undefined ? {} : { findings }) });
return { status, headers: { "content-type": "application/problem+json" }, body };
`,
  }),
  adapterFunction({
    name: 'receive',
    isAsync: true,
    params: ["consumer: Pick<Consumer, 'handle'>", 'reading: Reading', 'options: MessageOptions', 'record: unknown'],
    returns: "Promise<Outcome | 'malformed'>",
    doc: 'Give the events of a message to the consumer. Throws MessageError for what counts as a failure, and what a handler throws.',
    body: code`
const { failOn = ["malformed", "invalid"], onMalformed } = options;
if (reading.kind === "malformed") {
  await onMalformed?.(reading.message, record);
  if (failOn.includes("malformed")) throw new MessageError("the message holds no event: " + reading.message, "malformed", []);
  return "malformed";
}
let last‹: Outcome› = "unknown";
for (const event of reading.events) {
  let found‹: readonly Finding[]› = [];
  last = await consumer.handle(event, (findings) => {
    found = findings;
  });
  if (last === "handled" || !failOn.includes(last)) continue;
  const why = last === "unknown" ? "nothing here handles events of its type" : (found[0]?.message ?? "");
  const { id, type } = Object(event);
  throw new MessageError("event " + id + " of " + type + " is " + last + ": " + why, last, found);
}
return last;
`,
  }),
];
