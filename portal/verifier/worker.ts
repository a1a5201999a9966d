/** The worker: one command in, progress and a report out. Reaches no network: its policy forbids it, and nothing here asks for one. */
import { createWebCrypto } from '../../core/crypto-web.ts';
import type { VerifyCommand, WorkerMessage } from './protocol.ts';
import { runVerification } from './run.ts';

const say = (message: WorkerMessage) => postMessage(message);
const crypto = createWebCrypto();

addEventListener('message', async ({ data }: MessageEvent<VerifyCommand>) => {
  try {
    const report = await runVerification(crypto, data, (check, done, total) =>
      say({ type: 'progress', check, done, total }),
    );
    say({ type: 'report', report });
  } catch (error) {
    say({ type: 'error', message: error instanceof Error ? error.message : String(error) });
  }
});
