import type { TimestampCode, TimestampResult } from '../../tsp/token.ts';
import type { Check } from '../check.ts';
import { dependsOn, failed, malformedFinding, notChecked } from '../check.ts';
import type { CheckCode } from '../codes.ts';
import { openedValue } from '../opened.ts';
import type { Finding } from '../report.ts';

/** By what is at fault; whatever is not named here is a matter of the certificate and its path. */
const CODES: Partial<Record<TimestampCode, CheckCode>> = {
  FORMAT: 'TIMESTAMP_FORMAT',
  IMPRINT: 'TIMESTAMP_IMPRINT',
  SIGNERS: 'TIMESTAMP_SIGNATURE',
  CONTENT_TYPE: 'TIMESTAMP_SIGNATURE',
  MESSAGE_DIGEST: 'TIMESTAMP_SIGNATURE',
  SIGNING_CERTIFICATE: 'TIMESTAMP_SIGNATURE',
  SIGNATURE: 'TIMESTAMP_SIGNATURE',
};

/** An outside authority stamped the witnessed checkpoint, with a certificate for this purpose that was valid at the time it gave. */
export const timestamp: Check = {
  id: 'timestamp',
  group: 'time',
  title: { en: 'Outside timestamp', zh: '外部可信时间戳' },
  spec: 'RFC 3161 sections 2.3 and 2.4.2; RFC 5816',
  weighs: true,
  passed: {
    en: '{tsa} attests that the witnessed checkpoint existed at {genTime}.',
    zh: '{tsa} 证明经见证的检查点在 {genTime} 已经存在。',
  },
  async run(context) {
    const { timestamp: token, timestampFile, stage, kind } = context;
    if (token.state !== 'ok') {
      const early =
        stage === 'sealed' || kind !== 'receipt'
          ? notChecked('NOT_IN_PACKAGE', timestampFile)
          : notChecked('NOT_YET', timestampFile, { stage });
      const malformed = malformedFinding(token, 'TIMESTAMP_FORMAT', timestampFile);
      return { findings: malformed.length > 0 ? malformed : [early], facts: {} };
    }
    const result = await context.timestampResult();
    if (result === undefined) {
      const check = openedValue(context.trust) === undefined ? 'trust-source' : 'checkpoint';
      return { findings: [dependsOn(check, timestampFile)], facts: {} };
    }
    return { findings: findingsOf(result, timestampFile), facts: factsOf(result) };
  },
};

/** What is at fault with a token that does not verify. */
export function tokenFinding({ code, facts }: TimestampResult, file: string): Finding {
  const rule = typeof facts.why === 'string' ? facts.why : code;
  return failed(CODES[code] ?? 'TIMESTAMP_CERTIFICATE', file, { ...facts, reason: code, rule });
}

function findingsOf(result: TimestampResult, file: string): Finding[] {
  return result.ok ? [] : [tokenFinding(result, file)];
}

function factsOf({ genTime, accuracyMicros, tsaName, policy, serial }: TimestampResult) {
  return {
    genTime: genTime === undefined ? null : new Date(genTime).toISOString(),
    accuracySeconds: accuracyMicros === undefined ? null : accuracyMicros / 1e6,
    tsa: tsaName ?? null,
    policy: policy ?? null,
    serial: serial ?? null,
  };
}
