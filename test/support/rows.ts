/** Rows of items for tests of stores. */
import { hex, utf8 } from '../../core/bytes.ts';
import type { EvidenceRow, StreamRow, WrappedKey } from '../../server/ports/evidence-store.ts';
import type { LogEntry } from '../../server/ports/log-store.ts';
import { crypto, ORIGIN, streamNamed } from './log-batches.ts';

export const digest = (text: string): string => hex(crypto.sha256(utf8(text)));

export function rowOf(entry: LogEntry, over: Partial<EvidenceRow> = {}): EvidenceRow {
  const name = new TextDecoder().decode(entry.bytes);
  return {
    id: `item-${name}`,
    origin: ORIGIN,
    index: entry.index,
    stream: entry.stream,
    sequence: entry.sequence,
    organisation: 'demo-bank',
    loanIndex: digest(`loan of ${hex(entry.stream)}`),
    type: 'loan-contract',
    receivedAt: '2026-05-01T08:00:00.000Z',
    idempotency: digest(`idempotency ${name}`),
    fingerprint: digest(`fingerprint ${name}`),
    keyId: `key-${name}`,
    sealed: utf8(`sealed ${name}`),
    blobs: ['00112233445566778899aabbccddeeff', 'ffeeddccbbaa99887766554433221100'],
    ...over,
  };
}

export function keyOf(row: EvidenceRow): WrappedKey {
  return { id: row.keyId, wrapped: utf8(`wrapped ${row.keyId}`), wrappedBy: 'kek-1' };
}

/** The stream of test streams `stream-0`, `stream-1`, ... */
export function claimOf(name: string, blind = 'blind', origin = ORIGIN): StreamRow {
  const stream = streamNamed(name);
  return {
    origin,
    organisation: 'demo-bank',
    loanIndex: digest(`loan of ${hex(stream)}`),
    stream,
    sealed: utf8(blind),
    keyId: `key-of-${name}-${blind}`,
  };
}
