/** Everything that a test of an action imports, besides the action itself. */

export { createManualClock, type ManualClock } from './manual-clock.ts';
export type { LogLine } from './memory-log.ts';
export { runAction } from './run-action.ts';
export type { Situation, Trial } from './situation.ts';
export type { TestArtifact } from './test-artifact.ts';
export type { WrittenArtifact } from './written-artifact.ts';
