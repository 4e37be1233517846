import { EditorView } from '@codemirror/view';

/**
 * Text that is typed over a selection goes straight into the document. The browser would put it into the page first, with the look of what it
 * replaces as an inline style, which the policy of the pages forbids and reports.
 */
export const REPLACE_INPUT = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const { from, to } = view.state.selection.main;
    const text = event.data;
    if (event.inputType !== 'insertText' || text === null || text === '' || from === to || event.isComposing || !event.cancelable) return false;
    const insert = (): ReturnType<typeof view.state.update> => view.state.update(view.state.replaceSelection(text), { userEvent: 'input.type' });
    if (!view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, text, insert))) view.dispatch(insert());
    return true;
  },
});
