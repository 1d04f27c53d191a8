// A hostile web page. It tries every way in which a page can make a browser
// send a request to setup.target, and posts to its own server what it could
// read of each answer. It knows a private address and a password, as if they
// had leaked: what keeps it out must not be that it cannot guess them.
//
// The name of an attempt, PAGE.KIND.NUMBER, goes along in the query, so that
// whoever stands before the target can tell which attempts arrived.
"use strict";

const host = setup.target, secret = "/" + setup.address;
const reading = ["/v1/models", "/api/tags", secret + "/api/tags"];
const writing = ["/v1/chat/completions", "/api/chat", secret + "/api/chat", secret + "/v1/chat/completions"];
const paths = ["/", "/health", secret, ...reading, ...writing];
const chat = '{"model":"m1","stream":false,"messages":[{"role":"user","content":"from a page"}]}';

// Content types that a page may send without asking, and the one that it has to ask for.
const bodies = [
  ["text/plain", chat],
  ["application/x-www-form-urlencoded", chat],
  ["multipart/form-data; boundary=x", '--x\r\nContent-Disposition: form-data; name="model"\r\n\r\nm1\r\n--x--\r\n'],
  ["application/json", chat],
];

const attempts = [];

// attempt adds one: run gets the address and gives what could be read, or nothing.
function attempt(kind, path, run, at = "http://" + host) {
  const name = `${setup.page}.${kind}.${attempts.length}`;
  attempts.push({ name, run, url: `${at}${path}?attempt=${name}` });
}

const nameOf = (url) => new URL(url).searchParams.get("attempt");

// Each attempt gives up in the end; none of those that have an event waits for that long.
const patience = 60_000;

function event(start) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("no event")), patience);
    start(resolve, reject);
  });
}

async function read(answer) {
  const text = await answer.text();
  return answer.status || text ? `${answer.status} ${text}` : "";
}
