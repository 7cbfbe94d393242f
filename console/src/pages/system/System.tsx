/** What this server is, and what its doctor finds of the machine: the page for whoever keeps it running. */

import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import api from '../../../../docs/api.md?url';
import jail from '../../../../docs/jail.md?url';
import operating from '../../../../docs/operating.md?url';
import security from '../../../../SECURITY.md?url';
import { describeSystem, type DescribeSystemResponse, type Finding } from '../../api/generated/cloister';
import { useOperation } from '../../api/hooks';
import { ago, moment } from '../../shell/format';
import { Crumbs } from '../../shell/Layout';
import { Trouble } from '../../shell/Trouble';
import { FindingTable } from './FindingTable';
import { counts } from './verdicts';

export default function System() {
  const asked = useOperation(describeSystem, {});
  const refresh = () => void asked.refetch();
  return (
    <SpaceBetween size="m">
      <Crumbs way={[{ text: 'System' }]} />
      <Header
        variant="h1"
        description="The doctor's answer is kept for a minute, however often it is asked."
        actions={<Button iconName="refresh" ariaLabel="Refresh" loading={asked.isFetching} onClick={refresh} />}
      >
        System
      </Header>
      <Trouble error={asked.error} onRetry={refresh} />
      {asked.isPending && <StatusIndicator type="loading">The doctor examines the machine</StatusIndicator>}
      {asked.data && <Description of={asked.data} />}
      {sections(asked.data?.Findings ?? []).map(([title, findings]) => (
        <FindingTable key={title} title={title} findings={findings} />
      ))}
    </SpaceBetween>
  );
}

function Description({ of }: { of: DescribeSystemResponse }) {
  const { Findings = [], Runtimes = [] } = of;
  return (
    <Container header={<Header variant="h2">Server</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'Version', value: of.Version },
          { label: 'Endpoint', value: <span className="broken-anywhere">{of.Endpoint}</span> },
          { label: 'Region', value: of.Region },
          { label: 'Account', value: of.Account },
          { label: 'Started', value: moment(of.StartedAt) },
          { label: 'Runtimes', value: Runtimes.join(', ') || '–' },
          { label: 'Examined', value: ago(of.ExaminedAt) },
          { label: 'Findings', value: counts(Findings) },
          { label: 'What the lines mean', value: <Document name="docs/operating.md" at={operating} /> },
          { label: 'What the API offers', value: <Document name="docs/api.md" at={api} /> },
          { label: 'What isolates tenants', value: <Document name="docs/jail.md" at={jail} /> },
          { label: 'Where that ends', value: <Document name="SECURITY.md" at={security} /> },
        ]}
      />
    </Container>
  );
}

/** A document of this very version, served with the console: no other host is asked. */
function Document({ name, at }: { name: string; at: string }) {
  return (
    <Link href={at} external externalIconAriaLabel="Opens in a new tab">
      {name}
    </Link>
  );
}

/** Titles and what stands under them, in the doctor's order. */
function sections(findings: Finding[]): [string, Finding[]][] {
  const found = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { Section = '' } = finding;
    found.set(Section, [...(found.get(Section) ?? []), finding]);
  }
  return [...found];
}
