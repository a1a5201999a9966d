import type { Say } from './progress.ts';
import type { RunningInstallation } from './run.ts';
export async function fileSamples(
  _running: RunningInstallation,
  _say: Say,
  _signal: AbortSignal,
): Promise<readonly string[]> {
  return [];
}
