import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../styles/tokens.css';
import '../report/report.css';
import './app.css';
import { ApiError } from './api/http.ts';
import { startI18n } from './i18n.ts';
import { router } from './router.tsx';

/** What the service refused it refuses again; what did not reach it may the next time. */
const retry = (count: number, error: unknown) => !(error instanceof ApiError) && count < 2;
const queries = new QueryClient({ defaultOptions: { queries: { retry, staleTime: 5_000 } } });

await startI18n();
createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
