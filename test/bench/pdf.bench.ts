/** Ratio 8b: what signing a report costs beside the one RSA operation in it, time-stamp of the embedded authority included. */
import { sign } from 'node:crypto';
import { PROFILES } from '../../certs/profiles.ts';
import type { DocumentModel } from '../../core/document/block.ts';
import { loadFonts } from '../../server/pdf/fonts.ts';
import { renderPdf } from '../../server/pdf/render.ts';
import { type PdfSigning, signPdf } from '../../server/pdf/sign.ts';
import { AT, issue, nodeCrypto, testPki } from '../support/pki.ts';
import { testTimestamper } from '../support/timestamper.ts';
import { type Bench, interleave, perSecond, ratioOf } from './harness.ts';

const SIGNATURES = 100;
/** As large as the report of a loan of some forty items. */
const ATTACHED_BYTES = 400_000;

const MODEL: DocumentModel = {
  title: { zh: '证据核验报告', en: 'Evidence verification report' },
  mark: 'bench',
  made: new Date(AT).toISOString(),
  author: 'bench',
  sections: [],
};

export const bench: Bench = {
  name: 'pdf',
  async run(context) {
    const pki = await testPki();
    const signer = await issue('documents', {
      issuer: pki.authority,
      profile: PROFILES.documentSigning,
      key: 'RSA-3072',
    });
    const attachment = {
      name: 'report.json',
      mediaType: 'application/json',
      description: 'report',
      bytes: new Uint8Array(ATTACHED_BYTES).fill(32),
      relation: 'Data',
    } as const;
    const pdf = await renderPdf(MODEL, await loadFonts(), [attachment]);
    const signing: PdfSigning = {
      crypto: nodeCrypto,
      signer: signer.signer,
      certificate: signer.certificate,
      chain: [signer.certificate, pki.authority.certificate],
      timestamper: testTimestamper(pki),
      time: AT,
    };
    const message = new Uint8Array(200);
    const count = Math.max(5, Math.round(SIGNATURES * context.scale));
    const times = (work: () => Promise<unknown>) => async () => {
      for (let i = 0; i < count; i++) await work();
    };
    const native = () =>
      new Promise((resolve, reject) =>
        sign('sha256', message, signer.key, (error, signature) =>
          error ? reject(error) : resolve(signature),
        ),
      );
    const rates = await interleave(context, {
      rsa: () => perSecond(count, times(native)),
      pdf: () =>
        perSecond(
          count,
          times(() => signPdf(pdf, signing)),
        ),
    });
    return [{ id: '8b', ...ratioOf(rates.rsa, rates.pdf), facts: { bytes: pdf.length, rsa: 3072 } }];
  },
};
