/** `triseal file`: documents and a record in, one logged item of evidence out. */
import { writeFileSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import type { Client, ClientContent, ClientDocument } from '../../client/client.ts';
import { ClientError } from '../../client/error.ts';
import { RecordRefused, signRecords } from '../../client/sign.ts';
import { isObject, type Json, type JsonObject, parseJson, parseJsonObject } from '../../core/json.ts';
import { createNodeCrypto } from '../../server/adapters/crypto-node.ts';
import { type Connection, type ConnectionFlags, connect } from '../connection.ts';
import { CliError, type CliIo, EXIT, type ExitCode } from '../io.ts';
import { readInput, readText } from '../read-input.ts';
import { renderTree } from '../render-tree.ts';

export interface FileFlags extends ConnectionFlags {
  readonly loan?: string;
  readonly type?: string;
  readonly record?: string;
  readonly field: readonly string[];
  readonly reference?: string;
  readonly eventTime?: string;
  readonly eventSource?: string;
  readonly idempotencyKey?: string;
  readonly sign?: boolean;
  readonly receipt?: string;
  readonly json?: boolean;
}

export async function file(io: CliIo, paths: readonly string[], flags: FileFlags): Promise<ExitCode> {
  const documents = paths.map((path) => documentOf(io, path));
  const record = recordOf(io, flags);
  const connection = connect(io, flags);
  const content: ClientContent =
    flags.sign === true ? { statement: await signed(io, connection, record, documents) } : { record };
  try {
    const { idempotencyKey } = flags;
    const filed = await connection.client.file({
      ...content,
      documents,
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    });
    if (flags.receipt !== undefined) await saveReceipt(io, connection.client, filed.id, flags.receipt);
    io.out(flags.json === true ? `${JSON.stringify(filed, null, 2)}\n` : renderTree(shown(filed)));
    return EXIT.ok;
  } catch (error) {
    throw error instanceof ClientError ? refused(error) : error;
  }
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.json': 'application/json',
  '.txt': 'text/plain',
  '.html': 'text/html',
  '.xml': 'application/xml',
  '.csv': 'text/csv',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
  '.mp4': 'video/mp4',
};

function documentOf(io: CliIo, path: string): ClientDocument & { readonly content: Uint8Array } {
  const mediaType = MEDIA_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
  return { name: basename(path), mediaType, content: readInput(io, path) };
}

/** The record as the API takes it: the file's members, over them what the flags say. */
function recordOf(io: CliIo, flags: FileFlags): JsonObject {
  const base = flags.record === undefined ? {} : jsonFile(io, flags.record);
  const record: JsonObject = {
    provenance: { class: 'bare-hash' },
    ...base,
    ...(flags.loan === undefined ? {} : { loan: flags.loan }),
    ...(flags.type === undefined ? {} : { type: flags.type }),
    ...(flags.reference === undefined ? {} : { reference: flags.reference }),
    event: eventOf(io, flags, base.event),
    fields: {
      ...(isObject(base.fields) ? base.fields : {}),
      ...Object.fromEntries(flags.field.map(fieldOf)),
    },
  };
  for (const name of ['loan', 'type']) {
    if (typeof record[name] !== 'string') {
      throw new CliError(
        EXIT.usage,
        `a record needs its ${name}: give --${name}, or say it in the file of --record`,
      );
    }
  }
  return record;
}

function jsonFile(io: CliIo, path: string): JsonObject {
  try {
    return parseJsonObject(readText(io, path));
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    throw new CliError(EXIT.noInput, `${path} is no JSON object: ${(cause as Error).message}`, { cause });
  }
}

/** Without a word about it the event is the filing itself, and its time is no more than claimed. */
function eventOf(io: CliIo, { eventTime, eventSource }: FileFlags, said: Json | undefined): JsonObject {
  const base = isObject(said) ? said : { time: new Date(io.now()).toISOString(), source: 'claimed' };
  return {
    ...base,
    ...(eventTime === undefined ? {} : { time: eventTime }),
    ...(eventSource === undefined ? {} : { source: eventSource }),
  };
}

/** `name=text`, or `name:=json` for numbers, lists and objects: an account number must not turn into a number. */
function fieldOf(flag: string): [string, Json] {
  const [, name, json, value] = /^([^=:]+)(:?)=(.*)$/s.exec(flag) ?? [];
  if (name === undefined || value === undefined) {
    throw new CliError(EXIT.usage, `--field takes name=text or name:=json, not ${flag}`);
  }
  if (json === '') return [name, value];
  try {
    return [name, parseJson(value)];
  } catch (cause) {
    throw new CliError(EXIT.usage, `--field ${name}:= takes JSON: ${(cause as Error).message}`, { cause });
  }
}

/** A statement under the organisation's own key: what the service could only attest, the organisation then says itself. */
async function signed(
  io: CliIo,
  connection: Connection,
  record: JsonObject,
  documents: readonly (ClientDocument & { readonly content: Uint8Array })[],
): Promise<string> {
  try {
    const [statement] = await signRecords(createNodeCrypto(), [{ record, documents }], connection, io.now());
    return statement!;
  } catch (error) {
    if (!(error instanceof RecordRefused)) throw error;
    const lines = error.problems.join('\n  ');
    throw new CliError(EXIT.refused, `the record does not follow its schema\n  ${lines}`);
  }
}

async function saveReceipt(io: CliIo, client: Client, id: string, path: string): Promise<void> {
  const text = `${JSON.stringify(await client.receipt(id), null, 2)}\n`;
  try {
    writeFileSync(resolve(io.cwd, path), text, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    throw new CliError(
      EXIT.noOutput,
      `the item ${id} is filed, but ${path} cannot be written: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** What a person wants to see; --json has the entry and its proof. */
function shown({ id, type, index, sequence, received_at, replayed, state }: JsonObject): JsonObject {
  const stage = isObject(state) ? (state.label ?? null) : null;
  return {
    id: id!,
    type: type!,
    index: index!,
    sequence: sequence!,
    received: received_at!,
    state: stage,
    replayed: replayed!,
  };
}

function refused(error: ClientError): CliError {
  const { status, code, problem } = error;
  const facts = isObject(problem.facts)
    ? Object.entries(problem.facts).map(([name, value]) => `\n  ${name}: ${JSON.stringify(value)}`)
    : [];
  const exit = status === undefined || status >= 500 || status === 429 ? EXIT.unavailable : EXIT.refused;
  const remedy = typeof problem.remedy === 'string' ? { remedy: problem.remedy } : {};
  return new CliError(exit, `${code}: ${error.message}${facts.join('')}`, { ...remedy, cause: error });
}
