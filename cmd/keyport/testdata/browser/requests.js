// What a script sends: fetch, XMLHttpRequest, beacons.

const tryFetch = (kind, path, init) => attempt(kind, path, async (url) => read(await fetch(url, init)));

for (const mode of ["cors", "no-cors", "same-origin"]) {
  for (const credentials of ["omit", "include"]) {
    for (const path of paths) tryFetch("fetch", path, { mode, credentials });
    for (const path of writing) {
      for (const [type, body] of bodies) {
        tryFetch("fetch", path, { method: "POST", mode, credentials, body, headers: { "Content-Type": type } });
      }
    }
  }
  for (const path of [writing[0], writing[3]]) {
    const body = chat, method = "POST";
    tryFetch("fetch", path, { method, mode, body, keepalive: true });
    tryFetch("fetch", path, { method, mode, body, referrerPolicy: "no-referrer" }); // makes the Origin null
    tryFetch("fetch", path, { method, mode, body: new Blob([chat]) }); // no content type
    tryFetch("fetch", path, { method, mode, body, targetAddressSpace: "loopback" });
    tryFetch("fetch", path, { mode, cache: "force-cache", referrerPolicy: "unsafe-url" });
  }
}
for (const path of writing) {
  for (const name of ["Authorization", "X-Api-Key", "Api-Key"]) {
    const headers = { "Content-Type": "application/json", [name]: (name === "Authorization" ? "Bearer " : "") + setup.password };
    tryFetch("fetch-password", path, { method: "POST", body: chat, headers });
    tryFetch("fetch-password", path, { method: "POST", body: chat, headers, mode: "no-cors" });
  }
  for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS"]) {
    tryFetch("fetch", path, { method, headers: { Authorization: "Bearer " + setup.password } });
  }
}
for (const path of reading) {
  tryFetch("fetch-password", path, { headers: { Authorization: "Bearer " + setup.password } });
  tryFetch("fetch", path, { method: "HEAD" });
}

for (const path of [reading[0], writing[0], writing[2]]) {
  for (const password of [false, true]) {
    attempt("xhr", path, (url) => event((resolve, reject) => {
      const x = new XMLHttpRequest();
      x.open(path === reading[0] ? "GET" : "POST", url);
      x.withCredentials = !password;
      if (password) {
        x.setRequestHeader("Authorization", "Bearer " + setup.password);
        x.setRequestHeader("Content-Type", "application/json");
      }
      x.onload = () => resolve(`${x.status} ${x.responseText}`);
      x.onerror = () => reject(new Error("refused"));
      x.send(chat);
    }));
  }
}

for (const path of writing) {
  const form = new FormData();
  form.append("model", "m1");
  for (const body of [chat, form, new URLSearchParams({ model: "m1" }), ...bodies.map(([type, b]) => new Blob([b], { type }))]) {
    attempt("beacon", path, (url) => void navigator.sendBeacon(url, body));
  }
}
