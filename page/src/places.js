// Places in a text. The engine counts code points, the browser UTF-16, and the text editor takes each line end for one sign.

/** Return where a code point is in UTF-16. */
export function toUnits(text, points) {
  let at = 0;
  for (let n = 0; n < points && at < text.length; n++) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  return at;
}

const LINE_END = /\r\n?|\n/g;

/** Return where each line begins. */
export function lineStarts(text) {
  const starts = [0];
  for (const end of text.matchAll(LINE_END)) starts.push(end.index + end[0].length);
  return starts;
}

/** Return the line end that most lines of a text have. */
export function lineEnd(text) {
  const windows = text.split("\r\n").length - 1;
  return windows * 2 > text.split("\n").length - 1 ? "\r\n" : "\n";
}

/** Return how much of two texts is alike at the beginning and at the end. */
export function between(old, text) {
  let start = 0;
  const most = Math.min(old.length, text.length);
  while (start < most && old[start] === text[start]) start++;
  let end = 0;
  while (end < most - start && old[old.length - 1 - end] === text[text.length - 1 - end]) end++;
  return { from: start, to: old.length - end, text: text.slice(start, text.length - end) };
}

/** Merge two changes of one text, line by line; null where both change the same lines. */
export function merged(base, mine, theirs) {
  if (mine === base) return theirs;
  if (theirs === base || mine === theirs) return mine;
  const [one, two] = [hunk(base, mine), hunk(base, theirs)];
  const [first, second] = one.from <= two.from ? [one, two] : [two, one];
  if (first.to >= second.from) return null; // the same lines, or lines that touch
  const lines = split(base);
  return [lines.slice(0, first.from), first.lines, lines.slice(first.to, second.from), second.lines, lines.slice(second.to)]
    .flat()
    .join("");
}

const split = (text) => text.match(/[^\n]*\n|[^\n]+/g) ?? [];

function hunk(base, text) {
  const [old, lines] = [split(base), split(text)];
  let from = 0;
  const most = Math.min(old.length, lines.length);
  while (from < most && old[from] === lines[from]) from++;
  let end = 0;
  while (end < most - from && old[old.length - 1 - end] === lines[lines.length - 1 - end]) end++;
  return { from, to: old.length - end, lines: lines.slice(from, lines.length - end) };
}
