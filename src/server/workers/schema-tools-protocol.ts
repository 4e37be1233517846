import type { SchemaTools } from '../../registry/schema-tools.ts';
import type { FailedAnswer } from './failed-answer.ts';

// What goes over the wall between the server and the thread of its tools.

export type ToolName = keyof SchemaTools;

/** One question to one tool. */
export type ToolQuestion = { readonly [Name in ToolName]: { readonly tool: Name; readonly request: Parameters<SchemaTools[Name]>[0] } }[ToolName];

export type ToolResult<Name extends ToolName> = Awaited<ReturnType<SchemaTools[Name]>>;

export type ToolAnswer = { readonly kind: 'made'; readonly result: ToolResult<ToolName> } | FailedAnswer;
