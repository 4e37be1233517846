import { appendLine } from './function.js';

const { GATES = '' } = process.env;

/**
 * Post an event to the first gate that takes it, once each.
 * Throws where none does: whoever sends it fails then, gets its own event again, and sends this one again under the same id.
 */
export async function postEvent(event: { readonly id: string; readonly type: string }): Promise<void> {
  const answers: string[] = [];
  for (const gate of GATES.split(' ')) {
    try {
      const response = await fetch(`${gate}/shop`, {
        method: 'POST',
        headers: { 'content-type': 'application/cloudevents+json' },
        body: JSON.stringify(event),
      });
      const text = await response.text();
      if (response.status === 202) return appendLine({ sent: event.id, type: event.type });
      answers.push(`${response.status} ${text}`);
    } catch (error) {
      answers.push(String(error));
    }
  }
  throw new Error(answers.join('; '));
}
