/** Templates and saved events to choose from, and saving the one that is there. */

import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { forget, pretty, save, savedEvents, TEMPLATES } from './savedEvents';

const OWN = 'saved:';

interface Props {
  functionName: string;
  event: string;
  onChoose: (event: string) => void;
}

export function Events({ functionName, event, onChoose }: Props) {
  const [saved, setSaved] = useState(() => savedEvents(functionName));
  const [chosen, setChosen] = useState<string>();
  const [name, setName] = useState('');
  const [refusal, setRefusal] = useState('');
  const options = [
    { label: 'Templates', options: Object.keys(TEMPLATES).map((it) => ({ label: it, value: it })) },
    { label: 'Saved in this browser', options: Object.keys(saved).map((it) => ({ label: it, value: OWN + it })) },
  ];
  const own = chosen?.startsWith(OWN) ? chosen.slice(OWN.length) : undefined;
  const keep = () => {
    const events = save(functionName, name, event);
    setRefusal(events === undefined ? 'Too big, or too many events are saved already.' : '');
    if (events === undefined) return;
    setSaved(events);
    setChosen(OWN + name);
    setName('');
  };
  const choose = (value: string) => {
    setChosen(value);
    onChoose(value.startsWith(OWN) ? (saved[value.slice(OWN.length)] ?? '') : pretty(TEMPLATES[value]));
  };
  const drop = () => {
    if (own !== undefined) setSaved(forget(functionName, own));
    setChosen(undefined);
  };
  return (
    <SpaceBetween direction="horizontal" size="l" alignItems="end">
      <FormField label="Template or saved event">
        <Select
          selectedOption={options.flatMap((group) => group.options).find(({ value }) => value === chosen) ?? null}
          placeholder="Choose an event"
          options={options.filter((group) => group.options.length > 0)}
          onChange={({ detail }) => choose(detail.selectedOption.value ?? '')}
        />
      </FormField>
      {own !== undefined && (
        <Button ariaLabel={`Delete event ${own}`} onClick={drop}>
          Delete event
        </Button>
      )}
      <FormField label="Save as" errorText={refusal}>
        <Input value={name} onChange={({ detail }) => setName(detail.value)} placeholder="my-event" />
      </FormField>
      <Button disabled={name === ''} onClick={keep}>
        Save event
      </Button>
    </SpaceBetween>
  );
}
