/** The page of whoever is not signed in: an access key's two halves, or the server's link, which needs no typing. */

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { sessionQuery, signIn } from '../api/session';
import { Trouble } from './Trouble';

export function SignIn() {
  const client = useQueryClient();
  const [accessKeyId, setAccessKeyId] = useState('');
  const [secretAccessKey, setSecretAccessKey] = useState('');
  const signingIn = useMutation({
    mutationFn: signIn,
    onSuccess: (session) => client.setQueryData(sessionQuery.queryKey, session),
  });
  const { mutate } = signingIn;
  useEffect(() => {
    const follow = () => {
      const link = takeLink();
      if (link !== '') mutate({ link });
    };
    follow();
    // Also whoever pastes the link where this page is already.
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [mutate]);
  return (
    <main className="sign-in">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          mutate({ accessKeyId: accessKeyId.trim(), secretAccessKey: secretAccessKey.trim() });
        }}
      >
        <Form actions={<Button variant="primary" loading={signingIn.isPending}>Sign in</Button>}>
          <Container header={<Header variant="h1">Sign in to Cloister</Header>}>
            <SpaceBetween size="l">
              <Trouble error={signingIn.error} />
              <FormField label="Access key ID">
                <Input
                  value={accessKeyId}
                  onChange={({ detail }) => setAccessKeyId(detail.value)}
                  autoComplete="username"
                  spellcheck={false}
                  autoFocus
                />
              </FormField>
              <FormField label="Secret access key">
                <Input
                  value={secretAccessKey}
                  onChange={({ detail }) => setSecretAccessKey(detail.value)}
                  type="password"
                  autoComplete="current-password"
                />
              </FormField>
              <Box color="text-body-secondary" variant="small">
                <code>cloister up</code> prints a link that signs in without a key, and where the first key stands.
                <code> cloister keys create</code> makes another one.
              </Box>
            </SpaceBetween>
          </Container>
        </Form>
      </form>
    </main>
  );
}

/** The secret of a one-time link, which is gone from the address and the history afterwards. */
function takeLink(): string {
  const link = location.hash.slice(1);
  if (link !== '') history.replaceState(null, '', location.pathname);
  return link;
}
