// The text, in CodeMirror. It sits in a shadow root, so that its style sheets need no exception from the page's policy.
import { defaultKeymap } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { toml } from "@codemirror/legacy-modes/mode/toml";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { Annotation, EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { between, lineEnd, lineStarts, toUnits } from "./places.js";
import { W } from "./words.js";

const FROM_STATE = Annotation.define();
const COLOURS = HighlightStyle.define([
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--text-string)" },
  { tag: [tags.number, tags.bool, tags.atom], color: "var(--text-number)" },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--ink)" },
  { tag: [tags.bracket, tags.heading], color: "var(--text-header)", fontWeight: "600" },
]);
const THEME = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--paper)", fontSize: "13px" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace", lineHeight: "1.5" },
  ".cm-gutters": { backgroundColor: "var(--ground)", color: "var(--quiet)", border: "none" },
  ".cm-activeLine": { backgroundColor: "var(--line-active)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--line-active)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": { background: "var(--selection)" },
  ".cm-tooltip": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--rule)", maxWidth: "28rem" },
  ".cm-diagnostic": { fontFamily: "system-ui, sans-serif", padding: "4px 8px" },
});

export class TextEditor {
  constructor(parent, state, onUndo) {
    this.state = state;
    this.shown = state.text;
    const root = parent.attachShadow({ mode: "open" });
    const run = (command) => () => (onUndo(command), true);
    this.view = new EditorView({
      root,
      state: EditorState.create({
        doc: state.text,
        extensions: [
          lineNumbers(),
          lintGutter(),
          drawSelection(),
          highlightActiveLine(),
          StreamLanguage.define(toml),
          syntaxHighlighting(COLOURS),
          keymap.of([
            { key: "Mod-z", run: run("undo"), preventDefault: true },
            { key: "Mod-y", run: run("redo"), preventDefault: true },
            { key: "Mod-Shift-z", run: run("redo"), preventDefault: true },
            { key: "Escape", run: (view) => (view.contentDOM.blur(), true) },
            ...defaultKeymap,
          ]),
          EditorView.contentAttributes.of({ "aria-label": W.textLabel, spellcheck: "false", tabindex: "0" }),
          EditorView.updateListener.of((update) => this.changed(update)),
          THEME,
        ],
      }),
    });
    root.append(this.view.dom);
    state.listen((text, from) => from !== "editor" && this.take(text));
  }

  /** Take over a text that was changed elsewhere: only what is new, so that the cursor stays. */
  take(text) {
    const [old, now] = [this.view.state.doc.toString(), text.replace(/\r\n?/g, "\n")];
    const made = between(old, now);
    this.shown = text;
    if (old !== now)
      this.view.dispatch({ changes: { from: made.from, to: made.to, insert: made.text }, annotations: FROM_STATE.of(true) });
  }

  /** Put what was typed into the text by place: the line ends of all other lines stay what they are. */
  changed(update) {
    if (!update.docChanged || update.transactions.some((one) => one.annotation(FROM_STATE))) return;
    const [starts, end] = [lineStarts(this.shown), lineEnd(this.shown)];
    const place = (at) => {
      const line = update.startState.doc.lineAt(at);
      return starts[line.number - 1] + at - line.from;
    };
    let [made, done] = ["", 0];
    update.changes.iterChanges((from, to, _a, _b, inserted) => {
      made += this.shown.slice(done, place(from)) + inserted.toString().replaceAll("\n", end);
      done = place(to);
    });
    this.shown = made + this.shown.slice(done);
    this.state.change(this.shown, { from: "editor", place: "text" });
  }

  /** Return where a place of the engine is in the editor. */
  at(points) {
    const unit = toUnits(this.shown, points);
    if (!this.shown.includes("\r")) return Math.min(unit, this.view.state.doc.length);
    const starts = lineStarts(this.shown);
    const line = starts.findLastIndex((start) => start <= unit);
    const shown = this.view.state.doc.line(Math.min(line + 1, this.view.state.doc.lines));
    return Math.min(shown.from + unit - starts[line], shown.to);
  }

  mark(findings) {
    const found = findings
      .filter((one) => !one.waiver)
      .map((one) => ({
        from: this.at(one.start),
        to: this.at(one.end),
        severity: one.severity === "note" ? "info" : one.severity,
        message: `${one.code}: ${one.message}${one.help ? `\n${one.help}` : ""}`,
      }));
    this.view.dispatch(setDiagnostics(this.view.state, found));
  }

  show(start, end) {
    const [from, to] = [this.at(start), this.at(end)];
    this.view.dispatch({ selection: { anchor: from, head: to }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    this.view.focus();
  }
}
