import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { PDFDocument } from 'pdf-lib';
import type { EvidenceRecord } from '../../core/evidence/record.ts';
import { problemLines, validateRecord } from '../../core/evidence/validate.ts';
import type { Json } from '../../core/json.ts';
import { parseLoanData, sampleFile } from '../../samples/data-file.ts';
import { loadSample, makeSample, SAMPLES, type SampleItem, type SampleLoan } from '../../samples/index.ts';
import { cents } from '../../samples/money.ts';

const hash = (name: string, bytes: Uint8Array) => createHash(name).update(bytes).digest('hex');

function recordOf(loan: string, item: SampleItem): EvidenceRecord {
  const { type, reference, event, provenance, actors, fields } = item;
  const documents = item.documents.map(({ name, mediaType, bytes }) => ({
    name,
    mediaType,
    size: bytes.length,
    sha256: hash('sha256', bytes),
    sm3: hash('sha256', bytes),
  }));
  const filing = { organisation: 'demo-bank', signedBy: 'filer' } as const;
  return { version: '1', type, loan, reference, documents, event, provenance, actors, fields, filing };
}

const money = (value: Json | undefined) => cents((value as { amount: string }).amount);
const find = ({ items }: SampleLoan, reference: string) => {
  const found = items.find((item) => item.reference === reference);
  if (found === undefined) throw new Error(`no item ${reference}`);
  return found;
};

/** Every string in a value. */
function* strings(value: Json): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) yield* strings(inner);
}

describe('samples', function () {
  this.timeout(60_000);
  const loans = new Map<string, SampleLoan>();
  const get = (name: string) => loans.get(name) as SampleLoan;
  before(async () => {
    for (const name of SAMPLES) loans.set(name, await loadSample(name));
  });

  for (const name of SAMPLES) {
    it(`${name}: every item follows the schema of its type`, () => {
      for (const item of get(name).items)
        expect(problemLines(validateRecord(recordOf(get(name).loan, item))), item.reference).to.deep.equal(
          [],
        );
    });

    it(`${name}: has 25 to 40 items with unique references, in the order of time`, () => {
      const { items } = get(name);
      expect(items.length).to.be.within(25, 40);
      expect(new Set(items.map(({ reference }) => reference)).size).to.equal(items.length);
      const times = items.map(({ event }) => Date.parse(event.time));
      expect(times).to.deep.equal([...times].sort((a, b) => a - b));
    });

    it(`${name}: every item has documents, each with the content that its media type says`, () => {
      for (const { reference, documents } of get(name).items) {
        expect(documents, reference).to.not.be.empty;
        for (const { mediaType, bytes } of documents) {
          const text = Buffer.from(bytes).toString('latin1');
          if (mediaType === 'application/pdf') expect(text).to.match(/^%PDF-1\.7\n[\s\S]*%%EOF$/);
          else if (mediaType === 'application/json')
            expect(() => JSON.parse(Buffer.from(bytes).toString())).to.not.throw();
          else expect(mediaType).to.equal('text/plain');
        }
      }
    });

    it(`${name}: the same data give the same bytes`, async () => {
      let index = 0;
      for await (const item of makeSample(sampleFile(name))) {
        const first = get(name).items[index++] as SampleItem;
        expect(item.documents.map(({ bytes }) => hash('sha256', bytes))).to.deep.equal(
          first.documents.map(({ bytes }) => hash('sha256', bytes)),
        );
        expect({ ...item, documents: [] }).to.deep.equal({ ...first, documents: [] });
      }
      expect(index).to.equal(get(name).items.length);
    });

    it(`${name}: signing, prompting and liveness hang together by session and digest`, () => {
      const { SIGN, PROMPT, FACE, CONTRACT } = {
        SIGN: find(get(name), 'SIGN-01'),
        PROMPT: find(get(name), 'PROMPT-01'),
        FACE: find(get(name), 'FACE-02'),
        CONTRACT: find(get(name), 'CONTRACT-01'),
      };
      expect(SIGN.fields.session_id).to.equal(PROMPT.fields.session_id).and.to.equal(FACE.fields.session_id);
      expect(SIGN.fields.document_sha256).to.equal(hash('sha256', CONTRACT.documents[0]!.bytes));
      expect(SIGN.fields.render_sha256).to.equal(hash('sha256', PROMPT.documents[0]!.bytes));
      expect(SIGN.fields.face_reference).to.equal(FACE.reference);
    });

    it(`${name}: the contract has several pages`, async () => {
      const [contract] = find(get(name), 'CONTRACT-01').documents;
      const pdf = await PDFDocument.load(contract!.bytes);
      expect(pdf.getPageCount()).to.be.within(3, 8);
    });

    it(`${name}: the claim adds up and rests on filed items`, () => {
      const { fields } = find(get(name), 'CALC-01');
      const parts = ['principal', 'interest', 'default_interest', 'fees', 'costs'].map((part) =>
        money(fields[part]),
      );
      expect(parts.reduce((sum, part) => sum + part, 0n)).to.equal(money(fields.total));
      for (const input of fields.inputs as string[]) expect(find(get(name), input).reference).to.equal(input);
      for (const input of find(get(name), 'CLAIM-01').fields.evidence as string[])
        expect(find(get(name), input).reference).to.equal(input);
    });

    it(`${name}: uses reserved or impossible names and numbers only`, () => {
      for (const { fields } of get(name).items)
        for (const text of strings(fields)) {
          for (const [address] of text.matchAll(/[\w.-]+@[\w.-]+/g))
            expect(address).to.match(/@(example\.(com|org)|bank\.example)$/);
          // A resident identity number begins with an area code; 000000 is none.
          for (const [number] of text.matchAll(/(?<!\d)\d{18}(?!\d)/g)) expect(number).to.match(/^000000/);
          for (const [number] of text.matchAll(/(?<!\d)1\d{10}(?!\d)/g))
            expect(number).to.match(/^100000000/);
        }
    });
  }

  it('the sound loan: repayments and balance add up to the principal claimed', () => {
    const loan = get('sound-loan');
    const repayments = loan.items.filter(({ type }) => type === 'REPAY');
    let balance = money(find(loan, 'DISB-01').fields.net_amount);
    expect(balance).to.equal(money(find(loan, 'CONTRACT-01').fields.principal));
    for (const { fields } of repayments) {
      const allocation = fields.allocation as { readonly [part: string]: Json };
      const parts = Object.values(allocation).map(money);
      expect(parts.reduce((sum, part) => sum + part, 0n)).to.equal(money(fields.amount));
      balance -= money(allocation.principal);
      expect(balance).to.equal(money(fields.principal_balance));
    }
    expect(balance).to.equal(money(find(loan, 'CALC-01').fields.principal));
  });

  it('the sound loan: right commission, full prompting, notice read, service opened', () => {
    const loan = get('sound-loan');
    expect(find(loan, 'ARBAG-01').fields.commission_name).to.equal('广州仲裁委员会');
    expect(find(loan, 'PROMPT-01').fields.manner).to.include.members(['emphasis', 'explanation']);
    expect(find(loan, 'PROMPT-01').fields.emphasised).to.have.length(5);
    expect(find(loan, 'ACCEL-01').fields.result).to.equal('read');
    expect(find(loan, 'SERVE-03').fields.event).to.equal('opened');
  });

  it('the defective loan: has each planted defect', () => {
    const loan = get('defective-loan');
    expect(loan.items.map(({ reference }) => reference))
      .to.include('REPAY-04')
      .and.not.include('REPAY-03');
    const [before, after] = ['REPAY-02', 'REPAY-04'].map((one) => find(loan, one).fields);
    const fourth = (after!.allocation as { readonly principal: Json }).principal;
    expect(money(before!.principal_balance) - money(fourth)).to.not.equal(money(after!.principal_balance));
    const { net_amount, contract_amount, deductions } = find(loan, 'DISB-01').fields;
    expect(money(contract_amount) - money(net_amount)).to.equal(cents('1080.00'));
    expect(deductions).to.have.length(1);
    expect(find(loan, 'ACCEL-01').fields.result).to.equal('bounced');
    expect(find(loan, 'SERVE-02').fields.event).to.equal('bounced');
    expect(find(loan, 'PROMPT-01').fields.manner).to.deep.equal(['tick-box']);
    expect(find(loan, 'PROMPT-01').fields.emphasised).to.deep.equal([]);
    expect(find(loan, 'ARBAG-01').fields.commission_name).to.not.equal('广州仲裁委员会');
  });

  it('a data file with mistakes is refused with every one of them', () => {
    const data = JSON.parse(readFileSync(sampleFile('sound-loan'), 'utf8')) as Record<string, unknown>;
    const wrong = JSON.stringify({ ...data, prompting: 'some', colour: 'red', overdueAsOf: '2025-02-30' });
    expect(() => parseLoanData(wrong)).to.throw(/prompting[\s\S]*overdueAsOf|overdueAsOf[\s\S]*prompting/);
    expect(() => parseLoanData(wrong)).to.throw(/colour/);
  });
});
