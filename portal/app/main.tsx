import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../styles/tokens.css';
import '../report/report.css';
import './app.css';
import './print.css';
import { startI18n } from './i18n.ts';
import { queries, watchSession } from './queries.ts';
import { router } from './router.tsx';

watchSession(() => void router.invalidate());
await startI18n();
createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
