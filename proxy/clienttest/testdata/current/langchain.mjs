// @langchain/ollama: its tool results carry no name, and schemas come as tools or as a format.
import assert from "node:assert/strict";
import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { ChatOllama, OllamaEmbeddings } from "@langchain/ollama";
import { z } from "zod";
import { chat, check, embedder, png, thinker, url } from "./check.mjs";

const llm = new ChatOllama({ baseUrl: url, model: chat, temperature: 0, numCtx: 8192, topK: 40 });
const weather = tool(async ({ city }) => city + " is sunny", {
  name: "weather",
  description: "the weather of a city",
  schema: z.object({ city: z.string() }),
});
const report = z.object({ city: z.string(), degrees: z.number() });

await check("chat", async () => {
  const r = await llm.invoke([new SystemMessage("be kind"), new HumanMessage("hi")]);
  assert.equal(r.content, "Hello from Keyport");
  assert.equal(r.usage_metadata.total_tokens, 14);
});

await check("stream", async () => {
  let said = "";
  for await (const part of await llm.stream("hi")) said += part.content;
  assert.equal(said, "Hello from Keyport");
});

await check("tools over two turns", async () => {
  const bound = llm.bindTools([weather]);
  const messages = [new HumanMessage("the weather in two cities")];
  const first = await bound.invoke(messages);
  assert.deepEqual(first.tool_calls.map((c) => [c.name, c.args]), [["weather", { city: "Paris" }], ["weather", { city: "Rome" }]]);
  messages.push(first);
  for (const c of first.tool_calls) messages.push(await weather.invoke(c));
  assert.equal((await bound.invoke(messages)).content, "Reports: Paris Paris is sunny, Rome Rome is sunny");
});

await check("tools in a stream", async () => {
  let all;
  for await (const part of await llm.bindTools([weather]).stream("the weather")) all = all ? all.concat(part) : part;
  assert.deepEqual(all.tool_calls.map((c) => [c.name, c.args]), [["weather", { city: "Paris" }]]);
  const messages = [new HumanMessage("the weather"), all, new ToolMessage({ content: "sunny", tool_call_id: all.tool_calls[0].id ?? "" })];
  assert.equal((await llm.bindTools([weather]).invoke(messages)).content, "Reports: Paris sunny");
});

await check("a history that another model began", async () => {
  const messages = [
    new HumanMessage("the weather"),
    new AIMessage({ content: "", tool_calls: [{ name: "weather", args: { city: "Paris" }, id: "toolu_" + "x".repeat(60) }] }),
    new ToolMessage({ content: "sunny", tool_call_id: "toolu_" + "x".repeat(60) }),
  ];
  assert.equal((await llm.invoke(messages)).content, "Reports: Paris sunny");
});

for (const method of ["jsonSchema", "functionCalling", "jsonMode"]) {
  await check("structured output by " + method, async () => {
    const r = await llm.withStructuredOutput(report, { method, name: "report" }).invoke("the weather");
    assert.deepEqual(r, { city: "Paris", degrees: 21 });
  });
}

await check("images", async () => {
  const image_url = "data:image/png;base64," + png;
  const r = await llm.invoke([new HumanMessage({ content: [{ type: "text", text: "what is this" }, { type: "image_url", image_url }] })]);
  assert.equal(r.content, "I see image/png");
});

await check("thinking", async () => {
  for (const think of [true, undefined]) {
    const r = await new ChatOllama({ baseUrl: url, model: thinker, think }).invoke("hi");
    assert.equal(r.content, "Hello from Keyport");
    assert.equal(r.additional_kwargs.reasoning_content, "Let me see. ");
  }
  assert.equal((await new ChatOllama({ baseUrl: url, model: thinker, think: false }).invoke("hi")).content, "Hello from Keyport");
});

await check("embeddings", async () => {
  const e = new OllamaEmbeddings({ baseUrl: url, model: embedder });
  assert.deepEqual(await e.embedQuery("abc"), [3, 0.5]);
  assert.deepEqual(await e.embedDocuments(["a", "bb"]), [[1, 0.5], [2, 0.5]]);
});

await check("errors are sentences", async () => {
  await assert.rejects(llm.invoke("bad key"), /refused the API key/);
});

await check("a stream that breaks", async () => {
  await assert.rejects(async () => {
    for await (const _ of await llm.stream("break")) {
    }
  }, (e) => !/Did not receive done/.test(e.message));
});
