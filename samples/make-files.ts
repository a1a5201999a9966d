/** `npx tsx samples/make-files.ts [directory] [data file ...]`: writes the sample loans' files, and beside them their fields as `item.json`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SAMPLES, sampleFile } from './data-file.ts';
import { makeSample } from './sample.ts';

const [target = 'sample-files', ...files] = process.argv.slice(2);

for (const file of files.length > 0 ? files : SAMPLES.map(sampleFile)) {
  const directory = join(target, basename(file, '.json'));
  let count = 0;
  for await (const { documents, ...item } of makeSample(file)) {
    count++;
    const folder = join(directory, `${String(count).padStart(2, '0')}-${item.reference}`);
    await mkdir(folder, { recursive: true });
    for (const { name, bytes } of documents) await writeFile(join(folder, name), bytes);
    await writeFile(join(folder, 'item.json'), `${JSON.stringify(item, null, 2)}\n`);
  }
  process.stdout.write(`${directory}: ${count} items\n`);
}
