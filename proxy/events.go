package proxy

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"

	"keyport/proxy/dialect"
	"keyport/proxy/sse"
	"keyport/proxy/upstream"
)

// events passes a stream on, event by event: what arrived together is written
// and flushed together, and only a possible beginning of a tag is held back.
func (a *reply) events(resp *http.Response) *dialect.Error {
	body, ok := upstream.Decode(resp.Header, resp.Body) // the editor reads it, and compression would hold events back
	if !ok {
		return a.fail(badEncoding(a.out.to))
	}
	if body != io.Reader(resp.Body) {
		resp.Header.Del("Content-Encoding")
	}
	if a.writer == nil {
		a.begin(resp.Header)
	}
	defer a.writer.Close()
	buf := buffers.Get().(*[]byte)
	defer buffers.Put(buf)
	edits := a.out.answer
	edits.Mask = a.out.to.Mask
	var (
		line     = newPipeline(edits, a.out.into)
		splitter = sse.NewSplitter(sse.MaxEvent)
		pending  []byte
	)
	collect := func(raw []byte) error {
		pending = line.event(pending, raw)
		return nil
	}
	for {
		n, err := body.Read(*buf)
		a.idle.touch()
		pending = pending[:0]
		if n > 0 {
			if serr := splitter.Feed((*buf)[:n], collect); serr != nil {
				return a.fail(&dialect.Error{Status: http.StatusBadGateway, Code: "upstream_event_too_long", Message: "An event of " + a.out.to.Host() + " is too long.", Cause: errTooLong})
			}
		}
		if err == io.EOF {
			pending = a.tail(pending, splitter.Rest(), line)
		}
		if err != nil && err != io.EOF && line.editor.Done {
			pending = line.end(pending) // broken off behind its good end
		}
		if len(pending) > 0 {
			if werr := a.writer.Write(pending, true); werr != nil {
				a.x.record.Cancelled = true
				panic(http.ErrAbortHandler) // the client is gone; a.cancel tells the upstream
			}
		}
		if e := line.failed(); e != nil {
			return a.fail(e)
		}
		if line.editor.Failed && a.x.record.Code == "" { // the client has it from the upstream
			a.x.note(&dialect.Error{Status: http.StatusBadGateway, Code: "upstream_error"})
		}
		switch {
		case err == nil:
		case err == io.EOF && (line.editor.Good() || !a.x.route.edits), err != io.EOF && line.editor.Done:
			return nil // only chats, responses and messages say when they are complete
		case err == io.EOF:
			return a.fail(&dialect.Error{Status: http.StatusBadGateway, Code: "upstream_ended_early", Message: a.out.to.Host() + " ended its answer before it was complete. Try again."})
		default:
			return a.fail(a.out.to.Explain(a.ctx, err))
		}
	}
}

// tail handles the last bytes of a stream that ended without its blank line. A
// half event is left out; clients would fail to read it.
func (a *reply) tail(pending, rest []byte, line *pipeline) []byte {
	data, _ := sse.Data(rest)
	if half := a.x.route.edits && !sse.IsDone(data) && !json.Valid(data); len(bytes.TrimSpace(rest)) > 0 && !half {
		pending = line.event(pending, append(bytes.Clone(rest), "\n\n"...))
	}
	return line.end(pending)
}
