/** Two checkpoints that cannot both be of one log, side by side, as they were signed. */
import { useTranslation } from 'react-i18next';
import { hex } from '../../../core/bytes.ts';
import { parseSignedCheckpoint } from '../../../core/tlog/checkpoint.ts';

export interface ShownCheckpoint {
  /** Whose it is, or which of the two. */
  readonly title: string;
  readonly note: string;
}

export function Checkpoints({ notes }: { readonly notes: readonly ShownCheckpoint[] }) {
  return (
    <div className="side-by-side">
      {notes.map(({ title, note }) => (
        <CheckpointShown key={title} title={title} note={note} />
      ))}
    </div>
  );
}

function CheckpointShown({ title, note }: ShownCheckpoint) {
  const { t } = useTranslation();
  const read = readable(note);
  return (
    <figure className="checkpoint">
      <figcaption>{title}</figcaption>
      {read !== undefined && (
        <dl>
          <div>
            <dt>{t('ledger.size')}</dt>
            <dd className="figure">{read.size}</dd>
          </div>
          <div>
            <dt>{t('ledger.root')}</dt>
            <dd>
              <code>{read.root}</code>
            </dd>
          </div>
        </dl>
      )}
      <details className="paper-open">
        <summary>{t('ledger.asSigned')}</summary>
        <pre className="note">{note}</pre>
      </details>
    </figure>
  );
}

function readable(note: string): { readonly size: number; readonly root: string } | undefined {
  try {
    const { size, root } = parseSignedCheckpoint(note).checkpoint;
    return { size, root: hex(root) };
  } catch {
    // Shown as it came, then.
    return undefined;
  }
}
