// All attempts, eight at a time, and the report.

// What was not read above may still have been told by the browser's clock.
function timings() {
  return performance.getEntriesByType("resource").filter((e) => e.name.includes(`//${host}/`))
    .map((e) => [e.responseStatus, e.transferSize, e.encodedBodySize, e.decodedBodySize, e.contentType].filter(Boolean).join(" "))
    .filter(Boolean);
}

// There, away and back again: the browser repeats the request by itself. All
// frames share one history, so that this stands alone.
async function again(url) {
  const f = document.createElement("iframe");
  // Until its load event has ended, what the frame shows would be replaced and not be gone back to.
  const show = (src) => event((resolve) => { f.onload = () => setTimeout(resolve); f.src = src; });
  f.hidden = true;
  document.body.append(f);
  await show(url);
  await show(`${setup.server}/back`);
  await seen(url, 2);
  f.remove();
}

(async () => {
  performance.setResourceTimingBufferSize(10_000);
  const results = [];
  const runAll = async (some) => {
    for (const { name, run, url } of some) {
      try {
        results.push({ name, read: (await run(url)) || "" });
      } catch (e) {
        results.push({ name, failed: String(e) });
      }
    }
  };
  const rest = attempts.values();
  await Promise.all(Array.from({ length: 8 }, () => runAll(rest)));
  if (self === top && !setup.public) {
    attempt("history", reading[2], again);
    await runAll(attempts.slice(-1));
  }
  let registered = 0;
  try {
    registered = (await navigator.serviceWorker.getRegistrations()).length;
  } catch { /* a page that may have none */ }
  await fetch(`${setup.server}/done?page=${setup.page}`, {
    method: "POST", mode: "no-cors", body: JSON.stringify({ results, registered, timings: timings() }),
  });
  if (setup.next) location = setup.next;
})();
