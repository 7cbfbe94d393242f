/** The console's beginning: providers, then sign-in or the pages. */

import '@cloudscape-design/global-styles/index.css';
import './styles.css';
import { I18nProvider } from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import Spinner from '@cloudscape-design/components/spinner';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router';
import { ServiceError } from './api/call';
import { sessionQuery } from './api/session';
import { PAGES, PLACES } from './pages';
import { Layout } from './shell/Layout';
import { Notices } from './shell/notices';
import { SignIn } from './shell/SignIn';
import { useTheme } from './shell/theme';
import { Trouble } from './shell/Trouble';

function noticeSignedOut(error: Error) {
  if (error instanceof ServiceError && error.isSignedOut) client.setQueryData(sessionQuery.queryKey, null);
}

const client = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignedOut }),
  mutationCache: new MutationCache({ onError: noticeSignedOut }),
  // A refusal is an answer: asking again does not change it.
  defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false } },
});

function Console() {
  const [theme, toggleTheme] = useTheme();
  const { data: session, error, isPending } = useQuery(sessionQuery);
  if (isPending) return <Spinner size="large" />;
  if (error) return <Trouble error={error} />;
  if (session === null) return <SignIn />;
  return (
    <Layout places={PLACES} theme={theme} onToggleTheme={toggleTheme}>
      <Suspense fallback={<Spinner size="large" />}>
        <Routes>
          {PAGES.map(({ path, Component }) => (
            <Route key={path} path={path} element={<Component />} />
          ))}
          <Route path="*" element={<Navigate to="/functions" replace />} />
        </Routes>
      </Suspense>
    </Layout>
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <I18nProvider locale="en" messages={[messages]}>
        <Notices>
          <BrowserRouter basename="/console">
            <Console />
          </BrowserRouter>
        </Notices>
      </I18nProvider>
    </QueryClientProvider>
  </StrictMode>,
);
