/** An editor of names and values. */

import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import Input from '@cloudscape-design/components/input';

export interface Pair {
  name: string;
  value: string;
}

interface Props {
  items: Pair[];
  onChange: (items: Pair[]) => void;
  nameLabel: string;
  addText: string;
  /** Whether values are shown as they are typed; they are unless told otherwise. */
  isShown?: boolean;
}

export function Pairs({ items, onChange, nameLabel, addText, isShown = true }: Props) {
  const set = (index: number, part: Partial<Pair>) =>
    onChange(items.map((item, position) => (position === index ? { ...item, ...part } : item)));
  return (
    <AttributeEditor<Pair>
      items={items}
      addButtonText={addText}
      removeButtonText="Remove"
      removeButtonAriaLabel={({ name }) => `Remove ${name}`}
      onAddButtonClick={() => onChange([...items, { name: '', value: '' }])}
      onRemoveButtonClick={({ detail }) => onChange(items.filter((_, index) => index !== detail.itemIndex))}
      empty="None."
      definition={[
        {
          label: nameLabel,
          control: ({ name }, index) => (
            <Input value={name} spellcheck={false} onChange={({ detail }) => set(index, { name: detail.value })} />
          ),
        },
        {
          label: 'Value',
          control: ({ value }, index) => (
            <Input
              value={value}
              type={isShown ? 'text' : 'password'}
              autoComplete={false}
              spellcheck={false}
              ariaLabel={`Value of ${items[index]?.name ?? ''}`}
              onChange={({ detail }) => set(index, { value: detail.value })}
            />
          ),
        },
      ]}
    />
  );
}
