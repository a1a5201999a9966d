/** The record made of what a client stated and the files it sent. */
import { expect } from 'chai';
import type { JsonObject } from '../../../core/json.ts';
import { ServiceError, type ServiceErrorCode } from '../../../server/errors.ts';
import { assembleRecord, matchDocuments } from '../../../server/usecases/assemble-record.ts';
import type { ReceivedDocument } from '../../../server/usecases/types.ts';
import { recordInput, wholeRecord } from '../../support/api.ts';

const file = (over: Partial<ReceivedDocument> = {}): ReceivedDocument => ({
  name: 'a.txt',
  mediaType: 'text/plain',
  size: 3,
  sha256: 'a'.repeat(64),
  sm3: 'b'.repeat(64),
  crc32: 1,
  blob: 'c'.repeat(32),
  ...over,
});

const assemble = (over: Record<string, unknown>, files: readonly ReceivedDocument[] = []) =>
  assembleRecord('demo-bank', recordInput(over) as JsonObject, files);

function refusal(act: () => unknown, code: ServiceErrorCode, message: string): ServiceError {
  try {
    act();
  } catch (error) {
    expect(error).to.be.instanceOf(ServiceError);
    expect([(error as ServiceError).code, (error as ServiceError).message]).to.deep.equal([code, message]);
    return error as ServiceError;
  }
  throw new Error(`expected ${code}`);
}

describe('usecases: assembling a record', () => {
  it('says who files and that the service signs, whatever was sent', () => {
    const { record, claims } = assemble({});
    expect(record.filing).to.deep.equal({ organisation: 'demo-bank', signedBy: 'service' });
    expect(record).to.include({ version: '1', type: 'DRAW' });
    expect([record.actors, record.documents]).to.deep.equal([[], []]);
    expect(claims.filing).to.deep.equal({ organisation: 'demo-bank', signed_by: 'service' });
  });

  it('lists the files when no documents are stated, in their order', () => {
    const { record } = assemble({}, [file(), file({ name: 'b.txt' })]);
    expect(record.documents.map(({ name }) => name)).to.deep.equal(['a.txt', 'b.txt']);
    expect(record.documents[0]).to.deep.equal({
      name: 'a.txt',
      mediaType: 'text/plain',
      size: 3,
      sha256: 'a'.repeat(64),
      sm3: 'b'.repeat(64),
    });
  });

  it('keeps the stated order and media type, and takes the rest from the file', () => {
    const stated = [{ name: 'b.txt' }, { name: 'a.txt', media_type: 'application/pdf' }];
    const { record } = assemble({ documents: stated }, [file(), file({ name: 'b.txt' })]);
    expect(record.documents.map(({ name, mediaType }) => [name, mediaType])).to.deep.equal([
      ['b.txt', 'text/plain'],
      ['a.txt', 'application/pdf'],
    ]);
  });

  it('mixes files with documents by digest', () => {
    const digest = {
      name: 'far.pdf',
      media_type: 'application/pdf',
      size: 9,
      sha256: 'd'.repeat(64),
      sm3: 'e'.repeat(64),
    };
    const { record } = assemble({ documents: [digest, { name: 'a.txt' }] }, [file()]);
    expect(record.documents.map(({ size }) => size)).to.deep.equal([9, 3]);
  });

  it('refuses what contradicts a file', () => {
    const error = refusal(
      () => assemble({ documents: [{ name: 'a.txt', sha256: 'f'.repeat(64) }] }, [file()]),
      'DIGEST_MISMATCH',
      'the file "a.txt" has another sha256 than stated',
    );
    expect(error.facts).to.deep.equal({
      document: 'a.txt',
      property: 'sha256',
      stated: 'f'.repeat(64),
      found: 'a'.repeat(64),
    });
  });

  it('refuses a file that nothing names', () => {
    refusal(
      () => assemble({ documents: [{ name: 'b.txt' }] }, [file()]),
      'DIGEST_MISMATCH',
      'the file "a.txt" is not among the record\'s documents',
    );
  });

  it('passes members on that only the schema can judge', () => {
    refusal(
      () => assemble({ documents: 'none' }),
      'SCHEMA_INVALID',
      '/documents does not follow the schema of the record',
    );
    refusal(
      () => assemble({ documents: [7] }),
      'SCHEMA_INVALID',
      '/documents/0 does not follow the schema of the record',
    );
    const error = refusal(
      () => assemble({ type: 'NOVEL' }),
      'UNKNOWN_DOCUMENT_TYPE',
      'the record is of a document type that is not known',
    );
    expect(error.facts.allowed).to.include('DRAW');
  });

  it('holds files against a record that is signed already', () => {
    const { blob: _blob, crc32: _crc32, ...document } = file();
    const record = wholeRecord({ documents: [document] });
    matchDocuments(record, [file()]);
    matchDocuments(record, []);
    refusal(
      () => matchDocuments(record, [file({ size: 4 })]),
      'DIGEST_MISMATCH',
      'the file "a.txt" has another size than stated',
    );
    refusal(
      () => matchDocuments(record, [file({ name: 'b' })]),
      'DIGEST_MISMATCH',
      'the file "b" is not among the record\'s documents',
    );
  });
});
