// Elements that load something.

// load gives the names of the properties of the page that the element changed.
function load(tag, attribute, url, more = {}) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries({ ...more, [attribute]: url })) e.setAttribute(k, v);
  const before = new Set(Object.getOwnPropertyNames(window));
  return event((resolve) => {
    e.onload = e.onerror = e.onloadeddata = () => resolve([
      ...Object.getOwnPropertyNames(window).filter((n) => !before.has(n) && !/^\d+$/.test(n)),
      e.naturalWidth ? `an image ${e.naturalWidth} wide` : "",
      e.duration ? `${e.duration} s of sound` : "",
    ].filter(Boolean).join(" "));
    document.body.append(e);
    e.play?.().catch(() => {}); // media is not loaded before it is wanted
  }).finally(() => e.remove());
}

const elements = [
  ["img", "src"], ["img", "src", { crossorigin: "use-credentials" }], ["img", "src", { referrerpolicy: "no-referrer" }], ["img", "srcset"],
  ["script", "src"], ["script", "src", { type: "module" }], ["script", "src", { crossorigin: "anonymous" }],
  ["link", "href", { rel: "stylesheet" }], ["link", "href", { rel: "stylesheet", crossorigin: "anonymous" }],
  ["link", "href", { rel: "preload", as: "script" }], ["link", "href", { rel: "preload", as: "fetch", crossorigin: "anonymous" }],
  ["link", "href", { rel: "modulepreload" }], ["link", "href", { rel: "prefetch" }],
  ["audio", "src", { muted: "" }], ["video", "src", { muted: "" }], ["object", "data"], ["embed", "src"], ["input", "src", { type: "image" }],
];
for (const [tag, attribute, more] of elements) {
  for (const path of [reading[0], reading[2], writing[2]]) {
    const kind = tag === "link" ? more.rel : tag;
    attempt(kind, path, (url) => load(tag, attribute, url, more));
  }
}

// What gives no event of its own.
const silent = [
  ["svg", (url) => `<svg><image href="${url}"/><use href="${url}#x"/></svg>`],
  ["css", (url) => `<style>@import url("${url}");</style>`],
  ["css", (url) => `<p style='background-image: url("${url}")'>x</p>`],
  ["css", (url) => `<style>@font-face { font-family: f${frames}; src: url("${url}") }</style><p style="font-family: f${frames++}">x</p>`],
  ["video", (url) => `<video poster="${url}"></video>`],
  ["track", (url) => `<video muted autoplay crossorigin src="data:video/mp4,"><track default src="${url}"></video>`],
];
for (const [kind, html] of silent) {
  attempt(kind, reading[2], (url) => {
    document.body.insertAdjacentHTML("beforeend", html(url));
    void document.body.offsetWidth; // a page that nobody looks at is not laid out otherwise
  });
}
attempt("ping", writing[2], (url) => {
  const a = document.createElement("a");
  Object.assign(a, { href: "#", ping: url });
  document.body.append(a);
  a.click();
});
for (const does of ["prefetch", "prerender"]) {
  attempt("speculation", reading[2], (url) => {
    const s = document.createElement("script");
    s.type = "speculationrules";
    s.text = JSON.stringify({ [does]: [{ source: "list", urls: [url], eagerness: "immediate" }] });
    document.head.append(s);
  });
}

// What the browser itself asks for on behalf of a page.

for (const path of [reading[2], writing[2]]) {
  attempt("fetchlater", path, (url) => void fetchLater(url, { method: path === reading[2] ? "GET" : "POST", body: path === reading[2] ? undefined : chat, activateAfter: 0 }));
  attempt("payment", path, async (url) => {
    const total = { label: "x", amount: { currency: "EUR", value: "1" } };
    await new PaymentRequest([{ supportedMethods: url }], { total }).canMakePayment();
  });
  attempt("identity", path, async (url) => {
    await navigator.credentials.get({ identity: { providers: [{ configURL: url, clientId: "x" }] } });
  });
}
