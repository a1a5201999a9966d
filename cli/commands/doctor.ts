/** `triseal doctor`: what is wrong with an installation, and what to do about it. */
import { examine, type Level } from '../../server/start/doctor.ts';
import { type CliIo, EXIT, type ExitCode } from '../io.ts';

const MARK: Readonly<Record<Level, string>> = { ok: '+', note: '?', problem: 'x' };

/** Exits with 1 when there is a problem. */
export async function doctor(io: CliIo, { json }: { readonly json?: boolean }): Promise<ExitCode> {
  const findings = await examine({ ...io.env }, io.now());
  if (json === true) io.out(`${JSON.stringify(findings, null, 2)}\n`);
  else {
    for (const { level, subject, text, remedy } of findings) {
      io.out(`${MARK[level]} ${subject}: ${text}\n`);
      if (remedy !== undefined) io.out(`    ${remedy}\n`);
    }
  }
  return findings.some(({ level }) => level === 'problem') ? EXIT.failed : EXIT.ok;
}
