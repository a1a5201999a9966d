/** An answer with counter-evidence: text, photos from the camera, PDF, chat exports. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Filed } from '../../../../client/api.generated.ts';
import { newKey } from '../../api/cases.ts';
import { postJson } from '../../api/http.ts';
import { uploadFile } from '../../api/uploads.ts';
import { FilePicker } from '../../components/file-picker.tsx';
import { Failure, Unsent } from '../../components/states.tsx';
import { PresenceHint, withPresence } from '../../components/step-up.tsx';
import { useDraft } from '../../drafts.ts';
import { FiledNote } from './filed-note.tsx';

interface Progress {
  readonly name: string;
  readonly bytes: number;
  readonly total: number;
}

const NO_FILES: readonly File[] = [];

export function Answer({ loan }: { readonly loan: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [statement, setStatement, clearStatement] = useDraft(`answer ${loan}`, '');
  const [files, setFiles, clearFiles] = useDraft(`answer files ${loan}`, NO_FILES);
  // The same until it has gone through: after a lost connection the repetition files nothing twice.
  const [key, setKey] = useState(newKey);
  // What is at the service already is not sent again when the rest is tried once more.
  const [uploaded] = useState(() => new Map<File, string>());
  const [progress, setProgress] = useState<Progress>();
  const sent = async (file: File) => {
    const earlier = uploaded.get(file);
    if (earlier !== undefined) return earlier;
    // Said from the beginning: without a connection the first answer may be long in coming.
    setProgress({ name: file.name, bytes: 0, total: file.size });
    const id = await uploadFile(file, (bytes) => setProgress({ name: file.name, bytes, total: file.size }));
    uploaded.set(file, id);
    return id;
  };
  const send = useMutation({
    mutationFn: () =>
      withPresence(async () => {
        const ids: { readonly id: string }[] = [];
        for (const file of files) ids.push({ id: await sent(file) });
        const body = { statement, ...(ids.length === 0 ? {} : { uploads: ids }) };
        return postJson<Filed>(`v1/me/loans/${loan}/answers`, body, key);
      }),
    onSettled: () => setProgress(undefined),
    onSuccess: async () => {
      clearStatement();
      clearFiles();
      setKey(newKey());
      await queries.invalidateQueries({ queryKey: ['cases', 'own'] });
      await queries.invalidateQueries({ queryKey: ['own-items', loan] });
    },
  });
  const add = (more: readonly File[]) => setFiles([...files, ...more]);
  return (
    <section>
      <h2>{t('loans.answer')}</h2>
      <p className="hint">{t('loans.answerHint')}</p>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          send.mutate();
        }}
      >
        <label>
          {t('loans.answerText')}
          <textarea
            rows={5}
            required
            maxLength={8000}
            value={statement}
            onChange={({ target }) => setStatement(target.value)}
          />
        </label>
        <p className="actions">
          <FilePicker label={t('loans.files')} multiple onFiles={add} />
          <FilePicker label={t('loans.camera')} accept="image/*" capture="environment" onFiles={add} />
        </p>
        <ul className="plain attached">
          {files.map((file, i) => (
            <li key={`${file.name} ${file.lastModified}`}>
              <span className="name">
                {file.name} <span className="hint figure">{kilobytes(file.size)}</span>
              </span>
              <button
                type="button"
                className="small"
                aria-label={`${t('account.remove')} ${file.name}`}
                onClick={() => setFiles(files.filter((_, at) => at !== i))}
              >
                {t('account.remove')}
              </button>
            </li>
          ))}
        </ul>
        <PresenceHint />
        <button type="submit" className="primary" disabled={send.isPending}>
          {t('loans.sendAnswer')}
        </button>
        <Unsent sending={send} />
        {progress !== undefined && (
          <p role="status">
            <progress value={progress.bytes} max={progress.total} aria-label={progress.name} />{' '}
            {t('loans.sending', { name: progress.name })}
          </p>
        )}
        {send.isSuccess && <FiledNote loan={loan} id={send.data.id} />}
        {send.isError && <Failure error={send.error} />}
      </form>
    </section>
  );
}

const kilobytes = (bytes: number): string =>
  `${Math.max(1, Math.round(bytes / 1024)).toLocaleString('en')} KB`;
