/** A certificate on its way into the register: read, held against the pinned anchors, and told apart by its own policy. */
import { hex } from '../../../core/bytes.ts';
import { CoreError } from '../../../core/error.ts';
import { type Certificate, parseCertificates } from '../../../core/x509/certificate.ts';
import { pemEncode } from '../../../core/x509/pem.ts';
import { statementUse } from '../../../core/x509/policy.ts';
import { ServiceError } from '../../errors.ts';
import type { CommandDeps, NewCertificate } from './commands.ts';
import { judgePath } from './judge.ts';
import { chainsOf } from './snapshot.ts';
import type { CertificateRecord } from './types.ts';

/** Longest time ahead for which a certificate may be announced. */
const MAX_AHEAD_MS = 366 * 86_400_000;
const MAX_CHAIN = 4;

const refused = (message: string, facts: Record<string, string | number | readonly string[]> = {}) =>
  new ServiceError('CERTIFICATE_REFUSED', message, { facts });

/** @throws ServiceError `CERTIFICATE_REFUSED` */
export async function newCertificate(deps: CommandDeps, wanted: NewCertificate): Promise<CertificateRecord> {
  const { crypto, clock } = deps;
  const [leaf, ...chain] = read(wanted.certificate);
  if (leaf === undefined) throw refused('there is no certificate in what was sent');
  if (chain.length > MAX_CHAIN) throw refused(`at most ${MAX_CHAIN} authorities come with a certificate`);
  const from = wanted.from ?? clock.now();
  if (from > clock.now() + MAX_AHEAD_MS) throw refused('this is announced more than a year ahead');
  // A certificate of the future is judged as of the day from which it will count.
  const at = Math.max(clock.now(), Math.min(from, leaf.notAfter), leaf.notBefore);
  const uses = wanted.use === 'both' ? (['statement', 'client'] as const) : [wanted.use];
  const intermediates = [...deps.pathTrust.intermediates, ...chainsOf(deps.snapshot()), ...chain];
  for (const use of uses) {
    const verdict = await judgePath(crypto, { ...deps.pathTrust, intermediates }, leaf, at, use);
    if (!verdict.ok) {
      throw refused(`the certificate is not good for the use ${use}: ${verdict.code}`, {
        rule: verdict.code,
        subject: leaf.subject.text,
      });
    }
  }
  return {
    id: hex(crypto.sha256(leaf.der)),
    organisation: wanted.organisation,
    holder: statementUse(leaf) ?? 'filer',
    use: wanted.use,
    certificate: pemOf(leaf),
    chain: chain.map(pemOf),
    from: new Date(from).toISOString(),
    to: null,
    reason: null,
    withdrawnAt: null,
  };
}

const pemOf = ({ der }: Certificate) => pemEncode('CERTIFICATE', der);

function read(pem: string): readonly Certificate[] {
  try {
    return parseCertificates(pem);
  } catch (cause) {
    if (!(cause instanceof CoreError)) throw cause;
    throw new ServiceError('CERTIFICATE_REFUSED', `the certificate cannot be read: ${cause.message}`, {
      cause,
    });
  }
}
