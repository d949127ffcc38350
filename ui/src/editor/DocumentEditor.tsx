import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, foldGutter, foldKeymap, indentUnit } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import type { Diagnostic } from '../api/types';
import { language, look } from './language';
import { markersOf, rangeOf } from './markers';

export interface EditorHandle {
  jumpTo(diagnostic: Diagnostic): void;
  replace(text: string): void;
}

export interface DocumentEditorProps {
  initial: string;
  readOnly?: boolean;
  diagnostics: readonly Diagnostic[];
  onChange: (text: string) => void;
  onSave?: () => void;
  ref?: Ref<EditorHandle>;
}

function extensions(
  readOnly: boolean,
  calls: { onChange: (text: string) => void; onSave: () => void },
): Extension[] {
  return [
    lineNumbers(),
    foldGutter(),
    lintGutter(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    drawSelection(),
    history(),
    bracketMatching(),
    highlightSelectionMatches(),
    indentUnit.of('  '),
    EditorState.tabSize.of(2),
    EditorState.readOnly.of(readOnly),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({
      'aria-label': 'Pipeline definition (YAML)',
      'aria-multiline': 'true',
      tabindex: '0',
    }),
    keymap.of([
      {
        key: 'Mod-s',
        preventDefault: true,
        run: () => {
          calls.onSave();
          return true;
        },
      },
      ...defaultKeymap,
      ...historyKeymap,
      ...searchKeymap,
      ...foldKeymap,
      ...lintKeymap,
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) calls.onChange(update.state.doc.toString());
    }),
    language,
    look,
  ];
}

/** Tab leaves the editor as everywhere else on the page; Ctrl-] and Ctrl-[ indent. */
export function DocumentEditor({
  initial,
  readOnly = false,
  diagnostics,
  onChange,
  onSave,
  ref,
}: DocumentEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const calls = useRef({ onChange, onSave });
  calls.current = { onChange, onSave };
  const start = useRef(initial);

  useEffect(() => {
    if (!host.current) return;
    const stable = {
      onChange: (text: string) => calls.current.onChange(text),
      onSave: () => calls.current.onSave?.(),
    };
    const editor = new EditorView({
      state: EditorState.create({ doc: start.current, extensions: extensions(readOnly, stable) }),
      parent: host.current,
    });
    view.current = editor;
    return () => {
      start.current = editor.state.doc.toString();
      editor.destroy();
      view.current = null;
    };
  }, [readOnly]);

  useEffect(() => {
    const editor = view.current;
    if (editor) editor.dispatch(setDiagnostics(editor.state, markersOf(editor.state.doc, diagnostics)));
  }, [diagnostics]);

  useImperativeHandle(ref, () => ({
    jumpTo(diagnostic) {
      const editor = view.current;
      const range = editor && rangeOf(editor.state.doc, diagnostic);
      if (!editor || !range) return;
      editor.dispatch({
        selection: { anchor: range.from },
        effects: EditorView.scrollIntoView(range.from, { y: 'center' }),
      });
      editor.focus();
    },
    replace(text) {
      const editor = view.current;
      editor?.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
    },
  }));

  return <div ref={host} className="h-full overflow-hidden" data-testid="editor" />;
}
