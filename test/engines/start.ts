/** `npx tsx test/engines/start.ts NAME`: runs one engine until it is interrupted, on 127.0.0.1, a free port and a fresh directory. */
import { setUpSecantusDb, startSecantusDb } from './secantusdb.ts';

const ENGINES = { mongodb: { setUp: setUpSecantusDb, start: startSecantusDb } };

const name = process.argv[2] ?? '';
const engine = ENGINES[name as keyof typeof ENGINES];
if (engine === undefined) {
  process.stderr.write(`usage: start.ts ${Object.keys(ENGINES).join(' | ')}\n`);
  process.exit(2);
}
const problem = engine.setUp();
if (problem !== undefined) {
  process.stderr.write(`${name}: ${problem}\n`);
  process.exit(1);
}
const running = await engine.start();
process.stdout.write(`${running.uri} (pid ${running.pid})\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void running.stop().then(() => process.exit(0)));
}
