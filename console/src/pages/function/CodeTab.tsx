/** The package of $LATEST: its files, an editor, and Deploy, which zips them in the browser. */

import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FileInput from '@cloudscape-design/components/file-input';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMutation, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { call } from '../../api/call';
import { updateFunctionCode, type GetFunctionResponse } from '../../api/generated/lambda';
import { useReadAgain } from '../../api/hooks';
import { base64, text, unzipped, zipped, type Files } from '../../api/package';
import { bytes } from '../../shell/format';
import { useTell } from '../../shell/notices';
import { Trouble } from '../../shell/Trouble';
import { FileTree } from './FileTree';
import { settled } from './settled';
import type { TabProps } from './tabs';
import { usePackage, type Package } from './usePackage';

const Editor = lazy(() => import('./Editor'));

/** Bigger packages are replaced whole, and not edited: the browser would have to hold and zip them. */
const EDITABLE_BYTES_MAX = 3 * 1024 * 1024;

export function CodeTab({ shown }: TabProps) {
  const { CodeSha256 = '', CodeSize = 0 } = shown.Configuration ?? {};
  const isEditable = CodeSize <= EDITABLE_BYTES_MAX;
  const deployed = useQuery({
    queryKey: ['package', CodeSha256],
    queryFn: () => download(shown),
    enabled: isEditable,
    staleTime: Infinity,
  });
  return (
    <SpaceBetween size="m">
      <Trouble error={deployed.error} />
      {isEditable && deployed.isPending && <Spinner size="large" />}
      {isEditable && deployed.data && <Workbench key={CodeSha256} shown={shown} deployed={deployed.data} />}
      {!isEditable && (
        <Container header={<Header variant="h2">Code source</Header>}>
          <SpaceBetween size="m">
            <Alert type="info">
              This package has {bytes(CodeSize)}, too many to edit here. Upload another one, or download it.
            </Alert>
            <PackageFile shown={shown} />
          </SpaceBetween>
        </Container>
      )}
    </SpaceBetween>
  );
}

interface WorkbenchProps {
  shown: GetFunctionResponse;
  deployed: Files;
}

function Workbench({ shown, deployed }: WorkbenchProps) {
  const edited = usePackage(deployed);
  const [path, setPath] = useState(() => firstPath(shown, edited.paths));
  const deploy = useDeploy(shown);
  useUnloadWarning(edited.isChanged);
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SpaceBetween direction="horizontal" size="xs" alignItems="center">
              {edited.isChanged && <StatusIndicator type="warning">Unsaved changes</StatusIndicator>}
              <PackageFile shown={shown} />
              <Button
                variant="primary"
                loading={deploy.isPending}
                loadingText="Deploying"
                disabled={!edited.isChanged}
                onClick={() => deploy.mutate(zipped(edited.files))}
              >
                Deploy
              </Button>
            </SpaceBetween>
          }
        >
          Code source
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Trouble error={deploy.error} />
        <div className="code-room">
          <FileTree edited={edited} chosen={path} onChoose={setPath} />
          <Content edited={edited} path={path} />
        </div>
      </SpaceBetween>
    </Container>
  );
}

/** A file in the editor, or why it is not there. */
function Content({ edited, path }: { edited: Package; path: string }) {
  const content = edited.files[path];
  const source = content && text(content);
  if (content === undefined) return <Box color="text-body-secondary">Choose a file, or add one.</Box>;
  if (source === undefined) {
    return <Box color="text-body-secondary">{path} is no text: it can only be replaced with the whole package.</Box>;
  }
  return (
    <Suspense fallback={<Spinner />}>
      <Editor key={path} path={path} initial={source} onChange={(value) => edited.write(path, value)} />
    </Suspense>
  );
}

/** Replacing the package with a file, and having it as one. */
function PackageFile({ shown }: { shown: GetFunctionResponse }) {
  const upload = useDeploy(shown);
  const { FunctionName = 'function' } = shown.Configuration ?? {};
  const take = async (file: File | undefined) => {
    if (file !== undefined) upload.mutate(base64(new Uint8Array(await file.arrayBuffer())));
  };
  return (
    <SpaceBetween size="xs">
      <SpaceBetween direction="horizontal" size="xs">
        <FileInput value={[]} accept=".zip" onChange={({ detail }) => void take(detail.value[0])}>
          Upload .zip
        </FileInput>
        <Button iconName="download" href={pathOf(shown)} download={`${FunctionName}.zip`}>
          Download
        </Button>
      </SpaceBetween>
      <Trouble error={upload.error} />
    </SpaceBetween>
  );
}

/** Replaces the package by a zip in base64; done when invocations meet it. */
function useDeploy(shown: GetFunctionResponse) {
  const readAgain = useReadAgain();
  const tell = useTell();
  const { FunctionName = '' } = shown.Configuration ?? {};
  return useMutation({
    mutationFn: async (zip: string) => {
      await call(updateFunctionCode, { FunctionName, ZipFile: zip });
      await settled(FunctionName);
    },
    onSuccess: () => {
      tell(`The code of ${FunctionName} is deployed.`);
      return readAgain();
    },
  });
}

async function download(shown: GetFunctionResponse): Promise<Files> {
  const response = await fetch(pathOf(shown));
  if (!response.ok) throw new Error(await response.text());
  return unzipped(new Uint8Array(await response.arrayBuffer()));
}

/** The link of the package at the host that this page is from: a proxy may be known by another name. */
function pathOf({ Code }: GetFunctionResponse): string {
  const { pathname, search } = new URL(Code?.Location ?? '/', location.href);
  return pathname + search;
}

function firstPath({ Configuration }: GetFunctionResponse, paths: string[]): string {
  const module = Configuration?.Handler?.split('.').slice(0, -1).join('.');
  return paths.find((path) => path.replace(/\.[^./]+$/, '') === module) ?? paths[0] ?? '';
}

/** The browser asks before it leaves the page with changes. */
function useUnloadWarning(isUnsaved: boolean) {
  useEffect(() => {
    if (!isUnsaved) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isUnsaved]);
}
