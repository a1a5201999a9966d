/**
 * The rules on an entry's statement: readable, signed under a registered certificate, and that certificate valid for signing statements at the
 * time at which the log received it.
 */
import { hex } from '../../core/bytes.ts';
import type { Crypto } from '../../core/crypto.ts';
import { CoreError } from '../../core/error.ts';
import type { Statement } from '../../core/evidence/statement.ts';
import {
  createStatementReader,
  type StatementFault,
  type StatementReader,
} from '../../core/evidence/statement-fault.ts';
import type { Certificate } from '../../core/x509/certificate.ts';
import { validatePath } from '../../core/x509/path.ts';
import type { SignerRegister } from './signer-register.ts';

export interface StatementSigners {
  /** The certificates under which statements may be signed. */
  readonly certificates: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
  readonly anchors: readonly Certificate[];
}

/**
 * @returns what is wrong with the statement, or undefined. @param received milliseconds since the epoch
 * @throws ServiceError `PARTY_UNAVAILABLE` when the signer's certificate is unknown and the log cannot be asked for it
 */
export type StatementAudit = (statement: string, received: number) => Promise<string | undefined>;

const FAULTS: Record<StatementFault, string> = {
  signature: 'its signature does not verify',
  place: 'its path does not lead to the root of the signed batch',
};

interface Window {
  readonly from: number;
  readonly to: number;
}

/** @param toleranceMs how far a filer's clock may run ahead of the log's */
export function createStatementAudit(
  c: Crypto,
  signers: SignerRegister,
  anchors: readonly Certificate[],
  toleranceMs: number,
): StatementAudit {
  const reader = createStatementReader(c);
  /** Validating a path costs several signatures, so each certificate's valid time is kept once it is known. */
  const windows = new Map<string, Window>();

  const pathProblem = async (leaf: Certificate, id: string, at: number): Promise<string | undefined> => {
    const known = windows.get(id);
    if (known !== undefined && known.from <= at && at <= known.to) return undefined;
    const intermediates = signers.intermediates();
    const path = await validatePath(c, { leaf, intermediates, anchors, at, purpose: 'statement-signing' });
    if (!path.ok) return `the certificate ${leaf.subject.text} is not valid then: ${path.code}`;
    windows.set(id, {
      from: Math.max(...path.chain.map(({ notBefore }) => notBefore)),
      to: Math.min(...path.chain.map(({ notAfter }) => notAfter)),
    });
    return undefined;
  };

  return async (text, received) => {
    const statement = read(reader, text);
    if (typeof statement === 'string') return statement;
    if (statement.issuedAt * 1000 > received + toleranceMs) return 'it was signed after the log received it';
    const id = hex(statement.x5t);
    const certificate = await signers.find(id);
    if (certificate === undefined) return `no certificate with SHA-256 ${id} is registered`;
    const fault = await reader.fault(statement, certificate.spki);
    if (fault !== undefined) return FAULTS[fault];
    return pathProblem(certificate, id, received);
  };
}

function read(reader: StatementReader, text: string): Statement | string {
  try {
    return reader.read(text);
  } catch (error) {
    if (error instanceof CoreError) return error.message;
    throw error;
  }
}
