/** Fetches a package to the disk, after a fresh proof of presence where the service asks for one. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { saveFile } from '../../../save-file.ts';
import { request } from '../../api/http.ts';
import { Failure } from '../../components/states.tsx';
import { withPresence } from '../../components/step-up.tsx';

const NAME = /filename\*?=(?:UTF-8'')?"?([^";]+)"?/;

export function FetchPackage({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const fetching = useMutation({
    mutationFn: async () => {
      const response = await withPresence(() => request(`v1/packages/${id}`));
      const name = NAME.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? `${id}.zip`;
      saveFile(decodeURIComponent(name), 'application/zip', await response.blob());
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['package-readers'] }),
  });
  return (
    <>
      <button type="button" disabled={fetching.isPending} onClick={() => fetching.mutate()}>
        {t('bank.packages.fetch')}
      </button>
      {fetching.isError && <Failure error={fetching.error} />}
    </>
  );
}
