import { expect } from 'chai';
import { type Issued, issueCrl } from '../../../certs/issue.ts';
import { PROFILES } from '../../../certs/profiles.ts';
import { concat } from '../../../core/bytes.ts';
import { parseDer } from '../../../core/der/reader.ts';
import {
  boolean,
  explicit,
  generalizedTime,
  integer,
  octetString,
  oid,
  sequence,
  time,
} from '../../../core/der/writer.ts';
import { parseCrl } from '../../../core/x509/crl.ts';
import { expectCoreError, expectCoreRejection } from '../../support/expect-error.ts';
import { AT, DAY, issue } from '../../support/pki.ts';

describe('core/x509/crl', () => {
  let root: Issued;
  let der: Uint8Array;
  before(async () => {
    root = await issue('root', { profile: PROFILES.root });
    const { crl } = await issueCrl({
      issuer: root,
      thisUpdate: AT,
      nextUpdate: AT + DAY,
      number: 7,
      revoked: [
        { serial: '0a', revokedAt: AT - DAY, reason: 4 },
        { serial: '0b', revokedAt: AT - 2 * DAY, reason: 1 },
      ],
    });
    der = crl.der;
  });

  const FIELD = { version: 0, algorithm: 1, nextUpdate: 4, entries: 5, extensions: 6 };
  const refuse = (message: string, change: (fields: Uint8Array[]) => void) => {
    const [tbs, alg, signature] = parseDer(der).children;
    const fields = tbs!.children.map(({ bytes }) => bytes);
    change(fields);
    const changed = sequence(sequence(...fields), alg!.bytes, signature!.bytes);
    expectCoreError(() => parseCrl(changed), 'FORMAT', message);
  };

  it('reads issuer, times, and what was revoked when and why', () => {
    const crl = parseCrl(der);
    expect(crl.issuer.text).to.equal(root.certificate.subject.text);
    expect([crl.thisUpdate, crl.nextUpdate]).to.deep.equal([AT, AT + DAY]);
    expect(crl.aki).to.equal(root.certificate.ski);
    expect([...crl.revoked.values()]).to.deep.equal([
      { serial: '0a', revokedAt: AT - DAY, invalidSince: undefined, reason: 4 },
      { serial: '0b', revokedAt: AT - 2 * DAY, invalidSince: undefined, reason: 1 },
    ]);
  });

  it('refuses lists of version 1, without nextUpdate, or with a limited scope', () => {
    refuse('version is missing', (fields) => fields.splice(0, fields.length));
    refuse('not of version 2', (fields) => {
      fields[FIELD.version] = integer(0);
    });
    refuse('unexpected type', (fields) => fields.splice(FIELD.nextUpdate, 1));
    refuse('critical extension 2.5.29.28 is not supported', (fields) => {
      const scope = sequence(oid('2.5.29.28'), boolean(true), octetString(sequence()));
      fields[FIELD.extensions] = explicit(0, sequence(scope));
    });
  });

  it('refuses a serial number listed twice, a critical extension of an entry, and two algorithms', () => {
    const entry = sequence(integer(9), time(AT));
    refuse('a serial number is listed twice', (fields) => {
      fields[FIELD.entries] = sequence(entry, entry);
    });
    refuse('critical extension 2.5.29.29 is not supported', (fields) => {
      const issuer = sequence(sequence(oid('2.5.29.29'), boolean(true), octetString(sequence())));
      fields[FIELD.entries] = sequence(sequence(integer(9), time(AT), issuer));
    });
    refuse('two signature algorithms differ', (fields) => {
      fields[FIELD.algorithm] = sequence(oid('1.3.101.112'));
    });
  });

  it('reads since when a key is suspected, and entries without extensions', () => {
    const [tbs, alg, signature] = parseDer(der).children;
    const fields = tbs!.children.map(({ bytes }) => bytes);
    const since = sequence(oid('2.5.29.24'), octetString(generalizedTime(AT - 5 * DAY)));
    fields[FIELD.entries] = sequence(
      sequence(integer(9), time(AT), sequence(since)),
      sequence(integer(10), time(AT)),
    );
    const crl = parseCrl(sequence(sequence(...fields), alg!.bytes, signature!.bytes));
    expect(crl.revoked.get('09')).to.include({ revokedAt: AT, invalidSince: AT - 5 * DAY });
    expect(crl.revoked.get('0a')).to.include({ revokedAt: AT, invalidSince: undefined, reason: undefined });
    fields.splice(FIELD.entries, 1);
    expect(parseCrl(sequence(sequence(...fields), alg!.bytes, signature!.bytes)).revoked.size).to.equal(0);
  });

  it('refuses other bytes after the list', () => {
    expectCoreError(() => parseCrl(concat(der, Uint8Array.of(0))), 'FORMAT', 'CRL: bytes after the end');
  });

  it('is not issued with times that contradict each other', async () => {
    const crl = issueCrl({ issuer: root, thisUpdate: AT, nextUpdate: AT - 1, number: 1, revoked: [] });
    await expectCoreRejection(crl, 'MISUSE', 'cannot run out before it is made');
  });
});
