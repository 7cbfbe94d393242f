/** An alias: of which version, and which share of its invocations another version gets. */

import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import { createAlias, updateAlias, type AliasConfiguration } from '../../../api/generated/lambda';
import { useAction } from '../../../api/hooks';
import { Confirm } from '../../../shell/Confirm';

const NONE = 'None';
const LATEST = '$LATEST';

interface Props {
  name: string;
  /** Without a name, a new one. */
  alias: AliasConfiguration;
  versions: string[];
  onClose: () => void;
}

export function EditAlias({ name, alias, versions, onClose }: Props) {
  const isNew = alias.Name === undefined;
  const [before] = Object.entries(alias.RoutingConfig?.AdditionalVersionWeights ?? {});
  const [called, setCalled] = useState(alias.Name ?? '');
  const [version, setVersion] = useState(alias.FunctionVersion ?? versions.at(-1) ?? LATEST);
  const [other, setOther] = useState(before?.[0] ?? NONE);
  const [percent, setPercent] = useState(before === undefined ? '10' : String(before[1] * 100));
  const creation = useAction(createAlias);
  const change = useAction(updateAlias);
  const save = () => {
    const weights = other === NONE ? {} : { [other]: Number(percent) / 100 };
    const request = {
      FunctionName: name,
      Name: called,
      FunctionVersion: version,
      RoutingConfig: { AdditionalVersionWeights: weights },
    };
    if (isNew) creation.mutate(request, { onSuccess: onClose });
    else change.mutate({ ...request, RevisionId: alias.RevisionId }, { onSuccess: onClose });
  };
  return (
    <Confirm
      title={isNew ? 'Create alias' : `Edit alias ${called}`}
      verb="Save"
      error={creation.error ?? change.error}
      isPending={creation.isPending || change.isPending}
      isDisabled={called === ''}
      onConfirm={save}
      onClose={onClose}
    >
      {isNew && (
        <FormField label="Alias name">
          <Input value={called} onChange={({ detail }) => setCalled(detail.value)} placeholder="live" spellcheck={false} autoFocus />
        </FormField>
      )}
      <FormField label="Version">
        <Choice chosen={version} options={versions} onChoose={setVersion} />
      </FormField>
      <FormField label="Additional version" description="Gets a share of the alias's invocations, to try it out.">
        <Choice chosen={other} options={[NONE, ...versions.filter((it) => it !== version && it !== LATEST)]} onChoose={setOther} />
      </FormField>
      {other !== NONE && (
        <FormField label="Its share (%)">
          <Input type="number" inputMode="decimal" value={percent} onChange={({ detail }) => setPercent(detail.value)} />
        </FormField>
      )}
    </Confirm>
  );
}

interface ChoiceProps {
  chosen: string;
  options: string[];
  onChoose: (option: string) => void;
}

function Choice({ chosen, options, onChoose }: ChoiceProps) {
  return (
    <Select
      selectedOption={{ label: chosen, value: chosen }}
      options={options.map((option) => ({ label: option, value: option }))}
      onChange={({ detail }) => onChoose(detail.selectedOption.value ?? chosen)}
    />
  );
}
