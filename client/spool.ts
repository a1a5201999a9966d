/**
 * A spool directory: whatever is put into it is filed, now or when the service is back. One folder an item with `record.json` and its documents; it
 * counts as complete when its name no longer ends in `.part`, so a writer fills `x.part` and renames it to `x`. What was filed moves to `filed/` with
 * its answer, what was refused for good to `refused/` with the problem. The folder's name is the idempotency key: after a crash the same item is
 * never filed twice.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FSWatcher, watch } from 'chokidar';
import { type JsonObject, parseJsonObject } from '../core/json.ts';
import type { Client, ClientDocument } from './client.ts';
import { ClientError } from './error.ts';
import { RecordRefused } from './sign.ts';

export interface SpoolOptions {
  readonly client: Pick<Client, 'file'>;
  readonly directory: string;
  /** Makes the statement when the filer signs; without it the service signs. */
  readonly sign?: (record: JsonObject, documents: readonly ClientDocument[]) => Promise<string>;
  /** Told of each item: filed, refused for good, or to be tried again. */
  readonly onOutcome?: (outcome: SpoolOutcome) => void;
  /** Milliseconds between attempts while the service is away. Default 5,000. */
  readonly retryMs?: number;
}

export interface SpoolOutcome {
  readonly item: string;
  readonly state: 'filed' | 'refused' | 'waiting';
  /** Id of the evidence, or why not. */
  readonly detail: string;
}

export interface Spool {
  /** Files what is there once. @returns how many are left, because the service is away */
  drain(): Promise<number>;
  /** Goes on until it is stopped: at each change of the directory, and at intervals while something is left. */
  run(signal: AbortSignal): Promise<void>;
}

const RECORD = 'record.json';
const DONE = ['filed', 'refused'] as const;
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.json': 'application/json',
  '.txt': 'text/plain',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
};

/** @throws when the directory cannot be made or read */
export function openSpool(options: SpoolOptions): Spool {
  const { directory } = options;
  for (const name of DONE) mkdirSync(join(directory, name), { recursive: true, mode: 0o700 });
  const drain = async () => {
    let left = 0;
    for (const item of itemsOf(directory)) {
      const outcome = await fileItem(options, item);
      options.onOutcome?.(outcome);
      if (outcome.state !== 'waiting') continue;
      left++;
      // While the service is away one attempt tells as much as a thousand.
      return left + itemsOf(directory).filter((name) => name > item).length;
    }
    return left;
  };
  return { drain, run: (signal) => runSpool(options, drain, signal) };
}

/** By name, so that writers order them. */
function itemsOf(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter(
      (entry) =>
        entry.isDirectory() && !entry.name.endsWith('.part') && !DONE.includes(entry.name as 'filed'),
    )
    .map(({ name }) => name)
    .sort();
}

async function runSpool(
  { directory, retryMs = 5_000 }: SpoolOptions,
  drain: () => Promise<number>,
  signal: AbortSignal,
) {
  let woken: (() => void) | undefined;
  const watcher: FSWatcher = watch(directory, { depth: 0, ignoreInitial: true });
  watcher.on('all', () => woken?.());
  try {
    while (!signal.aborted) {
      const changed = new Promise<void>((resolve) => {
        woken = resolve;
      });
      const left = await drain();
      const pause = sleep(left > 0 ? retryMs : 60_000, undefined, { signal }).catch(() => undefined);
      await Promise.race(left > 0 ? [pause] : [changed, pause]);
    }
  } finally {
    await watcher.close();
  }
}

async function fileItem(options: SpoolOptions, item: string): Promise<SpoolOutcome> {
  const folder = join(options.directory, item);
  try {
    const record = parseJsonObject(readFileSync(join(folder, RECORD), 'utf8'));
    const documents = documentsOf(folder);
    const content =
      options.sign === undefined ? { record } : { statement: await options.sign(record, documents) };
    const filed = await options.client.file({ ...content, documents, idempotencyKey: item });
    return finish(options.directory, item, 'filed', filed, filed.id);
  } catch (error) {
    if (error instanceof ClientError && isPassing(error)) {
      return { item, state: 'waiting', detail: `${error.code}: ${error.message}` };
    }
    const problem = error instanceof ClientError ? error.problem : {};
    const detail = error instanceof Error ? error.message : String(error);
    const problems = error instanceof RecordRefused ? [...error.problems] : [];
    return finish(options.directory, item, 'refused', { detail, problem, problems }, detail);
  }
}

/** No answer, overload, or a fault of the service: the same filing may succeed later. */
function isPassing({ status }: ClientError): boolean {
  return status === undefined || status === 401 || status === 429 || status >= 500;
}

function documentsOf(folder: string): ClientDocument[] {
  return readdirSync(folder)
    .filter((name) => name !== RECORD && statSync(join(folder, name)).isFile())
    .sort()
    .map((name) => ({
      name,
      mediaType: MEDIA_TYPES[extname(name).toLowerCase()] ?? 'application/octet-stream',
      content: new Uint8Array(readFileSync(join(folder, name))),
    }));
}

/** The answer is written before the folder moves: a crash between the two files it again, under the same key, and gets the same answer. */
function finish(
  directory: string,
  item: string,
  state: 'filed' | 'refused',
  answer: JsonObject,
  detail: string,
): SpoolOutcome {
  const target = join(directory, state, item);
  writeFileSync(`${target}.answer.json`, `${JSON.stringify(answer, null, 2)}\n`, { mode: 0o600 });
  renameSync(join(directory, item), target);
  return { item, state, detail };
}
