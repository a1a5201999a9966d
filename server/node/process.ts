/** A party node as a process of its own: runs until told to stop, and does not outlive the service that started it. */
import { ServiceError } from '../errors.ts';
import { loadNodeConfig, type NodeConfig } from './config.ts';
import { runNode } from './main.ts';

/** Resolves with the exit code when the node has stopped. @param party refused when the file is another party's */
export async function nodeProcess(
  file: string,
  party: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const config: NodeConfig = loadNodeConfig(file, env);
  if (party !== undefined && party !== config.party) {
    throw new ServiceError('CONFIG_INVALID', `${file} configures the ${config.party}, not the ${party}`, {
      facts: { file, party: config.party },
    });
  }
  const node = await runNode(config);
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
    // The channel to the service that started this process; it closes however that one ends.
    process.once('disconnect', () => resolve());
  });
  await node.stop();
  return 0;
}
