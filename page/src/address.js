// A protocol in the part of an address behind #, which no browser sends: packed, and in signs that an address may have.

const MOST = 1 << 20; // bytes that a protocol may have
const MARK = "p=";

async function through(bytes, stream) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts = [];
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > MOST) throw new Error("too large"); // a small address can unpack to any size
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** Return the address of this page with a protocol in it. */
export async function addressOf(text) {
  const packed = await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw"));
  let signs = "";
  for (const byte of packed) signs += String.fromCharCode(byte);
  const url = new URL(location.href);
  url.hash = MARK + btoa(signs).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return url.href;
}

/** Return the protocol that an address holds; null where it holds none. Throws where it cannot be read. */
export async function textOf(hash) {
  const held = hash.replace(/^#/, "");
  if (!held.startsWith(MARK)) return null;
  const signs = atob(held.slice(MARK.length).replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(signs, (sign) => sign.charCodeAt(0));
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await through(bytes, new DecompressionStream("deflate-raw")));
}
