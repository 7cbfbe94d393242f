/** CodeMirror: a chunk of its own, which only pages that show it load. */

import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { json } from '@codemirror/lang-json';
import { python } from '@codemirror/lang-python';
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';

interface Props {
  /** Tells the language, and what the editor is called. */
  path: string;
  initial: string;
  onChange: (value: string) => void;
}

/** Colours that keep their contrast on light and on dark ground. */
const HIGHLIGHT = HighlightStyle.define([
  { tag: tags.keyword, color: 'light-dark(#7a1f8f, #d9a3e8)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'light-dark(#0b6b2e, #8fd8a8)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'light-dark(#9a3d00, #f0b083)' },
  { tag: tags.comment, color: 'light-dark(#5a6370, #a4adb9)', fontStyle: 'italic' },
  { tag: [tags.function(tags.variableName), tags.className], color: 'light-dark(#0a4fa3, #8fbdf5)' },
]);

const THEME = EditorView.theme({
  '&': { color: 'light-dark(#0f141a, #e6e9ee)', backgroundColor: 'light-dark(#ffffff, #161d26)', minHeight: '20rem' },
  '.cm-content, .cm-gutter': { minHeight: '20rem' },
  '.cm-content': { fontFamily: 'ui-monospace, monospace', fontSize: '0.85rem', caretColor: 'currentcolor' },
  '.cm-cursor': { borderLeftColor: 'currentcolor' },
  '.cm-gutters': { color: 'light-dark(#5a6370, #a4adb9)', backgroundColor: 'light-dark(#f3f4f6, #1c2530)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'light-dark(#eef4ff80, #22304380)' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'light-dark(#b5d3ff, #2f4a6e) !important',
  },
  '.cm-scroller': { maxHeight: '32rem', overflow: 'auto' },
});

export default function Editor({ path, initial, onChange }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const changed = useRef(onChange);
  useEffect(() => {
    changed.current = onChange;
  });
  useEffect(() => {
    if (host.current === null) return undefined;
    // In a shadow root its styles are constructed sheets: the page's policy allows no style elements.
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const state = EditorState.create({ doc: initial, extensions: extensions(path, (value) => changed.current(value)) });
    const view = new EditorView({ state, parent: root, root });
    return () => view.destroy();
    // The editor owns its text from here on; another file is another editor, by its key.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- see above
  }, []);
  return <div ref={host} className="editor-frame" />;
}

function extensions(path: string, onChange: (value: string) => void): Extension[] {
  return [
    lineNumbers(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    highlightActiveLine(),
    indentUnit.of(path.endsWith('.py') ? '    ' : '  '),
    syntaxHighlighting(HIGHLIGHT),
    THEME,
    ...language(path),
    keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
    EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': `Code of ${path}. Escape, then Tab, leaves the editor.` }),
    EditorView.domEventHandlers({ beforeinput: replaceSelected }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange(update.state.doc.toString());
    }),
  ];
}

/** Typing over a selection is done here: Chromium would give what is typed a style attribute, which the policy forbids. */
function replaceSelected(event: InputEvent, view: EditorView): boolean {
  if (event.inputType !== 'insertText' || event.data === null || view.state.selection.main.empty) return false;
  event.preventDefault();
  view.dispatch(view.state.replaceSelection(event.data), { userEvent: 'input.type' });
  return true;
}

function language(path: string): Extension[] {
  if (path.endsWith('.py')) return [python()];
  if (path.endsWith('.json')) return [json()];
  if (/\.[cm]?[jt]s$/.test(path)) return [javascript({ typescript: path.endsWith('ts') })];
  return [];
}
