/** Makes a sample loan's items with all their files from its one data file. The same file gives the same bytes. */
import { loadFonts } from '../server/pdf/fonts.ts';
import { type LoanData, readLoanData, type SampleName, sampleFile } from './data-file.ts';
import { allPapers, type PaperKey } from './documents/all.ts';
import type { Context } from './items/context.ts';
import { defaultItems } from './items/default.ts';
import { onboardingItems } from './items/onboarding.ts';
import { servicingItems } from './items/servicing.ts';
import { signingItems } from './items/signing.ts';
import { computeLoan, type LoanCase } from './loan-case.ts';
import { renderPaper } from './pdf/render.ts';
import type { SampleDocument, SampleItem, SampleLoan } from './sample-item.ts';

async function renderAll(loan: LoanCase): Promise<Map<PaperKey, SampleDocument>> {
  const papers = allPapers(loan);
  const fonts = await loadFonts();
  const rendered = new Map<PaperKey, SampleDocument>();
  for (const { key, name, paper } of papers)
    rendered.set(key, { name, mediaType: 'application/pdf', bytes: await renderPaper(paper, fonts) });
  return rendered;
}

async function makeItems(data: LoanData): Promise<SampleItem[]> {
  const loan = computeLoan(data);
  const papers = await renderAll(loan);
  const context: Context = {
    loan,
    paper: (key) => {
      const found = papers.get(key);
      if (found === undefined) throw new Error(`the sample ${data.name} has no paper ${key}`);
      return found;
    },
  };
  const earlier = [...onboardingItems(context), ...signingItems(context), ...servicingItems(context)];
  const items = [...earlier, ...defaultItems(context, earlier)];
  return items.sort((a, b) => Date.parse(a.event.time) - Date.parse(b.event.time));
}

/**
 * The items of the loan in a data file, in the order of filing.
 * @throws Error when the file does not follow the schema, RangeError when its payments and dates do not fit together
 */
export async function* makeSample(dataFile: string): AsyncIterable<SampleItem> {
  yield* await makeItems(await readLoanData(dataFile));
}

/** One of the two loans that come with the service. */
export async function loadSample(name: SampleName): Promise<SampleLoan> {
  const data = await readLoanData(sampleFile(name));
  return { name: data.name, title: data.title, loan: data.loan, items: await makeItems(data) };
}
