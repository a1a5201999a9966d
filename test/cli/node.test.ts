import { expect } from 'chai';
import { type CliSandbox, sandbox } from './support.ts';

describe('cli node', () => {
  let box: CliSandbox;
  before(() => {
    box = sandbox();
    box.write('node.json', '{"party":"bank"}');
    box.write('broken.json', '{');
  });
  after(() => box.remove());

  for (const [name, argv, code, message] of [
    ['no party', ['node', '--config', 'node.json'], 64, "required option '--party <party>' not specified"],
    ['no configuration', ['node', '--party', 'bank'], 64, "required option '--config <file>' not specified"],
    [
      'an unknown party',
      ['node', '--party', 'court', '--config', 'node.json'],
      64,
      'Allowed choices are bank, user, commission',
    ],
    [
      'a configuration that is not there',
      ['node', '--party', 'bank', '--config', 'none.json'],
      69,
      'CONFIG_INVALID',
    ],
    [
      'a configuration that is no JSON',
      ['node', '--party', 'bank', '--config', 'broken.json'],
      69,
      'CONFIG_INVALID',
    ],
  ] as const) {
    it(`exits ${code} for ${name}`, async () => {
      const result = await box.run(argv);
      expect(result.err).to.include(message);
      expect(result.code).to.equal(code);
    });
  }

  it('names every mistake of a configuration at once', async () => {
    const { code, err } = await box.run(['node', '--party', 'bank', '--config', 'node.json']);
    expect(code).to.equal(69);
    expect(err).to.include('log: ').and.to.include('policy: ');
  });
});
