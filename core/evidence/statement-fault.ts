/** Whether a statement was signed: the signature itself and, for one in a batch, the path from the record to what was signed. */
import type { Crypto } from '../crypto.ts';
import { type BatchManifest, leadsToRoot, readManifest } from './batch.ts';
import type { Envelope } from './jws.ts';
import { readStatement, type Statement } from './statement.ts';

/** `signature` does not verify under this key and the header's algorithm; `place`: the record is not one of the signed batch. */
export type StatementFault = 'signature' | 'place';

interface Verifiers {
  readonly direct: (envelope: Envelope, spki: Uint8Array) => Promise<boolean>;
  readonly once: (manifest: BatchManifest, spki: Uint8Array) => Promise<boolean>;
}

/**
 * @param spki the certificate's public key. That the certificate is the one named in the header (`x5t`) is for the caller to check.
 * @returns the first fault; undefined when the record was signed
 */
export function statementFault(
  c: Crypto,
  statement: Statement,
  spki: Uint8Array,
): Promise<StatementFault | undefined> {
  const direct = verifyWith(c);
  return judge(c, statement, spki, { direct, once: direct });
}

/** @returns whether the statement was signed with this key. @throws as `readStatement` */
export async function verifyStatementSignature(c: Crypto, text: string, spki: Uint8Array): Promise<boolean> {
  return (await statementFault(c, readStatement(text), spki)) === undefined;
}

const verifyWith =
  (c: Crypto): Verifiers['direct'] =>
  ({ alg, signingInput, signature }, spki) =>
    c.verify(alg, spki, signingInput, signature);

async function judge(
  c: Crypto,
  statement: Statement,
  spki: Uint8Array,
  { direct, once }: Verifiers,
): Promise<StatementFault | undefined> {
  const { batch, recordDigest } = statement;
  if (batch === undefined) return (await direct(statement, spki)) ? undefined : 'signature';
  if (!(await once(batch.manifest, spki))) return 'signature';
  return leadsToRoot(c, recordDigest, batch) ? undefined : 'place';
}

/** Reads and judges many statements, each manifest once: one reading and one signature check serve all items of a batch. */
export interface StatementReader {
  /** @throws as `readStatement` */
  read(text: string): Statement;
  /** As `statementFault`. */
  fault(statement: Statement, spki: Uint8Array): Promise<StatementFault | undefined>;
}

const REMEMBERED_MANIFESTS = 1024;

interface Remembered {
  readonly manifest: BatchManifest;
  /** By the key's bytes, which a registered certificate holds once. */
  readonly verdicts: WeakMap<Uint8Array, Promise<boolean>>;
}

/** @param remembered most manifests kept, each with its verdicts; those unused longest go first */
export function createStatementReader(c: Crypto, remembered = REMEMBERED_MANIFESTS): StatementReader {
  const known = new Map<string, Remembered>();
  const recall = (jws: string, read: (jws: string) => BatchManifest): Remembered => {
    const found = known.get(jws) ?? { manifest: read(jws), verdicts: new WeakMap() };
    known.delete(jws);
    known.set(jws, found);
    if (known.size > remembered) known.delete(known.keys().next().value as string);
    return found;
  };
  const direct = verifyWith(c);
  const once = (manifest: BatchManifest, spki: Uint8Array): Promise<boolean> => {
    const { verdicts } = recall(manifest.jws, () => manifest);
    const verdict = verdicts.get(spki) ?? direct(manifest, spki);
    verdicts.set(spki, verdict);
    return verdict;
  };
  return {
    read: (text) => readStatement(text, (jws) => recall(jws, readManifest).manifest),
    fault: (statement, spki) => judge(c, statement, spki, { direct, once }),
  };
}
