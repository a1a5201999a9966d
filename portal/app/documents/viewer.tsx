/** An original, shown safely: PDF pages drawn by pdf.js without scripts, images decoded and redrawn, everything else as a download with a warning. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile } from '../../save-file.ts';
import { request } from '../api/http.ts';
import { Loaded } from '../components/states.tsx';
import { withPresence } from '../components/step-up.tsx';
import type { OpenPdf } from './pdf.ts';

export interface ShownDocument {
  readonly evidence: string;
  /** Of the item in its loan. */
  readonly number: number;
  /** Of the document in its record, from 1. */
  readonly n: number;
  readonly name: string;
}

interface Fetched {
  readonly type: string;
  readonly bytes: Uint8Array;
}

const IMAGES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'];

export function DocumentViewer({
  document: shown,
  onClose,
}: {
  readonly document: ShownDocument;
  /** Absent where the document is a part of its page. */
  readonly onClose?: () => void;
}) {
  const { t } = useTranslation();
  const { evidence, n, number, name } = shown;
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the reader's place moves when another document is opened
  useEffect(() => {
    if (onClose !== undefined) heading.current?.focus();
  }, [evidence, n]);
  const query = useQuery({
    queryKey: ['document', evidence, n],
    queryFn: async ({ signal }): Promise<Fetched> => {
      const response = await withPresence(() =>
        request(`v1/evidence/${evidence}/documents/${n}`, { signal }),
      );
      const type = (response.headers.get('content-type') ?? '').split(';')[0]!.trim();
      return { type, bytes: new Uint8Array(await response.arrayBuffer()) };
    },
    staleTime: Number.POSITIVE_INFINITY,
    // Personal data is not kept longer than it is looked at.
    gcTime: 0,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className="viewer" tabIndex={0} aria-label={t('aCase.viewer', { n, number })}>
      <header>
        <h2 ref={heading} tabIndex={-1}>
          {name}
        </h2>
        {onClose !== undefined && (
          <button type="button" onClick={onClose}>
            {t('aCase.close')}
          </button>
        )}
      </header>
      <p className="hint on-screen">{t('aCase.safe')}</p>
      <Loaded query={query}>{(file) => <Content file={file} name={name} />}</Loaded>
    </section>
  );
}

function Content({ file, name }: { readonly file: Fetched; readonly name: string }) {
  const { t } = useTranslation();
  if (file.type === 'application/pdf') return <PdfPages bytes={file.bytes} />;
  if (IMAGES.includes(file.type)) return <Redrawn file={file} />;
  if (file.type === 'application/json' || file.type === 'text/plain') {
    return <pre className="note">{new TextDecoder().decode(file.bytes.subarray(0, 200_000))}</pre>;
  }
  return (
    <>
      <p>{t('aCase.cannotShow')}</p>
      <button
        type="button"
        onClick={() => saveFile(name, 'application/octet-stream', file.bytes as BlobPart)}
      >
        {t('aCase.saveFile')}
      </button>
    </>
  );
}

function PdfPages({ bytes }: { readonly bytes: Uint8Array }) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [pdf, setPdf] = useState<OpenPdf>();
  const [page, setPage] = useState(1);
  const [failed, setFailed] = useState<string>();
  const [large, setLarge] = useState(false);
  useEffect(() => {
    let open: OpenPdf | undefined;
    let gone = false;
    import('./pdf.ts')
      .then(({ openPdf }) => openPdf(bytes.slice()))
      .then((one) => {
        open = one;
        if (gone) one.close();
        else setPdf(one);
      })
      .catch((error: unknown) => setFailed(String(error)));
    return () => {
      gone = true;
      open?.close();
    };
  }, [bytes]);
  useEffect(() => {
    if (pdf !== undefined && canvas.current !== null) {
      pdf.draw(page, canvas.current).catch((error: unknown) => setFailed(String(error)));
    }
  }, [pdf, page]);
  const total = pdf?.pages ?? 0;
  return (
    <>
      <p className="actions pager">
        <button type="button" disabled={page <= 1} onClick={() => setPage(page - 1)}>
          {t('aCase.previous')}
        </button>
        <span role="status">{t('aCase.page', { n: page, total })}</span>
        <button type="button" disabled={page >= total} onClick={() => setPage(page + 1)}>
          {t('aCase.following')}
        </button>
        <button type="button" className="link" onClick={() => setLarge(!large)}>
          {t(large ? 'aCase.fitWidth' : 'aCase.enlarge')}
        </button>
      </p>
      {failed !== undefined && <p className="notice">{failed}</p>}
      <section
        className={large ? 'sheet large' : 'sheet'}
        tabIndex={large ? 0 : undefined}
        aria-label={t('aCase.page', { n: page, total })}
      >
        <canvas ref={canvas} className="page" role="img" aria-label={t('aCase.page', { n: page, total })} />
      </section>
    </>
  );
}

/** Decoded and drawn anew: what else the file may hold goes nowhere. */
function Redrawn({ file }: { readonly file: Fetched }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    createImageBitmap(new Blob([file.bytes as BlobPart], { type: file.type }))
      .then((image) => {
        const target = canvas.current;
        if (target === null) return;
        target.width = image.width;
        target.height = image.height;
        target.getContext('2d')?.drawImage(image, 0, 0);
      })
      .catch(() => setFailed(true));
  }, [file]);
  if (failed) return <p className="notice">?</p>;
  return <canvas ref={canvas} className="page" />;
}
