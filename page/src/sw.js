// After the first visit the page works offline. Files are kept by the version of the whole folder: all are new, or none.
const NAME = "tavns-";

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method === "GET" && url.origin === location.origin) event.respondWith(answer(event.request));
});

async function install() {
  const told = await (await fetch("files.json", { cache: "no-store" })).json();
  const cache = await caches.open(NAME + told.version);
  await Promise.all(
    Object.entries(told.files).map(async ([name, hash]) => {
      const response = await fetch(name, { cache: "no-cache" });
      const content = await response.clone().arrayBuffer();
      const found = [...new Uint8Array(await crypto.subtle.digest("SHA-256", content))];
      if (!response.ok || found.map((byte) => byte.toString(16).padStart(2, "0")).join("") !== hash)
        throw new Error(`${name} is not of this version`);
      await cache.put(name, response);
    }),
  );
  await cache.put("./", (await cache.match("index.html")).clone());
  self.skipWaiting();
}

async function activate() {
  const told = await fetch("files.json", { cache: "no-store" }).then((one) => one.json(), () => null);
  for (const name of await caches.keys())
    if (told && name.startsWith(NAME) && name !== NAME + told.version) await caches.delete(name);
  await self.clients.claim();
}

async function answer(request) {
  const kept = await caches.match(request, { ignoreSearch: true });
  return kept ?? fetch(request);
}
