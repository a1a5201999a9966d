/**
 * Files items into a store until all are answered, and says so line by line before the next one. Run by the kill tests, which do not let it
 * finish: `filing-child.ts <database> <items>`, with `TRISEAL_FAULT_KILL` or a signal from outside.
 */
import { writeSync } from 'node:fs';
import { openSqliteStore } from '../../server/adapters/store-sqlite/store.ts';
import { killAtGap } from '../../server/log/gaps.ts';
import { createSequencer } from '../../server/log/sequencer.ts';
import { digest } from '../support/rows.ts';
import { filing, sequencerOptions } from '../support/sequencing.ts';

const WORKERS = 8;
const [file = '', count = '0'] = process.argv.slice(2);

const store = openSqliteStore(file);
const faults = killAtGap(process.env.TRISEAL_FAULT_KILL, () => process.kill(process.pid, 'SIGKILL'));
const sequencer = createSequencer(
  sequencerOptions(store, { faults, limits: { maxBatch: 5, maxQueue: 100, intervalMs: 0 } }),
);
await sequencer.start();
say({ begun: true });

let next = 0;
async function work(): Promise<void> {
  while (next < Number(count)) {
    const name = `item-${next++}`;
    // What a client does that repeats a filing under its idempotency key.
    const standing = await store.rowByIdempotency(digest(`idempotency ${name}`));
    if (standing !== undefined) say({ name, index: standing.index });
    else {
      const { index, checkpoint } = await sequencer.append(filing(name, `stream-${next % 3}`));
      say({ name, index, checkpoint });
    }
  }
}

/** Written to the end before anything else happens: what the parent has read was acknowledged. */
function say(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

await Promise.all(Array.from({ length: WORKERS }, work));
await sequencer.stop();
await store.close();
