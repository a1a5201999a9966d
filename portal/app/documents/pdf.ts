/** pdf.js, loaded when the first PDF is opened. Nothing in the file is run: no scripts, no forms, no links, no outside fonts. */
import { GlobalWorkerOptions, getDocument } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

GlobalWorkerOptions.workerSrc = workerUrl;

export interface OpenPdf {
  readonly pages: number;
  /** @param number from 1 */
  draw(number: number, canvas: HTMLCanvasElement): Promise<void>;
  close(): void;
}

/** Wide enough to be read on a laptop; a phone shrinks it. */
const WIDTH = 900;

export async function openPdf(data: Uint8Array): Promise<OpenPdf> {
  const task = getDocument({ data, isEvalSupported: false, enableXfa: false, stopAtErrors: true });
  const document = await task.promise;
  return {
    pages: document.numPages,
    async draw(number, canvas) {
      const page = await document.getPage(number);
      const scale = (WIDTH / page.getViewport({ scale: 1 }).width) * Math.min(2, devicePixelRatio);
      const viewport = page.getViewport({ scale });
      canvas.width = Math.floor(viewport.width);
      canvas.height = Math.floor(viewport.height);
      await page.render({ canvas, viewport, annotationMode: 0 }).promise;
      page.cleanup();
    },
    close: () => void task.destroy(),
  };
}
