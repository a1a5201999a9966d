import { equal } from '../../bytes.ts';
import type { Check } from '../check.ts';
import { failed, malformedFinding, notChecked } from '../check.ts';
import type { Context } from '../context.ts';
import { openedValue } from '../opened.ts';
import type { Finding } from '../report.ts';
import { trustFiles } from '../trust-files.ts';

/** Whose word the verifier takes: trust data that the reader chose, or the snapshot that came along and is yet to be compared. */
export const trustSource: Check = {
  id: 'trust-source',
  group: 'origin',
  title: { en: 'Trust data', zh: '信任数据' },
  spec: 'docs/spec/trust.md',
  weighs: true,
  passed: {
    en: 'The trust data was not taken from what is verified here, but given beside it; its fingerprint is {fingerprint}.',
    zh: '信任数据并非取自所核验的材料，而是另行提供；指纹为 {fingerprint}。',
  },
  run(context) {
    const { trust, trustFile, trustSource: source, snapshot } = context;
    const fingerprint = openedValue(trust)?.fingerprint ?? null;
    const brought = openedValue(snapshot)?.fingerprint ?? null;
    const facts = {
      source,
      fingerprint,
      snapshotFingerprint: brought,
      same: fingerprint !== null && fingerprint === brought,
    };
    const findings = [
      ...malformedFinding(trust, 'TRUST_FORMAT', source === 'given' ? 'trust data given' : trustFile),
      ...(source === 'given' ? malformedFinding(snapshot, 'TRUST_FORMAT', trustFile) : []),
      ...snapshotFindings(context),
    ];
    if (source === 'none') findings.push(notChecked('TRUST_MISSING', 'trust data'));
    if (source === 'container' && fingerprint !== null) {
      findings.push(notChecked('TRUST_FROM_PACKAGE', trustFile, { fingerprint }));
    }
    return { findings, facts };
  },
};

/** The policy and the PEM files beside `trust.json` are for people with other tools; they must say the same. */
function snapshotFindings({ kind, snapshot, files }: Context): Finding[] {
  const opened = openedValue(snapshot);
  if (kind !== 'package' || opened === undefined) return [];
  return [...trustFiles(opened.trust)].flatMap(([name, expected]) => {
    const found = files.get(`trust/${name}`);
    return found === undefined || equal(found, expected) ? [] : [failed('TRUST_FILES', `trust/${name}`)];
  });
}
