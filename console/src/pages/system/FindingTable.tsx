/** One section of the doctor's report. */

import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { Finding } from '../../api/generated/cloister';
import { counts, VERDICTS } from './verdicts';

const COLUMNS: TableProps.ColumnDefinition<Finding>[] = [
  { id: 'name', header: 'Check', cell: ({ Name }) => Name, isRowHeader: true, width: 230 },
  { id: 'verdict', header: 'Verdict', cell: ({ Verdict }) => <Status verdict={Verdict} />, width: 120 },
  { id: 'found', header: 'Found', cell: ({ Found }) => <span className="broken-anywhere">{Found}</span>, width: 280 },
  { id: 'advice', header: 'What is lost, and what to do', cell: (it) => <Advice finding={it} />, minWidth: 250 },
];

/** On a phone: all of a line in one column. */
const STACKED: TableProps.ColumnDefinition<Finding>[] = [
  {
    id: 'line',
    header: 'Check',
    cell: (it) => (
      <>
        <div>{it.Name}</div>
        <Status verdict={it.Verdict} /> <span className="broken-anywhere">{it.Found}</span>
        {it.Verdict !== 'OK' && <Box variant="small" display="block"><Advice finding={it} /></Box>}
      </>
    ),
    isRowHeader: true,
  },
];

export function FindingTable({ title, findings }: { title: string; findings: Finding[] }) {
  return (
    <Table<Finding>
      wrapLines
      ariaLabels={{ tableLabel: title }}
      header={
        <Header variant="h2" counter={`(${findings.length})`} description={counts(findings)}>
          {title}
        </Header>
      }
      items={findings}
      columnDefinitions={matchMedia('(max-width: 688px)').matches ? STACKED : COLUMNS}
      trackBy="Name"
    />
  );
}

function Status({ verdict }: { verdict: Finding['Verdict'] }) {
  if (verdict === undefined) return '–';
  const { type, text } = VERDICTS[verdict];
  return (
    <StatusIndicator type={type} wrapText={false}>
      {text}
    </StatusIndicator>
  );
}

function Advice({ finding: { Lost, Advice } }: { finding: Finding }) {
  if (Lost === undefined && Advice === undefined) return '–';
  return (
    <span className="broken-anywhere">
      {Lost}
      {Advice !== undefined && <div>{Advice}</div>}
    </span>
  );
}
