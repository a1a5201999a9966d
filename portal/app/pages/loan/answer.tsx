/** An answer with counter-evidence: text, photos from the camera, PDF, chat exports. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newKey } from '../../api/cases.ts';
import { request } from '../../api/http.ts';
import { FilePicker } from '../../components/file-picker.tsx';
import { Failure } from '../../components/states.tsx';
import { withPresence } from '../../components/step-up.tsx';

export function Answer({ loan }: { readonly loan: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [statement, setStatement] = useState('');
  const [files, setFiles] = useState<readonly File[]>([]);
  // The same until it has gone through: after a lost connection the repetition files nothing twice.
  const [key, setKey] = useState(newKey);
  const send = useMutation({
    mutationFn: () =>
      withPresence(() => {
        const form = new FormData();
        form.append('record', JSON.stringify({ statement }));
        for (const file of files) form.append('documents', file, file.name);
        return request(`v1/me/loans/${loan}/answers`, { method: 'POST', headers: key, body: form });
      }),
    onSuccess: async () => {
      setStatement('');
      setFiles([]);
      setKey(newKey());
      await queries.invalidateQueries({ queryKey: ['own-items', loan] });
    },
  });
  const add = (more: readonly File[]) => setFiles([...files, ...more]);
  return (
    <section>
      <h2>{t('loans.answer')}</h2>
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
        <ul className="plain">
          {files.map((file, i) => (
            <li key={`${file.name} ${file.lastModified}`}>
              {file.name}{' '}
              <button
                type="button"
                className="small"
                aria-label={`${t('aCase.cancel')} ${file.name}`}
                onClick={() => setFiles(files.filter((_, at) => at !== i))}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
        <button type="submit" disabled={send.isPending}>
          {t('loans.send')}
        </button>
        {send.isSuccess && <p role="status">{t('loans.filedNote')}</p>}
        {send.isError && <Failure error={send.error} />}
      </form>
    </section>
  );
}
