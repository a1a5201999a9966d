/** The operator: whoever can read the credential file on the service's own machine (docs/operations.md). */
import { createHash, timingSafeEqual } from 'node:crypto';
import { ServiceError } from '../errors.ts';
import { type Caller, SCOPES } from '../ports/caller.ts';

export interface OperatorCheck {
  /** @param shown base64url of the credential's bytes. @throws ServiceError `UNAUTHENTICATED` */
  check(shown: string): Caller;
}

/** @param credential the file's 32 bytes; undefined: nobody is the operator */
export function createOperatorCheck(credential: Uint8Array | undefined): OperatorCheck {
  const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
  const expected = credential && digest(credential);
  return {
    check(shown) {
      const found = digest(Buffer.from(shown, 'base64url'));
      if (expected === undefined || !timingSafeEqual(found, expected)) {
        throw new ServiceError('UNAUTHENTICATED', "this is not the operator's credential", {
          facts: { reason: 'not-issued-here' },
          remedy: 'Use `triseal admin` on the machine of the service, as the user that runs it.',
        });
      }
      return {
        kind: 'system',
        organisation: 'operator',
        role: 'operator',
        // Which credential it was, without telling it: the file may be replaced.
        id: digest(expected).toString('hex').slice(0, 16),
        scopes: SCOPES,
      };
    },
  };
}
