/** The report before its signature: a function of the state alone, in whatever process, place and time it is made. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { reportBytesDigest } from '../../support/report-bytes.ts';

const SCRIPT = fileURLToPath(new URL('../../support/report-bytes.ts', import.meta.url));

describe('server/pdf bytes of the report', function () {
  this.timeout(120_000);

  it('are the same in processes of another time zone, language and working folder', async () => {
    const own = await reportBytesDigest();
    const run = promisify(execFile);
    const tsx = fileURLToPath(import.meta.resolve('tsx'));
    const other = async (TZ: string, LANG: string, cwd: string) =>
      (
        await run(process.execPath, ['--import', tsx, SCRIPT], {
          cwd,
          env: { ...process.env, TZ, LANG, LC_ALL: LANG },
        })
      ).stdout;
    expect(await other('Asia/Shanghai', 'zh_CN.UTF-8', '/')).to.equal(own);
    expect(await other('America/St_Johns', 'C', '/tmp')).to.equal(own);
  });
});
