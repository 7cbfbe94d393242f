/** Light or dark: as the system says, until the user chooses. */

import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { useEffect, useState } from 'react';

const KEY = 'cloister.theme';
const SYSTEM_DARK = '(prefers-color-scheme: dark)';

export type Theme = 'light' | 'dark';

/** The theme in force, and how to change to the other one. */
export function useTheme(): [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(initial);
  useEffect(() => {
    // For what the browser draws itself, and for light-dark() in the editor's colours.
    document.documentElement.style.colorScheme = theme;
    applyMode(theme === 'dark' ? Mode.Dark : Mode.Light);
  }, [theme]);
  const toggle = () => {
    const other = theme === 'dark' ? 'light' : 'dark';
    localStorage.setItem(KEY, other);
    setTheme(other);
  };
  return [theme, toggle];
}

function initial(): Theme {
  const chosen = localStorage.getItem(KEY);
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia(SYSTEM_DARK).matches ? 'dark' : 'light';
}
