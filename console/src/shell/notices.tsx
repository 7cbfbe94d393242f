/** What was done, told on whatever page comes next. */

import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar';
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react';

const KEPT_MAX = 3;

type Tell = (text: string) => void;
const Telling = createContext<Tell>(() => undefined);
const Told = createContext<FlashbarProps.MessageDefinition[]>([]);

export function Notices({ children }: { children: ReactNode }) {
  const [items, setItems] = useState<FlashbarProps.MessageDefinition[]>([]);
  const tell = useCallback<Tell>((text) => {
    const id = crypto.getRandomValues(new Uint32Array(1)).join();
    const dismiss = () => setItems((shown) => shown.filter((item) => item.id !== id));
    const item: FlashbarProps.MessageDefinition = {
      id,
      type: 'success',
      content: text,
      dismissible: true,
      dismissLabel: 'Dismiss',
      onDismiss: dismiss,
    };
    setItems((shown) => [item, ...shown].slice(0, KEPT_MAX));
  }, []);
  return (
    <Telling value={tell}>
      <Told value={useMemo(() => items, [items])}>{children}</Told>
    </Telling>
  );
}

/** Tells a success to the user. */
export function useTell(): Tell {
  return use(Telling);
}

export function NoticeBar() {
  return <Flashbar items={use(Told)} />;
}
