/** `npx tsx test/support/report-bytes.ts`: makes the report of a golden package before it is signed, and prints the digest of its bytes. For the test that starts it in processes of its own. */
import { readFileSync } from 'node:fs';
import { stdout } from 'node:process';
import { pathToFileURL } from 'node:url';
import { hex, utf8Decode } from '../../core/bytes.ts';
import { entryPath, PATHS, RECORD_FILE } from '../../core/package/layout.ts';
import { folderOf, parsePackageData } from '../../core/package/package-data.ts';
import { readZip } from '../../core/package/zip-reader.ts';
import { reportModel } from '../../core/report/model.ts';
import { parseTrust } from '../../core/verify/trust.ts';
import { verifyPackage } from '../../core/verify/verify.ts';
import { buildReportPdf } from '../../server/pdf/report.ts';
import { c } from './package-fixture.ts';

const golden = (name: string) => readFileSync(new URL(`../golden/package-v1${name}`, import.meta.url));

/** Hex SHA-256. */
export async function reportBytesDigest(): Promise<string> {
  const zip = golden('.zip');
  const trust = parseTrust(golden('.trust.json'));
  const files = readZip(zip).files!;
  const data = parsePackageData(files.get(PATHS.package)!);
  const report = await verifyPackage(c, zip, { trust, at: Date.parse(data.produced.at) });
  const items = data.items.map((item) => ({
    sequence: item.sequence,
    index: item.index,
    entry: files.get(entryPath(item.sequence))!,
    record: utf8Decode(files.get(`${folderOf(item)}/${RECORD_FILE}`)!),
    withheld: item.withheld,
  }));
  const checkpoint = utf8Decode(files.get(PATHS.checkpoint)!);
  const model = reportModel(c, { report, data, items, checkpoint, trust });
  return hex(c.sha256(await buildReportPdf(model)));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) stdout.write(await reportBytesDigest());
