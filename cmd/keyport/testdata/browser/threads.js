// Connections that stay, and other threads.

for (const path of ["/v1/realtime", secret + "/v1/realtime", ...reading]) {
  attempt("websocket", path, (url) => event((resolve, reject) => {
    const ws = new WebSocket(url);
    ws.onopen = () => resolve("a WebSocket is open");
    ws.onmessage = (m) => resolve(String(m.data));
    ws.onclose = ws.onerror = () => reject(new Error("closed"));
  }), "ws://" + host);
}
for (const path of [...reading, ...writing]) {
  for (const withCredentials of [false, true]) {
    attempt("eventsource", path, (url) => event((resolve, reject) => {
      const s = new EventSource(url, { withCredentials });
      s.onopen = s.onmessage = (m) => { s.close(); resolve("a stream is open " + m.data); };
      s.onerror = () => { s.close(); reject(new Error("refused")); };
    }));
  }
}
const workers = [
  (url) => `fetch(${url}).then(async (a) => postMessage(a.status + " " + await a.text()), (e) => postMessage({ failed: String(e) }))`,
  (url) => `fetch(${url}, { method: "POST", mode: "no-cors", body: '${chat}' }).then(async (a) => postMessage((a.status || "") + " " + await a.text()), (e) => postMessage({ failed: String(e) }))`,
  (url) => `try { importScripts(${url}); postMessage("a script ran") } catch (e) { postMessage({ failed: String(e) }) }`,
];
const work = (worker) => event((resolve, reject) => {
  worker.onmessage = (m) => (m.data.failed ? reject(new Error(m.data.failed)) : resolve(m.data));
  worker.onerror = () => reject(new Error("no worker"));
});
for (const path of [reading[0], reading[2], writing[2]]) {
  for (const script of workers) {
    attempt("worker", path, (url) => {
      const code = script(JSON.stringify(url));
      return work(new Worker(setup.opaque ? "data:text/javascript," + encodeURIComponent(code) : URL.createObjectURL(new Blob([code]))));
    });
  }
  attempt("worker", path, async (url) => {
    await work(new Worker(url));
    return "a worker ran";
  });
  attempt("import", path, async (url) => Object.keys(await import(url)).join(" ") || "a module ran");
  attempt("serviceworker", path, async (url) => {
    if (!navigator.serviceWorker) throw new Error("not here");
    await navigator.serviceWorker.register(url);
    return "a service worker is registered";
  });
}
