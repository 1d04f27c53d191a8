package proxy

import (
	"bytes"
	"io"
	"net/http"
	"strconv"

	"keyport/proxy/chat"
	"keyport/proxy/dialect"
	"keyport/proxy/upstream"
)

// maxEdited bounds an answer that is edited in memory, also after decompression.
const maxEdited = 32 << 20

// copied passes an answer on byte for byte.
func (a *reply) copied(resp *http.Response) *dialect.Error {
	h := a.x.w.Header()
	a.out.to.CopyHeader(h, resp.Header)
	if resp.ContentLength >= 0 && h["Content-Length"] == nil {
		h.Set("Content-Length", strconv.FormatInt(resp.ContentLength, 10))
	}
	a.x.w.WriteHeader(resp.StatusCode)
	buf := buffers.Get().(*[]byte)
	defer buffers.Put(buf)
	flush := http.NewResponseController(a.x.w).Flush
	for {
		n, err := resp.Body.Read(*buf)
		if n > 0 {
			a.x.first()
			a.x.usageIn((*buf)[:n])
			if _, werr := a.x.w.Write((*buf)[:n]); werr != nil {
				a.x.record.Cancelled = true
				panic(http.ErrAbortHandler)
			}
			if resp.ContentLength < 0 {
				_ = flush()
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			a.x.note(a.x.meant(a.out.to.Explain(a.ctx, err)))
			panic(http.ErrAbortHandler) // a cut answer must not look whole
		}
	}
}

// edited reads a plain answer, takes the thoughts out, and passes it on. An
// answer that needs no change goes out as it came, still compressed if it was.
func (a *reply) edited(resp *http.Response) *dialect.Error {
	buf := buffers.Get().(*[]byte)
	defer buffers.Put(buf)
	raw, plain, e := a.whole(resp, *buf)
	if e != nil {
		return a.fail(e)
	}
	good := plain
	if chat.IsError(plain) {
		good = a.out.to.Mask(plain)
	}
	a.x.first()
	a.x.usage.Look(good)
	body := chat.Body(good, a.out.answer)
	if a.out.into != nil {
		return a.translated(resp.Header, body)
	}
	h := a.x.w.Header()
	a.out.to.CopyHeader(h, resp.Header)
	asItCame := len(body) == len(plain) && (len(body) == 0 || &body[0] == &plain[0])
	if asItCame {
		body = raw
	} else {
		h.Del("Content-Encoding")
	}
	if !asItCame || h["Content-Length"] == nil {
		h.Set("Content-Length", strconv.Itoa(len(body)))
	}
	a.x.w.WriteHeader(resp.StatusCode)
	_, _ = a.x.w.Write(body)
	return nil
}

// whole reads an answer into memory, as it came and without its compression:
// into buf as far as that goes.
func (a *reply) whole(resp *http.Response, buf []byte) (raw, plain []byte, e *dialect.Error) {
	raw, err := upstream.ReadInto(buf, resp.Body, min(resp.ContentLength, 1<<20), maxEdited)
	switch {
	case err == upstream.ErrTooLong:
		return nil, nil, tooLargeToEdit(a.out.to)
	case err != nil:
		return nil, nil, a.out.to.Explain(a.ctx, err)
	}
	plain, e = a.decode(resp.Header, raw)
	return raw, plain, e
}

// translated passes a whole answer on in the client's dialect, as a stream if
// the client asked for one.
func (a *reply) translated(header http.Header, body []byte) *dialect.Error {
	if !a.out.stream {
		out, e := a.out.into.plain(body)
		if e != nil {
			return a.fail(e)
		}
		a.out.to.CopyHeader(a.x.w.Header(), header)
		a.x.w.Header().Del("Content-Encoding")
		a.x.w.Header().Set("Content-Type", "application/json; charset=utf-8")
		a.x.w.Header().Set("Content-Length", strconv.Itoa(len(out)))
		_, _ = a.x.w.Write(out)
		return nil
	}
	out, e := a.out.into.streamed(body)
	if e != nil {
		return a.fail(e)
	}
	if a.writer == nil {
		a.begin(header)
	}
	_ = a.writer.Write(out, true) // a client that is gone has no more use for it
	return nil
}

// decode undoes a compression that was not asked for.
func (a *reply) decode(h http.Header, raw []byte) ([]byte, *dialect.Error) {
	if !upstream.IsCompressed(h) {
		return raw, nil
	}
	decoded, ok := upstream.Decode(h, bytes.NewReader(raw))
	if !ok {
		return nil, badEncoding(a.out.to)
	}
	plain, err := upstream.ReadUpTo(decoded, -1, maxEdited)
	switch {
	case err == upstream.ErrTooLong:
		return nil, tooLargeToEdit(a.out.to)
	case err != nil:
		return nil, badEncoding(a.out.to)
	}
	return plain, nil
}

func tooLargeToEdit(u *upstream.Upstream) *dialect.Error {
	return &dialect.Error{Status: http.StatusBadGateway, Code: "upstream_too_large", Message: "The answer of " + u.Host() + " is too large to be edited. Ask for less at once."}
}

func badEncoding(u *upstream.Upstream) *dialect.Error {
	return &dialect.Error{Status: http.StatusBadGateway, Code: "upstream_encoding", Message: u.Host() + " compressed its answer in a way that Keyport cannot read."}
}
