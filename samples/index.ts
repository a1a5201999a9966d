/** The sample loans: real files made from one data file each, filed through the public API as a bank would file them. */

export { readLoanData, SAMPLES, type SampleName, sampleFile } from './data-file.ts';
export { loadSample, makeSample } from './sample.ts';
export { sampleCase } from './sample-case.ts';
export type { SampleDocument, SampleItem, SampleLoan } from './sample-item.ts';
