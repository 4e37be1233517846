export type { Judgement } from '../core/verdict.ts';
export { createGate, type Gate, type GateOptions } from './gate.ts';
