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
//
// Its frame, and that of every function that it calls on the way to a write, is
// kept small: below net/http's headers a stream that waits needs 7 KiB of stack,
// and one byte more than that would make it 16.
func (a *reply) events(resp *http.Response) *dialect.Error {
	body, e := a.stream(resp)
	if e != nil {
		return e
	}
	defer a.writer.Close()
	line := a.pipeline()
	defer a.ended(line)
	for {
		n, err := body.Read(line.buf.room)
		if line.feed(line.buf.room[:n]) != nil {
			return a.fail(a.tooLong())
		}
		if err != nil {
			a.tail(line, err)
		}
		over, e := a.over(line, err)
		if len(line.out) > 0 && a.pass(line.out, over && e == nil) != nil {
			a.x.record.Cancelled = true
			panic(http.ErrAbortHandler) // the client is gone; closing the answer tells the upstream
		}
		switch {
		case e != nil:
			return a.fail(e)
		case over:
			return nil
		}
		line.buf.fit(n)
	}
}

// pass sends what the client gets for the latest bytes, which may be the last.
func (a *reply) pass(out []byte, last bool) error {
	a.x.first()
	if last {
		return a.writer.End(out)
	}
	return a.writer.Write(out, true)
}

// stream starts a streamed answer and gives what to read it from: the editor
// reads it, and compression would hold events back.
func (a *reply) stream(resp *http.Response) (io.Reader, *dialect.Error) {
	body, ok := upstream.Decode(resp.Header, resp.Body)
	if !ok {
		return nil, a.fail(badEncoding(a.out.to))
	}
	if body != io.Reader(resp.Body) {
		resp.Header.Del("Content-Encoding")
	}
	if a.writer == nil {
		a.begin(resp.Header)
	}
	return body, nil
}

func (a *reply) pipeline() *pipeline {
	o := a.out.answer
	o.Mask = a.out.to.Mask
	return newPipeline(o, a.out.into)
}

// ended keeps of a stream what goes on record.
func (a *reply) ended(line *pipeline) {
	a.x.usage, a.x.events = line.editor.Usage, line.editor.Pieces
	line.free()
}

// over says whether the answer ends here, err being what the latest read said,
// and the error that it is to end with.
func (a *reply) over(line *pipeline, err error) (over bool, e *dialect.Error) {
	if e := line.failed(); e != nil {
		return true, e
	}
	if line.editor.Failed && a.x.record.Code == "" { // the client has it from the upstream
		a.x.note(&dialect.Error{Status: http.StatusBadGateway, Code: "upstream_error", Message: upstream.Sentence(line.editor.Said)})
	}
	switch {
	case err == nil:
		return false, nil
	case err == io.EOF && (line.editor.Good() || !a.x.route.edits), err != io.EOF && line.editor.Done:
		return true, nil // only chats, responses and messages say when they are complete
	case err == io.EOF:
		return true, a.endedEarly()
	}
	return true, a.out.to.Explain(a.ctx, err)
}

func (a *reply) tooLong() *dialect.Error {
	return &dialect.Error{Status: http.StatusBadGateway, Code: "upstream_event_too_long", Message: "An event of " + a.out.to.Host() + " is too long.", Cause: errTooLong}
}

func (a *reply) endedEarly() *dialect.Error {
	return &dialect.Error{Status: http.StatusBadGateway, Code: "upstream_ended_early", Message: a.out.to.Host() + " ended its answer before it was complete. Try again."}
}

// tail handles the end of a stream. What came without a blank line behind it
// still counts, but for half an event, which clients would fail to read.
func (a *reply) tail(line *pipeline, err error) {
	if err != io.EOF {
		if line.editor.Done {
			line.end() // broken off behind its good end
		}
		return
	}
	if rest := line.splitter.Rest(); len(bytes.TrimSpace(rest)) > 0 {
		data, _ := sse.Data(rest)
		if half := a.x.route.edits && !sse.IsDone(data) && !json.Valid(data); !half {
			_ = line.event(append(bytes.Clone(rest), "\n\n"...))
		}
	}
	line.end()
}
