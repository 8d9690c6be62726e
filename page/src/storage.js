// What the browser keeps. Where it keeps nothing (a setting, a private window), all lasts as long as the page is open.

function usable(name) {
  try {
    const found = window[name];
    found.setItem("tavns.try", "1");
    found.removeItem("tavns.try");
    return found;
  } catch (error) {
    return error?.name === "QuotaExceededError" ? window[name] : inMemory();
  }
}

function inMemory() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    key: (n) => [...kept.keys()][n] ?? null,
    get length() {
      return kept.size;
    },
  };
}

/** Kept until it is removed. */
export const lasting = usable("localStorage");
/** Kept as long as the tab is open. */
export const ofTab = usable("sessionStorage");
