/** Verifies a case's package as the verifying worker does, and reads its items beside, so that each sentence of the report leads to its record. */
import { createWebCrypto } from '../../../core/crypto-web.ts';
import { type CaseItem, caseItems } from '../../../core/report/case-file.ts';
import type { VerifyCommand, WorkerMessage } from '../../verifier/protocol.ts';
import { runVerification } from '../../verifier/run.ts';

/** What comes with the report. */
export interface CaseMessage {
  readonly items: readonly CaseItem[];
}

const say = (message: WorkerMessage & Partial<CaseMessage>) => postMessage(message);
const crypto = createWebCrypto();

addEventListener('message', async ({ data }: MessageEvent<VerifyCommand>) => {
  try {
    const report = await runVerification(crypto, data, (check, done, total) =>
      say({ type: 'progress', check, done, total }),
    );
    say({ type: 'report', report, items: caseItems(crypto, data.subject) });
  } catch (error) {
    say({ type: 'error', message: error instanceof Error ? error.message : String(error) });
  }
});
