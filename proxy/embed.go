package proxy

import (
	"time"

	"keyport/proxy/chat"
	"keyport/proxy/dialect"
	"keyport/proxy/ollama"
	"keyport/proxy/upstream"
)

// maxVectors bounds the answers to all calls of one request together: some
// 8000 vectors of 3072 numbers, of which each call gives 256.
const maxVectors = 8 * maxEdited

// ollamaEmbed answers POST /api/embed.
func (x *exchange) ollamaEmbed() *dialect.Error { return x.embed(false) }

// ollamaEmbeddings answers POST /api/embeddings, the older one.
func (x *exchange) ollamaEmbeddings() *dialect.Error { return x.embed(true) }

// embed asks for vectors, in as many calls as the upstream's limit on inputs makes it.
func (x *exchange) embed(old bool) *dialect.Error {
	body, e := x.ollamaObject()
	if e != nil {
		return e
	}
	req, e := ollama.ParseEmbed(body, old)
	if e != nil {
		return e
	}
	asked, used, e := x.resolve(req.Model)
	if e != nil {
		return e
	}
	x.record.Asked, x.record.Used = clip(asked), clip(used)
	out := x.outbound()
	out.to = x.snap.upstream(used)
	if e := x.need(out); e != nil {
		return e
	}
	if e := ollama.EmbedRefusal(out.to.Kind()); e != nil {
		return e
	}
	if e := x.h.limiter.acquire(x.r.Context(), x.h.queueFor); e != nil {
		return e
	}
	defer x.h.limiter.release()
	out.call.Endpoint, out.call.ContentType, out.call.Identity = "embeddings", "application/json", true
	var answers [][]byte
	held := 0
	for _, batch := range req.Batches(ollama.Target{Model: used, Kind: out.to.Kind(), Host: out.to.Host()}) {
		out.call.Body = [][]byte{batch}
		answer, e := x.vectors(out)
		if e != nil {
			return e
		}
		if held += len(answer); held > x.h.maxVectors {
			return tooLargeToEdit(out.to)
		}
		answers = append(answers, answer)
	}
	merged, e := req.Merge(answers, req.Model, x.record.Start, time.Now())
	if e != nil {
		return e
	}
	x.h.recent.note(x.record.Asked, time.Now())
	x.first()
	x.writeBody(merged)
	return nil
}

// vectors makes one call for embeddings.
func (x *exchange) vectors(out *outbound) ([]byte, *dialect.Error) {
	a := &reply{x: x, out: out, ctx: x.r.Context()}
	resp, e := a.call()
	if e != nil {
		return nil, e
	}
	defer resp.Body.Close()
	if x.record.FirstByte == 0 {
		x.record.FirstByte = time.Since(x.record.Start)
	}
	if upstream.IsHTML(resp.Header) {
		return nil, out.to.WebPage()
	}
	a.watch(resp)
	defer a.idle.stop()
	_, plain, e := a.whole(resp, nil)
	var cost chat.Usage
	cost.Look(plain)
	x.usage.In, x.usage.Out = x.usage.In+cost.In, x.usage.Out+cost.Out
	return plain, e
}
