import { expect } from 'chai';
import { isRedacting, keepOf, type Redaction } from '../../../server/usecases/redaction.ts';

const PATHS = [
  [],
  ['loan'],
  ['actors'],
  ['actors', '0'],
  ['documents'],
  ['documents', '0'],
  ['documents', '1'],
  ['fields'],
  ['fields', 'name'],
  ['fields', 'id_number'],
  ['fields', 'result'],
];
const left = (type: string, redaction: Redaction) => {
  const keep = keepOf(type, redaction);
  return PATHS.filter((path) => !keep(path)).map((path) => `/${path.join('/')}`);
};

describe('server/usecases redaction', () => {
  it('leaves out what is named and nothing else', () => {
    expect(left('KYC', {})).to.deep.equal([]);
    expect(left('KYC', { fields: ['name', 'unknown'] })).to.deep.equal(['/fields/name']);
    expect(left('KYC', { documents: [2] })).to.deep.equal(['/documents/1']);
    expect(left('KYC', { members: ['actors', 'documents'] })).to.deep.equal([
      '/actors',
      '/actors/0',
      '/documents',
      '/documents/0',
      '/documents/1',
    ]);
  });

  it('knows the classes of personal data of each document type', () => {
    expect(left('KYC', { personal: 'sensitive' })).to.deep.equal(['/fields/id_number']);
    expect(left('KYC', { personal: 'all' })).to.deep.equal([
      '/actors',
      '/actors/0',
      '/fields/name',
      '/fields/id_number',
    ]);
    expect(left('DRAW', { personal: 'sensitive' }), 'fields that the type does not have').to.deep.equal([]);
  });

  it('is told from none', () => {
    expect(isRedacting({})).to.equal(false);
    expect(isRedacting({ fields: [], members: [], documents: [] })).to.equal(false);
    for (const redaction of [
      { fields: ['a'] },
      { members: ['a'] },
      { documents: [1] },
      { personal: 'all' as const },
    ]) {
      expect(isRedacting(redaction)).to.equal(true);
    }
  });
});
